package ai.kalimtak.quality.duplicates;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kalimtak.common.LocalSpark;
import ai.kalimtak.common.lake.Lake;
import ai.kalimtak.common.lake.NearDuplicatePairs;
import ai.kalimtak.common.lake.NearDuplicateTexts;
import ai.kalimtak.common.settings.CoreSettings;
import ai.kalimtak.common.settings.Settings;
import ai.kalimtak.common.spark.Expressions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NearDuplicateIndexIT {
  private static final NearDuplicateSettings SETTINGS =
      new NearDuplicateSettings(true, 0.8, 5, 12, 0.97, 4, 17);

  private static final Row EGG =
      document(
          "egg",
          "how long do i have to boil an egg for my breakfast on a sunday morning",
          "six minutes");
  private static final Row EGGS =
      document(
          "eggs",
          "how long do i have to boil an eggs for my breakfast on a sunday morning",
          "six minutes");
  private static final Row TEA =
      document(
          "tea",
          "how long do i have to boil an egg for my breakfast on a sunday morning",
          "no tea today");
  private static final Row TRAIN =
      document("train", "when does the last direct train from milan to turin leave", "at nine");
  private static final Row TRAINS =
      document("trains", "when does the last direct train from milan to turin leaves", "at nine");

  @TempDir Path folder;
  private Lake lake;
  private long run;

  /** Like a job on a small lake. */
  @BeforeAll
  static void interpret() {
    Expressions.INTERPRETED.conf().forEach(LocalSpark.session().conf()::set);
  }

  @AfterAll
  static void compile() {
    Expressions.INTERPRETED.conf().keySet().forEach(LocalSpark.session().conf()::unset);
  }

  @BeforeEach
  void open() {
    lake = lakeIn(folder.resolve("lake"));
    run = 0;
  }

  @Test
  void findsTheSamePairsDayByDayAndAtOnceOnAnyPartitions() {
    add(EGG, TRAIN);
    add(TEA);
    assertThat(pairs()).isEmpty();
    add(EGGS);
    // Texts that are in the index already are skipped.
    assertThat(index().update(rows(EGG, EGGS, TRAINS), rows().select("text_key")).added())
        .isEqualTo(1);
    assertThat(pairs()).isEqualTo(Set.of("egg~eggs", "train~trains"));
    for (int partitions : new int[] {1, 3}) {
      lake = lakeIn(folder.resolve("at-once-" + partitions));
      index().updateTo(rows(EGG, EGGS, TEA, TRAIN, TRAINS).repartition(partitions));
      assertThat(pairs()).isEqualTo(Set.of("egg~eggs", "train~trains"));
    }
    double similarity = lake.read(NearDuplicatePairs.TABLE).first().getAs("similarity");
    assertThat(similarity).isBetween(0.8, 0.99);
  }

  @Test
  void removesTextsWithTheirPairsAndIgnoresANewCarrier() {
    index().updateTo(rows(EGG, EGGS, TRAIN, TRAINS));
    Row carriedByAnother =
        RowFactory.create("train", "i-another", "s-1", TRAIN.getString(3), TRAIN.getString(4));
    NearDuplicateIndex.Update update = index().updateTo(rows(EGG, carriedByAnother, TRAINS));
    assertThat(update).isEqualTo(new NearDuplicateIndex.Update(0, 1, 0));
    assertThat(pairs()).isEqualTo(Set.of("train~trains"));
    assertThat(lake.read(NearDuplicateTexts.TABLE).select("interaction_id").collectAsList())
        .extracting(row -> row.getString(0))
        .containsExactlyInAnyOrder("i-egg", "i-train", "i-trains");
    assertThat(index().updateTo(rows(EGG, carriedByAnother, TRAINS)))
        .isEqualTo(new NearDuplicateIndex.Update(0, 0, 0));
  }

  @Test
  void knowsWhichRunWroteItLastAndWhetherOthersChangedIt() {
    assertThat(index().isOf(0)).isFalse();
    index().updateTo(rows(EGG));
    assertThat(index().isOf(2)).isTrue();
    run = 6;
    // A run that finds nothing new leaves its mark, too.
    add();
    assertThat(index().isOf(2)).isFalse();
    assertThat(index().isOf(7)).isTrue();
    lake.delta(NearDuplicateTexts.TABLE).delete(col("text_key").equalTo("egg"));
    assertThat(index().isOf(7)).isFalse();
  }

  @Test
  void removesPairsOfAnInterruptedRunAndStartsOverWithOtherSettings() {
    index().updateTo(rows(EGG, TRAIN));
    // The state after a run was killed between its two commits.
    lake.read(NearDuplicatePairs.TABLE)
        .limit(0)
        .union(
            LocalSpark.session()
                .createDataFrame(
                    List.of(RowFactory.create("eggs", "i", "egg", "j", 0.9, false, ++run)),
                    NearDuplicatePairs.TABLE.schema()))
        .write()
        .format("delta")
        .mode("append")
        .option("txnAppId", "near-duplicates")
        .option("txnVersion", run)
        .save(lake.path(NearDuplicatePairs.TABLE));
    index().updateTo(rows(EGG, EGGS, TRAIN));
    assertThat(pairs()).isEqualTo(Set.of("egg~eggs"));
    NearDuplicateSettings stricter = new NearDuplicateSettings(true, 0.99, 5, 12, 0.97, 4, 17);
    assertThat(
            new NearDuplicateIndex(lake, stricter, ++run).updateTo(rows(EGG, EGGS, TRAIN)).added())
        .isEqualTo(3);
    assertThat(pairs()).isEmpty();
  }

  @Test
  void keepsOneOfManyCopiesAlthoughEachWasComparedWithFew() {
    List<Row> copies = new ArrayList<>();
    IntStream.range(100, 130).forEach(number -> copies.add(copy(number)));
    index().updateTo(rows(copies));
    assertThat(lake.read(NearDuplicatePairs.TABLE).count()).isLessThan(30 * 4 * 4);
    Map<String, String> dropped = survivors(copies, 129);
    assertThat(dropped).hasSize(29).doesNotContainKey("129").containsValue("129");
    assertThat(Set.copyOf(dropped.values())).containsExactly("129");
    assertThat(
            lake.read(NearDuplicateTexts.TABLE)
                .selectExpr("explode(buckets) as bucket")
                .groupBy("bucket")
                .count()
                .where(col("count").gt(4))
                .count())
        .as("buckets with more than the leaders")
        .isZero();
  }

  @Test
  void comparesCopiesAgainWhoseLeadersWereErased() {
    List<Row> copies = new ArrayList<>();
    IntStream.range(100, 120).forEach(number -> copies.add(copy(number)));
    index().updateTo(rows(copies));
    Set<String> leaders = new TreeSet<>();
    lake.read(NearDuplicatePairs.TABLE)
        .select("other_text_key")
        .distinct()
        .collectAsList()
        .forEach(row -> leaders.add(row.getString(0)));
    // Deletes their texts and pairs, as an erasure does.
    for (String leader : leaders) {
      lake.delta(NearDuplicateTexts.TABLE).delete(col("text_key").equalTo(leader));
      lake.delta(NearDuplicatePairs.TABLE)
          .delete(col("text_key").equalTo(leader).or(col("other_text_key").equalTo(leader)));
    }
    List<Row> left = copies.stream().filter(copy -> !leaders.contains(copy.getString(0))).toList();
    assertThat(left).hasSizeGreaterThan(2);
    assertThat(pairs()).isEmpty();
    index().updateTo(rows(left));
    assertThat(lake.read(NearDuplicateTexts.TABLE).count()).isEqualTo(left.size());
    assertThat(survivors(left, 100)).hasSize(left.size() - 1);
  }

  private void add(Row... documents) {
    index().update(rows(documents), rows().select("text_key"));
  }

  private NearDuplicateIndex index() {
    return new NearDuplicateIndex(lake, SETTINGS, ++run);
  }

  /** Returns the dropped copies; the given one is the best, the others are equal. */
  private Map<String, String> survivors(List<Row> documents, int best) {
    Map<String, String> dropped = new TreeMap<>();
    Dataset<Row> ranks =
        rows(documents)
            .select(col("text_key"), col("text_key").notEqual(lit("" + best)).alias("rank"));
    for (Row row : index().survivors(ranks).collectAsList()) {
      dropped.put(row.getAs("text_key"), row.getAs("duplicate_of_key"));
    }
    return dropped;
  }

  /** Returns one of many copies; any two have a similarity of more than 0.9. */
  private static Row copy(int number) {
    return document(
        String.valueOf(number),
        "your order number "
            + number
            + " has been shipped and will arrive within three working days",
        "thank you for shopping with us please rate your experience");
  }

  private static Row document(String key, String input, String output) {
    return RowFactory.create(key, "i-" + key, "s-1", input, output);
  }

  private Set<String> pairs() {
    Set<String> pairs = new TreeSet<>();
    for (Row row : index().pairs().collectAsList()) {
      String a = row.getAs("text_key");
      String b = row.getAs("other_text_key");
      assertThat(pairs.add(a.compareTo(b) < 0 ? a + "~" + b : b + "~" + a)).isTrue();
    }
    return pairs;
  }

  private static Dataset<Row> rows(Row... documents) {
    return rows(Stream.of(documents).toList());
  }

  private static Dataset<Row> rows(List<Row> documents) {
    return LocalSpark.session()
        .createDataFrame(
            documents,
            new StructType()
                .add("text_key", DataTypes.StringType)
                .add("interaction_id", DataTypes.StringType)
                .add("subject_key", DataTypes.StringType)
                .add("folded_input", DataTypes.StringType)
                .add("folded_output", DataTypes.StringType));
  }

  private static Lake lakeIn(Path folder) {
    return new Lake(
        LocalSpark.session(),
        Settings.load(Optional.empty(), List.of("state.directory=" + folder))
            .reader()
            .bind(CoreSettings::from)
            .lake());
  }
}
