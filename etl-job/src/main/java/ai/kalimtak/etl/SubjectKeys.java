package ai.kalimtak.etl;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import ai.kalimtak.common.lake.BronzeInteractions;
import ai.kalimtak.common.lake.Identities;
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
final class SubjectKeys {
  private final HmacSha256 hmac;

  SubjectKeys(byte[] secret) {
    this.hmac = new HmacSha256(secret);
  }

  /** Adds {@code subject_key}, null for a null user id; keeps every row and {@code user_id}. */
  Dataset<Row> add(Dataset<Row> rows) {
    return rows.withColumn(
        BronzeInteractions.SUBJECT_KEY, Utf8Function.of(hmac, col(SourceColumns.USER_ID)));
  }

  /**
   * In the columns of {@code restricted/identities}.
   *
   * @param subjects {@code user_id}, {@code first_seen_at}, one row per user
   */
  static Dataset<Row> identities(Dataset<Row> subjects, SubjectKeys keys, long runId) {
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
        throw new IllegalStateException(e);
      }
      return UTF8String.fromString(HexFormat.of().formatHex(mac.doFinal(userId.getBytes())));
    }

    @Override
    public String toString() {
      return ALGORITHM;
    }
  }
}
