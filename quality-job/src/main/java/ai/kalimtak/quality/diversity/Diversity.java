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
import ai.kalimtak.quality.steps.CurationStep;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * Thins groups that have too many of the rows: first domains, spread over cells of the feature
 * space, then templates, then subjects. Each cut changes the shares of the others, so the three are
 * planned repeatedly until nothing more has to go.
 */
public final class Diversity implements AutoCloseable {
  /** The reason to reject the row. */
  public static final String OVER_QUOTA = "over_quota";

  private static final int ROUNDS = 5;
  private static final int ROWS_PER_CELL = 8;
  private static final String ROWS = "rows";
  private static final String TIE = "tie";
  private static final String IN_CELL = "in_cell";
  private static final String PLACE = "place";
  private static final String PLACE_BY_CHANCE = "place_by_chance";
  private static final String CAP = "cap";

  private final DiversitySettings settings;
  private final Dataset<Row> texts;
  private final Checkpoints checkpoints = new Checkpoints();
  private final List<String> notes = new ArrayList<>();
  private final Set<String> noted = new HashSet<>();

  /** Rows that the limits of each kind may still drop. */
  private final Map<String, Long> allowed = new HashMap<>();

  private boolean thinned;
  private Coverage coverage = new Coverage(0, 0, 0);

  /**
   * How well thinning kept the range of the thinned domains.
   *
   * @param cells cells of the domains that were thinned
   * @param covered those that hold a kept row
   * @param coveredByChance those that would, had the rows been chosen by chance
   */
  public record Coverage(long cells, long covered, long coveredByChance) {}

  /**
   * @param texts {@code interaction_id}, {@code input_text}
   */
  public Diversity(DiversitySettings settings, Dataset<Row> texts) {
    this.settings = settings;
    this.texts = texts;
  }

  /** The reasons why a largest share was not enforced, as sentences. */
  public List<String> notes() {
    return List.copyOf(notes);
  }

  /** Whether any row was beyond a quota. */
  public boolean isThinned() {
    return thinned;
  }

  public Coverage coverage() {
    return coverage;
  }

  /**
   * Returns the rows beyond a quota: {@code interaction_id}, {@link #OVER_QUOTA}. Rows of a domain
   * are kept in the order of their places in their cells, the best rated first, so that no cell
   * gets a second row before every cell has its first; ties are broken by hash.
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
        Optional<Dataset<Row>> beyond = cut.beyond(left).map(this::keep);
        if (beyond.isPresent()) {
          over.add(beyond.get());
          left =
              keep(left.join(beyond.get(), new String[] {Candidates.INTERACTION_ID}, "left_anti"));
          thinned = true;
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
    DiversitySettings ofRound = round == 0 ? settings : settings.withoutTempering();
    return List.of(left -> byDomain(left, ofRound), this::byTemplate, this::bySubject);
  }

  /** One of the three cuts: the rows beyond it, empty when it drops none. */
  private interface Cut {
    Optional<Dataset<Row>> beyond(Dataset<Row> left);
  }

  private Optional<Dataset<Row>> byDomain(Dataset<Row> left, DiversitySettings settings) {
    Map<String, Long> counts = new TreeMap<>();
    left.where(col(Candidates.DOMAIN).isNotNull())
        .groupBy(Candidates.DOMAIN)
        .agg(count(lit(1)).alias(ROWS))
        .collectAsList()
        .forEach(row -> counts.put(row.getAs(Candidates.DOMAIN), row.getAs(ROWS)));
    long total = counts.values().stream().mapToLong(Long::longValue).sum();
    DomainQuota quota = DomainQuota.plan(counts, allowed("domain", total), settings);
    note("domain", quota.notes());
    allowed.merge("domain", -quota.dropped(), Long::sum);
    if (quota.caps().isEmpty()) {
      return Optional.empty();
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
                        col(IN_CELL),
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
                .withColumn(IN_CELL, inCell)
                .withColumn(PLACE, place)
                .withColumn(PLACE_BY_CHANCE, byChance)
                .withColumn(CAP, cap));
    if (coverage.cells() == 0) {
      coverage = coverage(placed);
    }
    return Optional.of(placed.where(col(PLACE).gt(col(CAP))).select(reasons("domain")));
  }

