package ai.kalimtak.quality;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;

import ai.kalimtak.common.job.JobContext;
import ai.kalimtak.common.lake.BronzeInteractions;
import ai.kalimtak.common.lake.Candidates;
import ai.kalimtak.common.lake.Lake;
import ai.kalimtak.common.lake.TrainingData;
import ai.kalimtak.common.spark.Checkpoints;
import ai.kalimtak.quality.decisions.Decisions;
import ai.kalimtak.quality.decisions.Splits;
import ai.kalimtak.quality.diversity.Diversity;
import ai.kalimtak.quality.duplicates.NearDuplicateIndex;
import ai.kalimtak.quality.duplicates.NearDuplicates;
import ai.kalimtak.quality.report.CurationCounts;
import ai.kalimtak.quality.report.Thinning;
import ai.kalimtak.quality.signals.Models;
import ai.kalimtak.quality.signals.Signals;
import ai.kalimtak.quality.signals.TextKey;
import ai.kalimtak.quality.tables.BronzeChanges;
import ai.kalimtak.quality.tables.CuratedTable;
import ai.kalimtak.quality.tables.GoldRows;
import ai.kalimtak.quality.tables.SilverChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The flow of one run from bronze to silver and gold. The texts of a row are read only when the row
 * is new; decisions that compare rows are made for all rows in every run; and only the differences
 * from the last run are written.
 */
final class Curation implements AutoCloseable {
  /** Above this share of changed rows, replacing a table is cheaper than merging into it. */
  private static final double LARGEST_MERGED_SHARE = 0.2;

  private static final String BEFORE = "before";
  private static final String AFTER = "after";

  private final QualitySettings settings;
  private final JobContext context;
  private final Lake target;
  private final QualityPlan plan;
  private final Optional<NearDuplicateIndex> index;
  private final Checkpoints checkpoints = new Checkpoints();
  private final List<Runnable> releases = new ArrayList<>();

  private BronzeChanges changes;
  private Dataset<Row> fresh;
  private Optional<Dataset<Row>> carried = Optional.empty();
  private Dataset<Row> decisions;
  private Diversity diversity;

  /**
   * Prepares a run; it reads nothing yet.
   *
   * @param target where silver, gold, and the index are stored: the lake itself, or a scratch lake
   */
  Curation(QualitySettings settings, JobContext context, QualityPlan plan, Lake target) {
    this.settings = settings;
    this.context = context;
    this.target = target;
    this.plan = plan;
    this.index =
        settings.nearDuplicates().enabled()
            ? Optional.of(
                new NearDuplicateIndex(target, settings.nearDuplicates(), context.runId()))
            : Optional.empty();
  }

  /** Finds the rows of bronze that are new or changed, and derives their signals. */
  void deriveSignals(Models models) {
    Dataset<Row> bronze =
        context.lake().readVersion(BronzeInteractions.TABLE, plan.bronze().version());
    Optional<Dataset<Row>> silver =
        CuratedTable.isCurrent(target, Candidates.TABLE)
            ? Optional.of(target.read(Candidates.TABLE))
            : Optional.empty();
    changes = BronzeChanges.between(bronze, silver, plan.signals());
    releases.add(changes::close);
    carried = changes.carried();
    // Kept, because the decisions read its keys and the table its texts; otherwise the texts would
    // be analyzed twice.
    fresh =
        keep(
            changes
                .fresh()
                .transform(rows -> Signals.of(rows, models, settings.signals(), plan.signals())));
  }

