package ai.kalimtak.quality.diversity;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import ai.kalimtak.common.lake.Candidates;
import ai.kalimtak.common.spark.Checkpoints;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * Thins what there is too much of: domains first, spread over cells of the feature space, then
 * templates and subjects. Each cut changes the shares of the others, so the three are planned again
 * until nothing more has to go.
 */
public final class Diversity implements AutoCloseable {
  public static final String OVER_QUOTA = "over_quota";

  private static final int ROUNDS = 5;
  private static final String ROWS = "rows";
  private static final String TIE = "tie";

  private final DiversitySettings settings;
  private final Dataset<Row> texts;
  private final Checkpoints checkpoints = new Checkpoints();
  private final List<String> notes = new ArrayList<>();
  private boolean thinned;
  private Coverage coverage = new Coverage(0, 0, 0);

  /**
   * Cells of the thinned domains, those that hold a kept row, and those that chance would reach.
   */
  public record Coverage(long cells, long covered, long coveredByChance) {}

  /**
   * @param texts {@code interaction_id}, {@code input_text}
   */
  public Diversity(DiversitySettings settings, Dataset<Row> texts) {
    this.settings = settings;
    this.texts = texts;
  }

  /** Why a share could not be kept, in words. */
  public List<String> notes() {
    return notes.stream().distinct().toList();
  }

  /** Whether any row went. */
  public boolean isThinned() {
    return thinned;
  }

  public Coverage coverage() {
    return coverage;
  }

  /**
   * The rows beyond a quota: {@code interaction_id}, {@link #OVER_QUOTA}. Rows of a domain go by
   * their place in their cell, the best rated first, so that no cell gets a second row before every
   * cell has its first; equal ones by hash.
   *
   * @param wanted {@code interaction_id}, {@code domain}, {@code template_id}, {@code subject_key},
   *     {@code quality_score}
   */
  public Dataset<Row> over(Dataset<Row> wanted) {
    Dataset<Row> left =
        keep(
            wanted.withColumn(TIE, xxhash64(col(Candidates.INTERACTION_ID), lit(settings.seed()))));
    List<Dataset<Row>> over = new ArrayList<>();
    boolean changed = settings.enabled();
    for (int round = 0; changed && round < ROUNDS; round++) {
      changed = false;
      for (Cut cut : cuts(round)) {
        Dataset<Row> dropped = cut.beyond(left);
        if (dropped != null) {
          Dataset<Row> kept = keep(dropped);
          over.add(kept);
          thinned = true;
          left = keep(left.join(kept, new String[] {Candidates.INTERACTION_ID}, "left_anti"));
          changed = true;
        }
      }
    }
    return over.stream()
        .reduce(Dataset::unionByName)
        .orElseGet(
            () ->
                wanted
                    .limit(0)
                    .select(
                        col(Candidates.INTERACTION_ID),
                        lit(null).cast("string").alias(OVER_QUOTA)));
  }

  private List<Cut> cuts(int round) {
    DiversitySettings ofRound = round == 0 ? settings : settings.limits();
    return List.of(left -> byDomain(left, ofRound), this::byTemplate, this::bySubject);
  }

  /** One of the cuts; null when nothing is beyond it. */
  private interface Cut {
    Dataset<Row> beyond(Dataset<Row> left);
  }

  private Dataset<Row> byDomain(Dataset<Row> left, DiversitySettings settings) {
    Map<String, Long> counts = new TreeMap<>();
    left.where(col(Candidates.DOMAIN).isNotNull())
        .groupBy(Candidates.DOMAIN)
        .agg(count(lit(1)))
        .collectAsList()
        .forEach(row -> counts.put(row.getString(0), row.getLong(1)));
    DomainQuota quota = DomainQuota.plan(counts, settings);
    if (!quota.note().isEmpty()) {
      notes.add(quota.note());
    }
    if (quota.caps().isEmpty()) {
      return null;
    }
    Column cap = lit(null).cast("long");
    for (Map.Entry<String, Long> entry : quota.caps().entrySet()) {
      cap =
          when(col(Candidates.DOMAIN).equalTo(entry.getKey()), lit(entry.getValue()))
              .otherwise(cap);
    }
    long thinned = quota.caps().keySet().stream().mapToLong(counts::get).sum();
    Dataset<Row> celled =
        keep(
            inCells(
                left.where(col(Candidates.DOMAIN).isin(quota.caps().keySet().toArray())),
                thinned,
                settings));
    Column inCell =
        row_number()
            .over(
                Window.partitionBy(col(Candidates.DOMAIN), col(CoverageCells.CELL))
                    .orderBy(order()));
    Column place =
        row_number()
            .over(
                Window.partitionBy(col(Candidates.DOMAIN))
                    .orderBy(
                        col("in_cell"),
                        col(Candidates.QUALITY_SCORE).desc(),
                        col(TIE),
                        col(Candidates.INTERACTION_ID)));
    Column byChance =
        row_number()
            .over(
                Window.partitionBy(col(Candidates.DOMAIN))
                    .orderBy(col(TIE), col(Candidates.INTERACTION_ID)));
    Dataset<Row> placed =
        keep(
            celled
                .withColumn("in_cell", inCell)
                .withColumn("place", place)
                .withColumn("by_chance", byChance)
                .withColumn("cap", cap));
    if (coverage.cells() == 0) {
      coverage = coverage(placed);
    }
    return placed
        .where(col("place").gt(col("cap")))
        .select(col(Candidates.INTERACTION_ID), lit("over-quota:domain").alias(OVER_QUOTA));
  }

