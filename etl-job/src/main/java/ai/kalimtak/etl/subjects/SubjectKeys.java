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
 * Pseudonyms of persons: HMAC-SHA256 (RFC 2104) of the user id. A function of its own, because with
 * Spark's built-in functions the secret would be a literal of the plan, which the UI shows.
 */
public final class SubjectKeys {
  /**
   * Property of {@code restricted/identities} while its lake goes from one secret to another: the
   * {@link #fingerprint} of the new one.
   */
  public static final String ROTATING_TO = "kalimtak.subject-keys-rotating-to";

  private final HmacSha256 hmac;

  public SubjectKeys(byte[] secret) {
    this.hmac = new HmacSha256(secret);
  }

  /**
   * Under the present secret, which must be the one under which the lake's own keys were made.
   *
   * @throws JobException when it is another one, or the change to another one is half-done
   */
  public static SubjectKeys ofLake(JobContext context) {
    SubjectKeys keys = underPresentSecret(context);
    Lake lake = context.lake();
    if (lake.property(Identities.TABLE, ROTATING_TO).isPresent()) {
      throw JobException.failed(
          "the subject keys of this lake are half-way from one secret to another",
          "Finish the change with: kalimtak rotate-subject-keys");
    }
    if (!keys.areThoseOf(lake)) {
      throw JobException.badSettings(
          "the subject secret is not the one under which this lake's subject keys were made, so a person's new rows would not meet the old ones",
          "Put the old one back ("
              + SubjectSecret.VARIABLE
              + "; without it, the file subject-secret of state.directory), or give every row its new key with: kalimtak rotate-subject-keys");
    }
    return keys;
  }

  public static SubjectKeys underPresentSecret(JobContext context) {
    return new SubjectKeys(
        SubjectSecret.load(context.supabase().isEmbedded(), context.core().stateDirectory()));
  }

  /** Whether the lake's subjects have the keys of this secret; any one of them tells. */
  public boolean areThoseOf(Lake lake) {
    return !lake.exists(Identities.TABLE)
        || lake
            .read(Identities.TABLE)
            .select(Identities.USER_ID, Identities.SUBJECT_KEY)
            .limit(1)
            .collectAsList()
            .stream()
            .allMatch(subject -> keyOf(subject.getString(0)).equals(subject.getString(1)));
  }

  /** A text that tells secrets apart and gives none away. */
  public String fingerprint() {
    return keyOf("kalimtak subject secret");
  }

  public String keyOf(String userId) {
    return hmac.apply(UTF8String.fromString(userId)).toString();
  }

  /** Adds {@code subject_key}, null for a null user id; keeps every row and {@code user_id}. */
  public Dataset<Row> add(Dataset<Row> rows) {
    return rows.withColumn(
        BronzeInteractions.SUBJECT_KEY, Utf8Function.of(hmac, col(SourceColumns.USER_ID)));
  }

  /**
   * In the columns of {@code restricted/identities}.
   *
   * @param subjects {@code user_id}, {@code first_seen_at}, one row per user
   */
  public static Dataset<Row> identities(Dataset<Row> subjects, SubjectKeys keys, long runId) {
    return keys.add(subjects)
        .select(
            col(BronzeInteractions.SUBJECT_KEY).alias(Identities.SUBJECT_KEY),
            col(SourceColumns.USER_ID).alias(Identities.USER_ID),
            col(Identities.FIRST_SEEN_AT),
            lit(runId).alias(Identities.RUN_ID));
  }

  /** 64 hexadecimal digits. */
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