  private static Coverage coverage(Dataset<Row> placed) {
    Column cell = struct(col(Candidates.DOMAIN), col(CoverageCells.CELL));
    Row cells =
        placed
            .agg(
                countDistinct(cell).alias("cells"),
                countDistinct(when(col(PLACE).leq(col(CAP)), cell)).alias("covered"),
                countDistinct(when(col(PLACE_BY_CHANCE).leq(col(CAP)), cell)).alias("by_chance"))
            .first();
    return new Coverage(
        cells.<Long>getAs("cells"), cells.<Long>getAs("covered"), cells.<Long>getAs("by_chance"));
  }

  /** Adds the cell of each row; too few rows to divide are all in one. */
  private Dataset<Row> inCells(Dataset<Row> rows, long count, DiversitySettings settings) {
    int cells = (int) Math.min(settings.cells(), count / ROWS_PER_CELL);
    if (cells < 2) {
      return rows.withColumn(CoverageCells.CELL, lit(0));
    }
    Dataset<Row> withTexts = keep(rows.join(texts, new String[] {Candidates.INTERACTION_ID}));
    return CoverageCells.assign(withTexts, cells, settings.seed()).drop(Candidates.INPUT_TEXT);
  }

  /** Keeps the notes of the first round that has any: later rounds see what the first one left. */
  private void note(String kind, List<String> sentences) {
    if (!sentences.isEmpty() && noted.add(kind)) {
      notes.addAll(sentences);
    }
  }

  /**
   * The rows that a kind of limit may still drop. The share is that of the rows before the first
   * cut; otherwise each round could drop it again.
   */
  private long allowed(String kind, long total) {
    return allowed.computeIfAbsent(kind, first -> (long) (settings.maxRemovedShare() * total));
  }

  private Optional<Dataset<Row>> byTemplate(Dataset<Row> left) {
    return beyondShare(
        left,
        Candidates.TEMPLATE_ID,
        settings.minGroupRows(),
        settings.maxTemplateShare(),
        "template");
  }

  private Optional<Dataset<Row>> bySubject(Dataset<Row> left) {
    return beyondShare(
        left,
        Candidates.SUBJECT_KEY,
        settings.minSubjectRows(),
        settings.maxSubjectShare(),
        "subject");
  }

  private Optional<Dataset<Row>> beyondShare(
      Dataset<Row> left, String group, int minRows, double share, String kind) {
    if (share >= 1) {
      return Optional.empty();
    }
    Dataset<Row> sizes =
        left.where(col(group).isNotNull())
            .groupBy(group)
            .agg(count(lit(1)).alias(ROWS))
            .where(col(ROWS).geq(minRows));
    Row totals = sizes.agg(count(lit(1)).alias("groups"), sum(ROWS).alias(ROWS)).first();
    long groups = totals.<Long>getAs("groups");
    if (groups < 2) {
      return Optional.empty();
    }
    if (!ShareCap.isPossible(groups, share)) {
      note(kind, List.of(ShareCap.impossible(groups, kind, share)));
      return Optional.empty();
    }
    List<Long> largest =
        sizes
            .orderBy(col(ROWS).desc())
            .limit(ShareCap.groupsNeeded(share))
            .select(ROWS)
            .as(Encoders.LONG())
            .collectAsList();
    long total = totals.<Long>getAs(ROWS);
    OptionalLong planned = ShareCap.plan(largest, total, share);
    if (planned.isEmpty()) {
      return Optional.empty();
    }
    long allowed = allowed(kind, total);
    long wanted = ShareCap.dropped(largest, planned.getAsLong());
    if (wanted > allowed) {
      note(kind, List.of(ShareCap.bounded(kind, wanted, total, settings.maxRemovedShare())));
    }
    long cap = ShareCap.affordable(largest, planned.getAsLong(), allowed);
    long dropped = ShareCap.dropped(largest, cap);
    if (dropped == 0) {
      return Optional.empty();
    }
    this.allowed.merge(kind, -dropped, Long::sum);
    // Only the groups beyond the cap are sorted. They are few, because each is a large share.
    Dataset<Row> beyond = sizes.where(col(ROWS).gt(cap)).select(group);
    Column place = row_number().over(Window.partitionBy(col(group)).orderBy(order()));
    return Optional.of(
        left.join(beyond, new String[] {group})
            .withColumn(PLACE, place)
            .where(col(PLACE).gt(cap))
            .select(reasons(kind)));
  }

  private static Column[] reasons(String kind) {
    return new Column[] {
      col(Candidates.INTERACTION_ID), lit(CurationStep.OVER_QUOTA.reason(kind)).alias(OVER_QUOTA)
    };
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