  private static Coverage coverage(Dataset<Row> placed) {
    Column cell = struct(col(Candidates.DOMAIN), col(CoverageCells.CELL));
    Row cells =
        placed
            .agg(
                countDistinct(cell),
                countDistinct(when(col("place").leq(col("cap")), cell)),
                countDistinct(when(col("by_chance").leq(col("cap")), cell)))
            .first();
    return new Coverage(cells.getLong(0), cells.getLong(1), cells.getLong(2));
  }

  /** Few rows make one cell. */
  private Dataset<Row> inCells(Dataset<Row> rows, long count, DiversitySettings settings) {
    int cells = (int) Math.min(settings.cells(), count / 8);
    if (cells < 2) {
      return rows.withColumn(CoverageCells.CELL, lit(0));
    }
    Dataset<Row> withTexts = keep(rows.join(texts, new String[] {Candidates.INTERACTION_ID}));
    return CoverageCells.assign(withTexts, cells, settings.seed()).drop(Candidates.INPUT_TEXT);
  }

  private Dataset<Row> byTemplate(Dataset<Row> left) {
    return beyondShare(left, Candidates.TEMPLATE_ID, settings.maxTemplateShare(), "template");
  }

  private Dataset<Row> bySubject(Dataset<Row> left) {
    return beyondShare(left, Candidates.SUBJECT_KEY, settings.maxSubjectShare(), "subject");
  }

  private Dataset<Row> beyondShare(Dataset<Row> left, String group, double share, String name) {
    if (share >= 1) {
      return null;
    }
    Dataset<Row> sizes =
        left.where(col(group).isNotNull()).groupBy(group).agg(count(lit(1)).alias(ROWS));
    Row all = sizes.agg(count(lit(1)), sum(ROWS)).first();
    if (all.getLong(0) < 2) {
      return null;
    }
    if (!ShareCap.isPossible(all.getLong(0), share)) {
      notes.add(
          "no largest share: "
              + all.getLong(0)
              + " "
              + name
              + "s"
              + " cannot stay within a share of "
              + share
              + " (quality.diversity.max-"
              + name
              + "-share)");
      return null;
    }
    List<Long> largest =
        sizes
            .orderBy(col(ROWS).desc())
            .limit(ShareCap.groupsNeeded(share))
            .select(ROWS)
            .collectAsList()
            .stream()
            .map(row -> row.getLong(0))
            .toList();
    OptionalLong cap = ShareCap.plan(largest, all.getLong(1), share);
    if (cap.isEmpty()) {
      return null;
    }
    // Only the groups beyond the cap are sorted; they are few, for each holds a share.
    Dataset<Row> beyond = sizes.where(col(ROWS).gt(cap.getAsLong())).select(group);
    Column place = row_number().over(Window.partitionBy(col(group)).orderBy(order()));
    return left.join(beyond, new String[] {group})
        .withColumn("place", place)
        .where(col("place").gt(cap.getAsLong()))
        .select(col(Candidates.INTERACTION_ID), lit("over-quota:" + name).alias(OVER_QUOTA));
  }

  private static Column[] order() {
    return new Column[] {
      col(Candidates.QUALITY_SCORE).desc(), col(TIE), col(Candidates.INTERACTION_ID)
    };
  }

  private Dataset<Row> keep(Dataset<Row> rows) {
    return checkpoints.keep(rows);
  }

  @Override
  public void close() {
    checkpoints.close();
  }
}
