package ai.kalimtak.etl.subjects;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.job.JobContext;
import ai.kalimtak.common.lake.BronzeInteractions;
import ai.kalimtak.common.lake.Identities;
import ai.kalimtak.common.lake.Lake;
import ai.kalimtak.common.text.Utf8Function;
import ai.kalimtak.etl.source.SourceColumns;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Pseudonyms of users: HMAC-SHA256 (RFC 2104) of the user id. Spark's built-in functions are not
 * used, because the secret would be a literal in the plan, which the Spark UI shows.
 */
public final class SubjectKeys {
  /**
   * The property of {@code restricted/identities} during a rotation: the {@link #fingerprint} of
   * the new secret.
   */
  public static final String ROTATING_TO = "kalimtak.subject-keys-rotating-to";

  /**
   * The property of {@code restricted/identities} with the {@link #fingerprint} of its secret;
   * tables from before its introduction lack it.
   */
  public static final String MADE_WITH = "kalimtak.subject-keys-made-with";

  private final HmacSha256 hmac;

  public SubjectKeys(byte[] secret) {
    this.hmac = new HmacSha256(secret);
  }

  /**
   * Returns keys under the current secret, which must be the one that the lake's keys were made
   * with.
   *
   * @throws JobException when it is another one, or a rotation is not complete
   */
  public static SubjectKeys ofLake(JobContext context) {
    SubjectKeys keys = underCurrentSecret(context);
    Lake lake = context.lake();
    if (lake.property(Identities.TABLE, ROTATING_TO).isPresent()) {
      throw JobException.failed(
          "the subject keys of this lake are halfway from one secret to another",
          "Complete the rotation with: kalimtak rotate-subject-keys");
    }
    if (!keys.match(lake)) {
      throw JobException.badSettings(
          "the subject secret is not the one that this lake's subject keys were made with, so a user's new rows would not match the old ones",
          "Restore the old one ("
              + SubjectSecret.VARIABLE
              + ", or the file subject-secret in state.directory if the variable is not set), or replace all keys with: kalimtak rotate-subject-keys");
    }
    return keys;
  }

  public static SubjectKeys underCurrentSecret(JobContext context) {
    return new SubjectKeys(
        SubjectSecret.load(context.supabase().isEmbedded(), context.core().stateDirectory()));
  }

  /**
   * Returns whether the lake's keys were made with this secret, judging by the table's property or,
   * without one, by one of its subjects.
   */
  public boolean match(Lake lake) {
    return lake.property(Identities.TABLE, MADE_WITH)
        .map(fingerprint()::equals)
        .orElseGet(() -> matchOneSubject(lake));
  }

  private boolean matchOneSubject(Lake lake) {
    return !lake.exists(Identities.TABLE)
        || lake
            .read(Identities.TABLE)
            .select(Identities.USER_ID, Identities.SUBJECT_KEY)
            .limit(1)
            .collectAsList()
            .stream()
            .allMatch(
                subject ->
                    keyOf(subject.getAs(Identities.USER_ID))
                        .equals(subject.getAs(Identities.SUBJECT_KEY)));
  }

  /** Returns a text that identifies the secret without revealing it. */
  public String fingerprint() {
    return keyOf("kalimtak subject secret");
  }

  public String keyOf(String userId) {
    return hmac.apply(UTF8String.fromString(userId)).toString();
  }

  /** Adds {@code subject_key}, null for a null {@code user_id}; keeps all rows, no shuffle. */
  public Dataset<Row> add(Dataset<Row> rows) {
    return rows.withColumn(
        BronzeInteractions.SUBJECT_KEY, Utf8Function.of(hmac, col(SourceColumns.USER_ID)));
  }

  /**
   * Returns users in the columns of {@code restricted/identities}.
   *
   * @param users {@code user_id}, {@code first_seen_at}, one row per user
   */
  public static Dataset<Row> identities(Dataset<Row> users, SubjectKeys keys, long runId) {
    return keys.add(users)
        .select(
            col(BronzeInteractions.SUBJECT_KEY).alias(Identities.SUBJECT_KEY),
            col(SourceColumns.USER_ID).alias(Identities.USER_ID),
            col(Identities.FIRST_SEEN_AT),
            lit(runId).alias(Identities.RUN_ID));
  }

  /** Returns 64 hexadecimal digits. */
  static final class HmacSha256 implements Utf8Function {
    private static final long serialVersionUID = 1L;
    private static final String ALGORITHM = "HmacSHA256";

    private final byte[] secret;
    private transient Mac mac;

    HmacSha256(byte[] secret) {
      this.secret = secret.clone();
    }

    @Override
    public synchronized UTF8String apply(UTF8String userId) {
      try {
        if (mac == null) {
          mac = Mac.getInstance(ALGORITHM);
          mac.init(new SecretKeySpec(secret, ALGORITHM));
        }
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every JDK has HMAC-SHA256", e);
      }
      return UTF8String.fromString(HexFormat.of().formatHex(mac.doFinal(userId.getBytes())));
    }

    @Override
    public String toString() {
      return ALGORITHM;
    }
  }
}