  /** Decides on every row: duplicates, ratings, quotas, and splits. */
  void decide() {
    Dataset<Row> exact =
        keep(
            signals()
                .transform(
                    rows ->
                        Decisions.resolveExact(
                            rows, settings.ratings(), settings.exactDuplicates())));
    Dataset<Row> near = context.phase("comparing with near-duplicates", () -> keep(near(exact)));
    Dataset<Row> resolved =
        keep(exact.transform(rows -> Decisions.resolveNear(rows, near, settings.ratings())));
    diversity =
        new Diversity(
            settings.diversity(),
            signals().select(Candidates.INTERACTION_ID, Candidates.INPUT_TEXT));
    releases.add(diversity::close);
    Dataset<Row> over =
        diversity.over(
            resolved
                .where(Decisions.isWanted())
                .select(
                    Candidates.INTERACTION_ID,
                    Candidates.DOMAIN,
                    Candidates.TEMPLATE_ID,
                    Candidates.SUBJECT_KEY,
                    Candidates.QUALITY_SCORE));
    decisions = keep(resolved.transform(rows -> Decisions.conclude(rows, over, settings.splits())));
  }

  /** Writes {@code silver/candidates}: the differences, or everything if most of it differs. */
  SilverChange writeCandidates() {
    CuratedTable table = new CuratedTable(target, Candidates.TABLE);
    if (carried.isEmpty()) {
      table.replace(whole(signals()));
      return new SilverChange(changes.freshCount(), 0, 0);
    }
    Dataset<Row> altered = keep(altered());
    SilverChange change =
        new SilverChange(changes.freshCount(), altered.count(), changes.goneCount());
    if (change.rows() > LARGEST_MERGED_SHARE * decisions.count()) {
      // This reads the table that it overwrites: Delta pinned the version when it was first read.
      table.replace(whole(signals()));
    } else {
      table.merge(
          whole(fresh),
          altered.withColumn(Candidates.RUN_ID, lit(context.runId())),
          Stream.concat(Decisions.COLUMNS.stream(), Stream.of(Candidates.RUN_ID)).toList(),
          changes.gone());
    }
    return change;
  }

  /**
   * Writes {@code gold/training_data} from the current silver: the changes since the last
   * successful run, or everything. Returns the version of the table.
   */
  long writeTrainingData(Dataset<Row> silver) {
    CuratedTable table = new CuratedTable(target, TrainingData.TABLE);
    Dataset<Row> changed = silver.where(col(Candidates.RUN_ID).gt(plan.lastRun()));
    boolean merges =
        carried.isPresent()
            && plan.lastRun() > 0
            && CuratedTable.isCurrent(target, TrainingData.TABLE)
            && changed.count() <= LARGEST_MERGED_SHARE * silver.count();
    if (merges) {
      table.merge(GoldRows.of(changed), leavers(silver, changed));
    } else {
      table.replace(GoldRows.of(silver));
    }
    return target.version(TrainingData.TABLE).orElseThrow().version();
  }

  /**
   * The {@code interaction_id} of training rows that silver no longer has or no longer approves.
   */
  private Dataset<Row> leavers(Dataset<Row> silver, Dataset<Row> changed) {
    return target
        .read(TrainingData.TABLE)
        .select(TrainingData.INTERACTION_ID)
        .join(
            silver.select(Candidates.INTERACTION_ID),
            new String[] {Candidates.INTERACTION_ID},
            "left_anti")
        .unionByName(
            changed.where(not(GoldRows.isTrainingRow())).select(Candidates.INTERACTION_ID));
  }

  List<String> notes() {
    return diversity.notes();
  }

  /** Measures the effect of the quotas on the variety of the selected rows. */
  Thinning thinning(Dataset<Row> silver, CurationCounts counts) {
    return diversity.isThinned()
        ? Thinning.measure(silver, counts, diversity.coverage())
        : Thinning.none();
  }

  /** The signals of all rows, derived in this run or in an earlier one. */
  private Dataset<Row> signals() {
    return carried.map(rows -> fresh.unionByName(Signals.carried(rows))).orElse(fresh);
  }

