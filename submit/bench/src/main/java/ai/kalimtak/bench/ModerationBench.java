package ai.kalimtak.bench;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import ai.kalimtak.common.lake.TrainingData;
import ai.kalimtak.common.registry.ModelVersion;
import ai.kalimtak.quality.moderation.Moderation;
import ai.kalimtak.quality.moderation.ModerationSettings;
import ai.kalimtak.submit.TextTable;
import ai.kalimtak.training.TrainingJob;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.ProbabilisticClassificationModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.storage.StorageLevel;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/**
 * How well lexicon and model tell what is not fit to learn from, and how much they flag that is.
 *
 * <p>Folds are stratified by class and dealt by a hash of seed and text. The binary model is the
 * one that the training job registers from rows of {@code gold/training_data}; decisions are those
 * of the quality job's step at its own settings. What is chosen (penalty, the weights by which
 * classes are decided) is chosen on a part of the training folds.
 */
@Command(
    name = "moderation",
    mixinStandardHelpOptions = true,
    description =
        "F1 of hate, offensive and neither; precision and recall of lexicon and model; what they"
            + " flag of harmless text; rows a second.")
final class ModerationBench implements Callable<Integer> {
  private static final String DAVIDSON = "davidson-moderation.jsonl.gz";
  private static final String SURGE = "surge-toxicity.jsonl.gz";
  private static final String CHAT = "topical-chat-interactions.jsonl.gz";
  private static final String CLINC = "clinc150-train.jsonl.gz";
  private static final String PROMPTS = "awesome-prompts.jsonl.gz";

  private static final List<String> CLASSES = List.of("hate", "offensive", "neither");
  private static final int FOLDS = 5;
  private static final double[] PENALTIES = {1e-5, 4e-5};
  private static final double[] HATE_WEIGHTS = {1, 1.5, 2, 2.5, 3, 3.5, 4, 5};
  private static final double[] NEITHER_WEIGHTS = {0.7, 1, 1.4, 2};

