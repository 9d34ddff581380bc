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
import ai.kalimtak.quality.signals.Models;
import ai.kalimtak.quality.signals.Signals;
import ai.kalimtak.quality.signals.TextKey;
import ai.kalimtak.quality.tables.BronzeChanges;
import ai.kalimtak.quality.tables.CuratedTable;
import ai.kalimtak.quality.tables.GoldRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * One run's way from bronze to silver and gold. What a text shows is looked at when the row is new;
 * what becomes of a row among the others is decided anew for all; and what is written is what
 * differs from before.
 */
final class Curation implements AutoCloseable {
  /** Beyond this share of changed rows a table is cheaper to write whole. */
  private static final double LARGEST_MERGED_SHARE = 0.2;

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
   * @param target where silver, gold and the index are kept: the lake itself, or one to try in
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

  /** Rows looked at anew, rows of which only the fate has changed, rows that are no more. */
  record Change(long fresh, long altered, long gone) {}

  /** Finds what is new, and looks at its texts. */
  void look(Models models) {
    Dataset<Row> bronze =
        context.lake().readVersion(BronzeInteractions.TABLE, plan.bronze().version());
    Optional<Dataset<Row>> silver =
        CuratedTable.isCurrent(target, Candidates.TABLE)
            ? Optional.of(target.read(Candidates.TABLE))
            : Optional.empty();
    changes = BronzeChanges.between(bronze, silver, plan.signals());
    releases.add(changes::close);
    carried = changes.carried();
    // Kept, because the decisions read its keys and the table its texts; else the texts would be
    // folded, matched and routed twice.
    fresh =
        keep(changes.fresh().transform(rows -> Signals.of(rows, models, settings, plan.signals())));
  }

  /** Decides on every row. */
  void decide() {
    Dataset<Row> exact = keep(signals().transform(rows -> Decisions.resolveExact(rows, settings)));
    Dataset<Row> near = context.phase("comparing with near-duplicates", () -> keep(near(exact)));
    Dataset<Row> resolved =
        keep(exact.transform(rows -> Decisions.resolveNear(rows, near, settings)));
    diversity =
        new Diversity(
            settings.diversity(),
            signals().select(Candidates.INTERACTION_ID, Candidates.INPUT_TEXT));
    releases.add(diversity::close);
    Dataset<Row> over =
        diversity.over(
            resolved
                .where(Decisions.wanted())
                .select(
                    Candidates.INTERACTION_ID,
                    Candidates.DOMAIN,
                    Candidates.TEMPLATE_ID,
                    Candidates.SUBJECT_KEY,
                    Candidates.QUALITY_SCORE));
    decisions = keep(resolved.transform(rows -> Decisions.conclude(rows, over, settings)));
  }

  /** Writes {@code silver/candidates}: what differs, or all when that is much. */
  Change writeCandidates() {
    CuratedTable table = new CuratedTable(target, Candidates.TABLE);
    if (carried.isEmpty()) {
      table.replace(whole(signals()));
      return new Change(changes.freshCount(), 0, 0);
    }
    Dataset<Row> altered = keep(altered());
    long alteredCount = altered.count();
    long all = decisions.count();
    Change change = new Change(changes.freshCount(), alteredCount, changes.goneCount());
    if (change.fresh() + change.altered() + change.gone() > LARGEST_MERGED_SHARE * all) {
      // Read before it is overwritten: Delta pins the version at the first look.
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
   * Writes {@code gold/training_data} from silver as it stands: what has changed in it since the
   * last run that ended well, or all.
   */
  void writeTrainingData(Dataset<Row> silver) {
    CuratedTable table = new CuratedTable(target, TrainingData.TABLE);
    Dataset<Row> changed = silver.where(col(Candidates.RUN_ID).gt(plan.lastRun()));
    boolean merges =
        carried.isPresent()
            && plan.lastRun() > 0
            && CuratedTable.isCurrent(target, TrainingData.TABLE)
            && changed.count() <= LARGEST_MERGED_SHARE * silver.count();
    if (!merges) {
      table.replace(GoldRows.of(silver));
      return;
    }
    Dataset<Row> gold = target.read(TrainingData.TABLE).select(TrainingData.INTERACTION_ID);
    Dataset<Row> left =
        gold.join(
                silver.select(Candidates.INTERACTION_ID),
                new String[] {Candidates.INTERACTION_ID},
                "left_anti")
            .unionByName(
                changed.where(not(GoldRows.isTrainingRow())).select(Candidates.INTERACTION_ID));
    table.merge(GoldRows.of(changed), left);
  }

  List<String> notes() {
    return diversity.notes();
  }

  boolean isThinned() {
    return diversity.isThinned();
  }

  Diversity.Coverage coverage() {
    return diversity.coverage();
  }

  /** All rows as they were seen, this time or before. */
  private Dataset<Row> signals() {
    return carried.map(rows -> fresh.unionByName(Signals.carried(rows))).orElse(fresh);
  }

  /** The columns that {@link Decisions#resolveNear} joins. */
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
    Dataset<Row> carriers = Decisions.carriers(exact, settings);
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
   * From silver as the last run left it follows which texts came into play and which went; if the
   * index is not of that run, it is held against all.
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
   * @throws ai.kalimtak.common.failure.JobException when near-duplicates lie in two splits
   */
  void checkSplits(Dataset<Row> gold) {
    Splits.checkSubjects(gold);
    index.ifPresent(present -> Splits.checkPairs(gold, present.pairs()));
  }

  private Dataset<Row> whole(Dataset<Row> signals) {
    return signals
        .drop(Candidates.FLAGS)
        .join(decisions, new String[] {Candidates.INTERACTION_ID})
        .withColumn(Candidates.RUN_ID, lit(context.runId()));
  }

  /** Decisions on carried rows that differ from those that silver holds. */
  private Dataset<Row> altered() {
    Dataset<Row> before =
        carried.orElseThrow().select(col(Candidates.INTERACTION_ID), decision().alias("before"));
    return decisions
        .withColumn("after", decision())
        .join(before, new String[] {Candidates.INTERACTION_ID})
        .where(not(col("before").eqNullSafe(col("after"))))
        .drop("before", "after");
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