  /** Finds near-duplicates, as {@link Decisions#resolveNear} expects them. */
  private Dataset<Row> near(Dataset<Row> exact) {
    if (index.isEmpty()) {
      return exact
          .limit(0)
          .select(
              col(Candidates.TEXT_KEY),
              lit(null).cast("string").alias(Candidates.CLUSTER),
              lit(null).cast("string").alias(Decisions.NEAR_DUPLICATE_OF),
              lit(null).cast("double").alias(Candidates.SIMILARITY));
    }
    Dataset<Row> carriers = Decisions.carriers(exact, settings.exactDuplicates());
    updateIndex(index.get(), carriers);
    Dataset<Row> dropped =
        index
            .get()
            .survivors(carriers.select(col(Candidates.TEXT_KEY), col(NearDuplicates.RANK)))
            .join(
                carriers.select(
                    col(Candidates.TEXT_KEY).alias(NearDuplicates.DUPLICATE_OF_KEY),
                    col(Candidates.INTERACTION_ID).alias(Decisions.NEAR_DUPLICATE_OF)),
                NearDuplicates.DUPLICATE_OF_KEY)
            .drop(NearDuplicates.DUPLICATE_OF_KEY);
    return NearDuplicates.clusters(index.get().pairs())
        .join(dropped, new String[] {Candidates.TEXT_KEY}, "left");
  }

  /**
   * Adds the texts that came into play since the last run to the index and removes those that went.
   * Silver, as the last run wrote it, shows which these are. If the index is not from that run, it
   * is compared with all texts.
   */
  private void updateIndex(NearDuplicateIndex present, Dataset<Row> carriers) {
    if (carried.isEmpty() || !settings.exactDuplicates() || !present.isOf(plan.lastRun())) {
      present.updateTo(documents(carriers));
      return;
    }
    Dataset<Row> before =
        keep(
            target
                .read(Candidates.TABLE)
                .where(Decisions.wasInPlay())
                .select(Candidates.INTERACTION_ID, Candidates.TEXT_KEY));
    String[] row = {Candidates.INTERACTION_ID, Candidates.TEXT_KEY};
    present.update(
        documents(carriers.join(before, row, "left_anti")),
        before
            .join(carriers, row, "left_anti")
            .join(carriers, new String[] {Candidates.TEXT_KEY}, "left_anti"));
  }

  private Dataset<Row> documents(Dataset<Row> carriers) {
    return carriers
        .join(
            signals()
                .select(Candidates.INTERACTION_ID, Candidates.INPUT_TEXT, Candidates.MODEL_OUTPUT),
            Candidates.INTERACTION_ID)
        .transform(rows -> TextKey.addFoldedTexts(rows, settings.duplicateKey()))
        .select(
            Candidates.TEXT_KEY,
            Candidates.INTERACTION_ID,
            Candidates.SUBJECT_KEY,
            TextKey.FOLDED_INPUT,
            TextKey.FOLDED_OUTPUT);
  }

  /**
   * Checks that no subject and no pair of near-duplicates is in two splits.
   *
   * @throws ai.kalimtak.common.failure.JobException when one is
   */
  void checkSplits(Dataset<Row> gold) {
    Splits.checkSubjects(gold);
    index.ifPresent(present -> Splits.checkPairs(gold, present.pairs()));
  }

  /** Returns rows with all columns of {@code silver/candidates}. */
  private Dataset<Row> whole(Dataset<Row> signals) {
    return signals
        .drop(Candidates.FLAGS)
        .join(decisions, new String[] {Candidates.INTERACTION_ID})
        .withColumn(Candidates.RUN_ID, lit(context.runId()));
  }

  /** The decisions on carried rows that differ from those in silver. */
  private Dataset<Row> altered() {
    Dataset<Row> before =
        carried.orElseThrow().select(col(Candidates.INTERACTION_ID), decision().alias(BEFORE));
    return decisions
        .withColumn(AFTER, decision())
        .join(before, new String[] {Candidates.INTERACTION_ID})
        .where(not(col(BEFORE).eqNullSafe(col(AFTER))))
        .drop(BEFORE, AFTER);
  }

  private static Column decision() {
    return struct(Signals.columns(Decisions.COLUMNS.stream()));
  }

  private Dataset<Row> keep(Dataset<Row> rows) {
    return checkpoints.keep(rows);
  }

  @Override
  public void close() {
    checkpoints.close();
    releases.forEach(Runnable::run);
  }
}