  /** Names of groups for the functional cases: of one and of many. */
  private static final List<List<String>> GROUPS =
      List.of(
          List.of("woman", "women"),
          List.of("gay man", "gay people"),
          List.of("Muslim", "Muslims"),
          List.of("Jew", "Jews"),
          List.of("Black person", "Black people"),
          List.of("immigrant", "immigrants"),
          List.of("disabled person", "disabled people"),
          List.of("trans woman", "trans people"));

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      defaultValue = "../shared/data",
      description = "Where the data sets are; default: ${DEFAULT-VALUE}.")
  private Path data;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "3",
      description = "Times that the three-class folds are dealt anew; default: ${DEFAULT-VALUE}.")
  private int seeds;

  @Option(
      names = "--only",
      paramLabel = "PART",
      split = ",",
      defaultValue = "classes,binary,harmless,speed",
      description = "Parts to run: classes, binary, harmless, speed; default: all.")
  private Set<String> parts;

  @Option(
      names = "--misses",
      description = "Also lists what is decided wrongly of our own held-out sentences.")
  private boolean misses;

  private SparkSession spark;
  private Workbench workbench;

  @Override
  public Integer call() {
    for (String file : List.of(DAVIDSON, SURGE, CHAT, CLINC, PROMPTS)) {
      if (!Files.isRegularFile(data.resolve(file))) {
        System.err.println(
            "moderation: no " + file + " in " + data + "; name its folder with --data");
        return ExitCode.USAGE;
      }
    }
    try (Workbench bench = new Workbench(List.of("spark.conf.spark.sql.shuffle.partitions=2"))) {
      workbench = bench;
      spark = bench.session().spark();
      if (parts.contains("classes")) {
        threeClasses();
      }
      if (parts.contains("binary")) {
        binary();
      }
      if (parts.contains("harmless")) {
        harmless();
      }
      if (parts.contains("speed")) {
        speed();
      }
    }
    return ExitCode.OK;
  }

  // Three classes.

  private void threeClasses() {
    List<double[]> all = new ArrayList<>();
    TextTable table =
        new TextTable("folds of", "hate", "offensive", "neither", "macro F1", "least", "most");
    table.add("published", ".51", ".94", ".89", ".78", "", "");
    for (int seed = 1; seed <= seeds; seed++) {
      Dataset<Row> rows = dealt(seed);
      List<double[]> folds = new ArrayList<>();
      for (int fold = 0; fold < FOLDS; fold++) {
        folds.add(fold(rows, fold));
        System.err.printf(
            Locale.ROOT, "moderation: seed %d fold %d: %s%n", seed, fold, shown(folds.get(fold)));
      }
      all.addAll(folds);
      addMeans(table, "seed " + seed, folds);
    }
    addMeans(table, "all", all);
    System.out.printf("%nThree classes, %d folds, F1%n%s", FOLDS, table.render());
  }

  private static void addMeans(TextTable table, String name, List<double[]> folds) {
    double[] means = new double[CLASSES.size()];
    for (double[] fold : folds) {
      for (int i = 0; i < means.length; i++) {
        means[i] += fold[i] / folds.size();
      }
    }
    table.add(
        name,
        three(means[0]),
        three(means[1]),
        three(means[2]),
        three(mean(means)),
        three(folds.stream().mapToDouble(ModerationBench::mean).min().orElse(0)),
        three(folds.stream().mapToDouble(ModerationBench::mean).max().orElse(0)));
  }

  /** F1 of each class on one fold; the others are learnt from. */
  private static double[] fold(Dataset<Row> rows, int fold) {
    Dataset<Row> rest = rows.where(col("fold").notEqual(fold));
    // A tenth of the training folds decides what is chosen.
    Dataset<Row> tuned = kept(rest.where(col("inner").equalTo(0)));
    Dataset<Row> learnt = kept(rest.where(col("inner").notEqual(0)));
    double best = -1;
    double penalty = 0;
    double[] weights = {};
    for (double candidate : PENALTIES) {
      Scored scored = Scored.of(regression(candidate).fit(learnt).transform(tuned));
      for (double hate : HATE_WEIGHTS) {
        for (double neither : NEITHER_WEIGHTS) {
          double[] tried = {hate, 1, neither};
          double macro = mean(scored.f1(tried));
          if (macro > best) {
            best = macro;
            penalty = candidate;
            weights = tried;
          }
        }
      }
    }
    return Scored.of(
            regression(penalty).fit(kept(rest)).transform(rows.where(col("fold").equalTo(fold))))
        .f1(weights);
  }

  private static LogisticRegression regression(double penalty) {
    return new LogisticRegression()
        .setFamily("multinomial")
        .setWeightCol("weight")
        .setMaxIter(60)
        .setRegParam(penalty)
        .setStandardization(false);
  }

  private static Dataset<Row> kept(Dataset<Row> rows) {
    return rows.coalesce(2).localCheckpoint(true, StorageLevel.MEMORY_ONLY());
  }

  /** Probabilities and true classes, on the driver: a fold is a few thousand rows. */
  private record Scored(List<double[]> probabilities, List<Integer> truths) {
    static Scored of(Dataset<Row> scored) {
      List<double[]> probabilities = new ArrayList<>();
      List<Integer> truths = new ArrayList<>();
      for (Row row : scored.select("probability", "label").collectAsList()) {
        probabilities.add(((Vector) row.get(0)).toArray());
        truths.add((int) row.getDouble(1));
      }
      return new Scored(probabilities, truths);
    }

    double[] f1(double[] weights) {
      int[][] counts = new int[weights.length][weights.length];
      for (int row = 0; row < truths.size(); row++) {
        double[] probability = probabilities.get(row);
        int best = 0;
        for (int i = 1; i < weights.length; i++) {
          if (probability[i] * weights[i] > probability[best] * weights[best]) {
            best = i;
          }
        }
        counts[truths.get(row)][best]++;
      }
      double[] f1 = new double[weights.length];
      for (int i = 0; i < weights.length; i++) {
        int column = i;
        double predicted = Arrays.stream(counts).mapToInt(row -> row[column]).sum();
        double support = Arrays.stream(counts[i]).sum();
        f1[i] = 2.0 * counts[i][i] / (predicted + support);
      }
      return f1;
    }
  }

  /** The posts with label, features, fold, and the number of an inner part. */
  private Dataset<Row> dealt(int seed) {
    Dataset<Row> posts = dealtTexts(seed);
    // The features learn nothing from the rows, so that one pipeline serves every fold.
    List<Transformer> stages =
        Arrays.stream(trained(gold(posts, -1), List.of("training.max-iterations=1")).stages())
            .filter(stage -> !(stage instanceof ProbabilisticClassificationModel))
            .toList();
    Dataset<Row> features = posts;
    for (Transformer stage : stages) {
      features = stage.transform(features);
    }
    Column label = lit(0.0);
    for (int i = 1; i < CLASSES.size(); i++) {
      label = when(col("kind").equalTo(CLASSES.get(i)), lit((double) i)).otherwise(label);
    }
    return features
        .select(
            col("fold"),
            col("inner"),
            label.alias("label"),
            // Towards equal shares, by half: the rare class counts more than its rows.
            when(col("kind").equalTo("hate"), 3.0)
                .when(col("kind").equalTo("offensive"), 0.8)
                .otherwise(1.5)
                .alias("weight"),
            col("features").as("features", Metadata.empty()))
        .repartition(2, col("fold"), col("inner"))
        .localCheckpoint(true, StorageLevel.MEMORY_ONLY());
  }

  private Dataset<Row> dealtTexts(int seed) {
    Column order = xxhash64(lit(seed), col("text"));
    Column number = row_number().over(Window.partitionBy("kind").orderBy(order, col("text")));
    return json(DAVIDSON)
        .select(col("text"), col("label").alias("kind"))
        .withColumn("number", number)
        .select(
            col("text").alias(TrainingData.INPUT_TEXT),
            lit(null).cast(DataTypes.StringType).alias(TrainingData.MODEL_OUTPUT),
            col("kind"),
            pmod(col("number"), lit(FOLDS)).alias("fold"),
            pmod(col("number").divide(FOLDS).cast("int"), lit(10)).alias("inner"));
  }

  // Fit or not.

  private void binary() {
    TextTable table =
        new TextTable(
            "decided by", "precision", "recall", "F1", "least F1", "most F1", "flagged of ok");
    Map<String, List<double[]>> byWay = new LinkedHashMap<>();
    Dataset<Row> posts = dealtTexts(1);
    for (int fold = 0; fold < FOLDS; fold++) {
      Moderation.Model model = model(gold(posts, fold), List.of());
      Dataset<Row> judged = flagged(posts.where(col("fold").equalTo(fold)), Optional.of(model));
      List<Row> rows =
          judged
              .select(
                  col("kind").notEqual("neither"),
                  col(Moderation.LEXICON_PROBABILITY).isNotNull(),
                  col(Moderation.MODERATION_PROBABILITY).geq(threshold()),
                  col(Moderation.INAPPROPRIATE).isNotNull())
              .collectAsList();
      for (int way = 1; way <= 3; way++) {
        String name = List.of("lexicon", "model", "both").get(way - 1);
        byWay.computeIfAbsent(name, n -> new ArrayList<>()).add(counts(rows, way));
      }
    }
    byWay.forEach(
        (way, folds) ->
            table.add(
                way,
                three(average(folds, 0)),
                three(average(folds, 1)),
                three(average(folds, 2)),
                three(folds.stream().mapToDouble(fold -> fold[2]).min().orElse(0)),
                three(folds.stream().mapToDouble(fold -> fold[2]).max().orElse(0)),
                percent(average(folds, 3))));
    System.out.printf(
        Locale.ROOT,
        "%nInappropriate (hate or offensive) or ok, %d folds, at the step's own thresholds (model %.2f)%n%s",
        FOLDS,
        threshold(),
        table.render());
  }

  /** Precision, recall, F1, and the share flagged of what is ok. */
  private static double[] counts(List<Row> rows, int way) {
    double right = rows.stream().filter(row -> row.getBoolean(0) && row.getBoolean(way)).count();
    double flagged = rows.stream().filter(row -> row.getBoolean(way)).count();
    double unfit = rows.stream().filter(row -> row.getBoolean(0)).count();
    return new double[] {
      right / flagged,
      right / unfit,
      2 * right / (flagged + unfit),
      (flagged - right) / (rows.size() - unfit)
    };
  }

  // Harmless text, other sources.

  private void harmless() {
    Dataset<Row> posts = dealtTexts(1);
    Dataset<Row> chat =
        json(CHAT)
            .select(
                col("id"),
                col("input_text").alias(TrainingData.INPUT_TEXT),
                col("model_output").alias(TrainingData.MODEL_OUTPUT),
                col("feedback_score"),
                pmod(xxhash64(col("session_id")), lit(2)).alias("half"));
    Dataset<Row> labels =
        gold(posts, -1).unionByName(background(chat.where(col("half").equalTo(0))));
    Moderation.Model plain =
        model(
            labels,
            List.of(
                "training.moderation.example-weight=0", "training.moderation.background-rows=0"));
    Moderation.Model examples = model(labels, List.of("training.moderation.background-rows=0"));
    Moderation.Model full = model(labels, List.of());
    Map<String, Dataset<Row>> harmless = new LinkedHashMap<>();
    harmless.put("own harmless prompts, held out", lines("harmless-held-out.txt"));
    harmless.put("topical-chat, the half not learnt from", chat.where(col("half").equalTo(1)));
    harmless.put("clinc150 train", texts(CLINC, "text"));
    harmless.put("awesome-prompts", texts(PROMPTS, "prompt"));
    harmless.put("surge, not toxic", surge("Not Toxic"));
    Map<String, Dataset<Row>> unfit = new LinkedHashMap<>();
    unfit.put("surge, toxic", surge("Toxic"));
    Dataset<Row> cases = functionalCases();
    harmless.put("functional cases, ok", cases.where("expected = 'ok'"));
    unfit.put("functional cases, inappropriate", cases.where("expected = 'inappropriate'"));
    String[] header = {
      "share flagged",
      "rows",
      "lexicon",
      "0.5 labels only",
      "0.5 with examples",
      "model at 0.5",
      "0.7",
      "0.8",
      "0.9",
      "step"
    };
    TextTable table = new TextTable(header);
    harmless.forEach((name, rows) -> addShares(table, name, rows, plain, examples, full));
    TextTable found = new TextTable(header);
    unfit.forEach((name, rows) -> addShares(found, name, rows, plain, examples, full));
    System.out.printf("%nHarmless: less is better%n%s", table.render());
    System.out.printf("%nInappropriate: more is better%n%s", found.render());
    printCases(cases, full);
    if (misses) {
      flagged(lines("harmless-held-out.txt"), Optional.of(full))
          .where(col(Moderation.INAPPROPRIATE).isNotNull())
          .collectAsList()
          .forEach(ModerationBench::printMiss);
      flagged(cases, Optional.of(full))
          .where(
              col(Moderation.INAPPROPRIATE)
                  .isNotNull()
                  .notEqual(col("expected").equalTo("inappropriate")))
          .collectAsList()
          .forEach(ModerationBench::printMiss);
    }
  }

  private static void printMiss(Row row) {
    System.out.printf(
        Locale.ROOT,
        "  %s (%s, %.2f)%n",
        row.<String>getAs(TrainingData.INPUT_TEXT),
        row.getAs(Moderation.MODERATION_RULE),
        row.<Double>getAs(Moderation.MODERATION_PROBABILITY));
  }

  private void addShares(
      TextTable table,
      String name,
      Dataset<Row> rows,
      Moderation.Model plain,
      Moderation.Model examples,
      Moderation.Model full) {
    Dataset<Row> judged = flagged(rows, Optional.of(full)).persist();
    Column probability = col(Moderation.MODERATION_PROBABILITY);
    double count = judged.count();
    List<Object> cells = new ArrayList<>();
    cells.add(name);
    cells.add(String.format(Locale.ROOT, "%,.0f", count));
    cells.add(
        percent(judged.where(col(Moderation.LEXICON_PROBABILITY).isNotNull()).count() / count));
    cells.add(
        percent(flagged(rows, Optional.of(plain)).where(probability.geq(0.5)).count() / count));
    cells.add(
        percent(flagged(rows, Optional.of(examples)).where(probability.geq(0.5)).count() / count));
    for (double threshold : new double[] {0.5, 0.7, 0.8, 0.9}) {
      cells.add(percent(judged.where(probability.geq(threshold)).count() / count));
    }
    cells.add(percent(judged.where(col(Moderation.INAPPROPRIATE).isNotNull()).count() / count));
    table.add(cells.toArray());
    judged.unpersist();
  }

  private void printCases(Dataset<Row> cases, Moderation.Model model) {
    TextTable table =
        new TextTable("expected", "functional case", "rows", "right", "by lexicon alone");
    Column expected = col("expected").equalTo("inappropriate");
    flagged(cases, Optional.of(model))
        .withColumn(
            "right", col(Moderation.INAPPROPRIATE).isNotNull().equalTo(expected).cast("int"))
        .withColumn(
            "listed", col(Moderation.LEXICON_PROBABILITY).isNotNull().equalTo(expected).cast("int"))
        .groupBy("expected", "functionality")
        .agg(
            org.apache.spark.sql.functions.count(lit(1)),
            org.apache.spark.sql.functions.avg("right"),
            org.apache.spark.sql.functions.avg("listed"))
        .orderBy("expected", "functionality")
        .collectAsList()
        .forEach(
            row ->
                table.add(
                    row.getString(0),
                    row.getString(1),
                    row.getLong(2),
                    percent(row.getDouble(3)),
                    percent(row.getDouble(4))));
    System.out.printf("%nFunctional cases, by the step%n%s", table.render());
  }

  // Speed.

  private void speed() {
    Moderation.Model model = model(gold(dealtTexts(1), -1), List.of());
    TextTable table = new TextTable("rows a second", "rows", "lexicon", "lexicon and model");
    for (String file : List.of(CHAT, DAVIDSON)) {
      Dataset<Row> once =
          file.equals(CHAT)
              ? json(CHAT).select(TrainingData.INPUT_TEXT, TrainingData.MODEL_OUTPUT)
              : texts(DAVIDSON, "text");
      Dataset<Row> rows =
          once.crossJoin(spark.range(5).toDF("copy"))
              .drop("copy")
              .repartition(2)
              .localCheckpoint(true, StorageLevel.MEMORY_ONLY());
      long count = rows.count();
      table.add(
          file, count, rate(count, rows, Optional.empty()), rate(count, rows, Optional.of(model)));
    }
    System.out.printf("%nSpeed, %s%n%s", spark.sparkContext().master(), table.render());
  }

  private String rate(long count, Dataset<Row> rows, Optional<Moderation.Model> model) {
    Dataset<Row> judged =
        flagged(rows, model).select(Moderation.INAPPROPRIATE, Moderation.MODERATION_PROBABILITY);
    List<Double> seconds = new ArrayList<>();
    for (int round = 0; round < 4; round++) {
      double lasted =
          Workbench.seconds(() -> judged.write().format("noop").mode("overwrite").save());
      if (round > 0) {
        seconds.add(lasted);
      }
    }
    return String.format(Locale.ROOT, "%,.0f", count / Workbench.median(seconds));
  }

  // What the parts share.

  private Dataset<Row> flagged(Dataset<Row> rows, Optional<Moderation.Model> model) {
    ModerationSettings settings = workbench.reader(List.of()).bind(ModerationSettings::from);
    return Moderation.flag(
        rows.withColumn(TrainingData.MODERATION_LABEL, lit(null).cast(DataTypes.StringType)),
        settings,
        model);
  }

  private double threshold() {
    return workbench.reader(List.of()).bind(ModerationSettings::from).model().threshold();
  }

  /** The posts outside one fold as training data; a tenth of them validates. */
  private static Dataset<Row> gold(Dataset<Row> posts, int leftOut) {
    return posts
        .where(col("fold").notEqual(leftOut))
        .select(
            sha2(col(TrainingData.INPUT_TEXT), 256).alias(TrainingData.INTERACTION_ID),
            col(TrainingData.INPUT_TEXT),
            lit(null).cast(DataTypes.StringType).alias(TrainingData.MODEL_OUTPUT),
            when(col("kind").equalTo("neither"), "ok")
                .otherwise("inappropriate")
                .alias(TrainingData.MODERATION_LABEL),
            lit(null).cast(DataTypes.IntegerType).alias(TrainingData.FEEDBACK_SCORE),
            lit(false).alias(TrainingData.IS_SELECTED),
            when(col("inner").equalTo(0), TrainingData.VALIDATION)
                .otherwise(TrainingData.TRAIN)
                .alias(TrainingData.SPLIT));
  }

  private static Dataset<Row> background(Dataset<Row> chat) {
    return chat.select(
        col("id").alias(TrainingData.INTERACTION_ID),
        col(TrainingData.INPUT_TEXT),
        col(TrainingData.MODEL_OUTPUT),
        lit(null).cast(DataTypes.StringType).alias(TrainingData.MODERATION_LABEL),
        col("feedback_score").cast("int").alias(TrainingData.FEEDBACK_SCORE),
        col("feedback_score").geq(4).alias(TrainingData.IS_SELECTED),
        lit(TrainingData.TRAIN).alias(TrainingData.SPLIT));
  }

  private PipelineModel trained(Dataset<Row> gold, List<String> settings) {
    return model(gold, settings).pipeline();
  }

  /** What the training job makes of these rows. */
  private Moderation.Model model(Dataset<Row> gold, List<String> settings) {
    List<Column> columns = new ArrayList<>();
    List<String> given = List.of(gold.columns());
    for (org.apache.spark.sql.types.StructField field : TrainingData.TABLE.schema().fields()) {
      columns.add(
          given.contains(field.name())
              ? col(field.name())
              : lit(null).cast(field.dataType()).alias(field.name()));
    }
    workbench.session().lake().ensure(TrainingData.TABLE);
    gold.select(columns.toArray(Column[]::new))
        .write()
        .format("delta")
        .mode("overwrite")
        .save(workbench.session().lake().path(TrainingData.TABLE));
    List<String> all = new ArrayList<>(List.of("training.models=[moderation]"));
    all.addAll(settings);
    int version = workbench.run(new TrainingJob(), all).models().get(0).version();
    ModelVersion found = workbench.session().registry().find("moderation", version).orElseThrow();
    return Moderation.Model.of(found, PipelineModel.load(found.artifactUri() + "/pipeline"));
  }

  private Dataset<Row> json(String file) {
    return spark.read().json(data.resolve(file).toAbsolutePath().toString());
  }

  private Dataset<Row> texts(String file, String field) {
    return inputs(json(file).select(col(field).alias(TrainingData.INPUT_TEXT)));
  }

  private Dataset<Row> surge(String label) {
    return inputs(
        json(SURGE)
            .where(col("label").equalTo(label))
            .select(col("text").alias(TrainingData.INPUT_TEXT)));
  }

  private Dataset<Row> lines(String resource) {
    return inputs(
        spark.createDataset(resource(resource), Encoders.STRING()).toDF(TrainingData.INPUT_TEXT));
  }

  private static Dataset<Row> inputs(Dataset<Row> texts) {
    return texts.withColumn(TrainingData.MODEL_OUTPUT, lit(null).cast(DataTypes.StringType));
  }

  /** Each case once, or once for every group where it names one. */
  private Dataset<Row> functionalCases() {
    List<String> filled = new ArrayList<>();
    for (String line : resource("functional-cases.tsv")) {
      if (line.contains("{group")) {
        GROUPS.forEach(
            group ->
                filled.add(
                    line.replace("{groups}", group.get(1)).replace("{group}", group.get(0))));
      } else {
        filled.add(line);
      }
    }
    Dataset<Row> cells =
        spark
            .createDataset(filled, Encoders.STRING())
            .toDF("line")
            .selectExpr("split(line, '\t') as cells");
    return inputs(
        cells.selectExpr(
            "cells[0] as expected", "cells[1] as functionality", "cells[2] as input_text"));
  }

  private static List<String> resource(String name) {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                ModerationBench.class.getResourceAsStream(name), StandardCharsets.UTF_8))) {
      return reader.lines().filter(line -> !line.startsWith("#") && !line.isBlank()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(0);
  }

  private static double average(List<double[]> folds, int place) {
    return folds.stream().mapToDouble(fold -> fold[place]).average().orElse(0);
  }

  private static String shown(double[] f1) {
    return three(f1[0]) + " " + three(f1[1]) + " " + three(f1[2]) + ", macro " + three(mean(f1));
  }

  private static String three(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }
}
