package ai.kalimtak.bench;

import static org.apache.spark.sql.functions.col;

import ai.kalimtak.common.lake.TrainingData;
import ai.kalimtak.common.learning.LabelRule;
import ai.kalimtak.common.learning.RouterDecision;
import ai.kalimtak.common.registry.ArtifactStore;
import ai.kalimtak.common.registry.ModelVersion;
import ai.kalimtak.common.text.SentenceEncoders;
import ai.kalimtak.submit.TextTable;
import ai.kalimtak.training.TrainingJob;
import ai.kalimtak.training.TrainingReport;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.DoubleSummaryStatistics;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/**
 * How well and how fast the domain router learns CLINC150, with its 10 domains as labels and with
 * its 150 intents, by the training job as it is.
 *
 * <p>Three ways to part the data. <em>folds</em>: of CLINC150's train part one fold is judged on,
 * of the rest a tenth is the validation split, the others are learnt from; spread over the folds.
 * <em>val, unseen</em>: val is judged on, and a tenth of train is the validation split. <em>val,
 * tuned on</em>: all of train is learnt from and val is the validation split that chooses penalty,
 * temperature and threshold, so that its figures flatter; this is the router that a test set would
 * meet. Texts are dealt by a hash, so that equal texts lie together.
 */
@Command(
    name = "domains",
    mixinStandardHelpOptions = true,
    description =
        "Accuracy in scope, recall of what is out of scope, calibration and speed of the domain"
            + " router on CLINC150, for 10 domains and for 150 intents.")
final class DomainsBench implements Callable<Integer> {
  private static final String TRAIN = "clinc150-train.jsonl.gz";
  private static final String TRAIN_OUTSIDE = "clinc150-oos_train.jsonl.gz";
  private static final String VAL = "clinc150-val.jsonl.gz";
  private static final String VAL_OUTSIDE = "clinc150-oos_val.jsonl.gz";
  private static final List<Double> FALSE_SHARES = List.of(0.0, 0.005, 0.01, 0.02, 0.03, 0.05);
  private static final int BINS = 10;
  private static final int ROUNDS = 3;
  private static final ObjectMapper JSON = new ObjectMapper();

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      defaultValue = "../shared/data",
      description = "Where the data sets are; default: ${DEFAULT-VALUE}.")
  private Path data;

  @Option(
      names = "--features",
      split = ",",
      defaultValue = "hashed",
      description =
          "hashed, embedding, both; the last two need common/embeddings. Default: ${DEFAULT-VALUE}.")
  private List<String> features;

  @Option(
      names = "--labels",
      split = ",",
      defaultValue = "domain,intent",
      description = "What to learn; default: ${DEFAULT-VALUE}.")
  private List<String> labels;

  @Option(
      names = "--folds",
      defaultValue = "5",
      description = "Folds of the train part, 2 or more; 0: none. Default: ${DEFAULT-VALUE}.")
  private int folds;

  @Option(
      names = "--scored-copies",
      defaultValue = "1",
      description =
          "How many copies of the train part are scored for the speed; default: ${DEFAULT-VALUE}.")
  private int scoredCopies;

  @Option(names = "--set", description = "Settings for the training, key=value.")
  private List<String> settings = new ArrayList<>();

  /** A text of CLINC150. */
  private record Text(String text, String domain, String intent) {
    String label(String kind) {
      return domain.equals(LabelRule.OUT_OF_SCOPE) || kind.equals("domain") ? domain : intent;
    }

    int bucket(int salt, int buckets) {
      CRC32 hash = new CRC32();
      hash.update((salt + "|" + text).getBytes(StandardCharsets.UTF_8));
      return (int) (hash.getValue() % buckets);
    }
  }

  /** A text in its split. */
  private record Placed(Text text, String split) {}

  /**
   * What the router says of a text.
   *
   * @param inScope its best label among those in scope
   * @param raw probability of it as the softmax of the bare margins
   * @param calm the same with the temperature
   * @param confidence probability of the answer
   */
  private record Said(
      String label,
      String answer,
      String inScope,
      double raw,
      double calm,
      double confidence,
      double score) {

    boolean outside() {
      return label.equals(LabelRule.OUT_OF_SCOPE);
    }
  }

  private record Figures(
      double seconds,
      long rows,
      double inScope,
      double ungated,
      double recall,
      double precision,
      double bareError,
      double calmError,
      double answerError,
      List<double[]> curve) {}

  @Override
  public Integer call() throws IOException {
    for (String file : List.of(TRAIN, TRAIN_OUTSIDE, VAL, VAL_OUTSIDE)) {
      if (!Files.isRegularFile(data.resolve(file))) {
        System.err.println("domains: no " + file + " in " + data + "; name its folder with --data");
        return ExitCode.USAGE;
      }
    }
    if (!features.equals(List.of("hashed")) && !SentenceEncoders.present()) {
      System.err.println("domains: no sentence embeddings. " + SentenceEncoders.REMEDY);
      return ExitCode.USAGE;
    }
    if (folds == 1 || folds < 0) {
      System.err.println("domains: --folds must be 0, or 2 or more");
      return ExitCode.USAGE;
    }
    List<Text> train = new ArrayList<>(texts(TRAIN));
    train.addAll(texts(TRAIN_OUTSIDE));
    List<Text> val = new ArrayList<>(texts(VAL));
    val.addAll(texts(VAL_OUTSIDE));
    for (String kind : labels) {
      for (String feature : features) {
        measure(kind, feature, train, val);
      }
    }
    return ExitCode.OK;
  }

  private void measure(String kind, String feature, List<Text> train, List<Text> val) {
    List<String> assignments = new ArrayList<>(settings);
    assignments.add("training.models=[\"domain-router\"]");
    assignments.add("training.domain-router.features=" + feature);
    List<Figures> byFold = new ArrayList<>();
    List<Placed> unseen = new ArrayList<>();
    List<Placed> tuned = new ArrayList<>();
    for (Text text : train) {
      unseen.add(new Placed(text, learnt(text)));
      tuned.add(new Placed(text, TrainingData.TRAIN));
    }
    for (Text text : val) {
      unseen.add(new Placed(text, TrainingData.TEST));
      tuned.add(new Placed(text, TrainingData.VALIDATION));
    }
    try (Workbench bench = new Workbench(assignments)) {
      for (int number = 0; number < folds; number++) {
        System.err.printf(Locale.ROOT, "%s, %s: fold %d of %d%n", kind, feature, number + 1, folds);
        int fold = number;
        byFold.add(
            learn(
                bench,
                kind,
                train.stream()
                    .map(
                        text ->
                            new Placed(
                                text,
                                text.bucket(0, folds) == fold ? TrainingData.TEST : learnt(text)))
                    .toList(),
                TrainingData.TEST));
      }
      System.err.printf(Locale.ROOT, "%s, %s: val%n", kind, feature);
      Figures onUnseen = learn(bench, kind, unseen, TrainingData.TEST);
      Figures onTuned = learn(bench, kind, tuned, TrainingData.VALIDATION);
      print(kind, feature, byFold, onUnseen, onTuned);
      printSpeed(bench, train, scoredCopies);
    }
  }

  /** The split of a text that is not judged on. */
  private static String learnt(Text text) {
    return text.bucket(1, 10) == 0 ? TrainingData.VALIDATION : TrainingData.TRAIN;
  }

  private static Figures learn(
      Workbench bench, String kind, List<Placed> texts, String judgedSplit) {
    write(bench, kind, texts);
    TrainingReport.Trained trained = bench.run(new TrainingJob()).models().get(0);
    PipelineModel router = router(bench);
    RouterDecision decision = (RouterDecision) router.stages()[router.stages().length - 1];
    List<Said> judged = said(bench, router, decision, judgedSplit);
    List<Double> validation =
        said(bench, router, decision, TrainingData.VALIDATION).stream()
            .filter(said -> !said.outside())
            .map(Said::score)
            .sorted()
            .toList();
    List<Said> inScope = judged.stream().filter(said -> !said.outside()).toList();
    List<Said> outside = judged.stream().filter(Said::outside).toList();
    List<Said> refused =
        judged.stream().filter(said -> said.answer().equals(LabelRule.OUT_OF_SCOPE)).toList();
    List<double[]> curve = new ArrayList<>();
    for (double share : FALSE_SHARES) {
      double threshold = validation.get((int) (share * validation.size()));
      curve.add(
          new double[] {
            share(
                inScope, said -> said.label().equals(said.inScope()) && said.score() >= threshold),
            share(outside, said -> said.score() < threshold)
          });
    }
    return new Figures(
        trained.seconds(),
        trained.trainRows(),
        share(inScope, said -> said.label().equals(said.answer())),
        share(inScope, said -> said.label().equals(said.inScope())),
        share(outside, said -> said.answer().equals(LabelRule.OUT_OF_SCOPE)),
        share(refused, Said::outside),
        calibrationError(inScope, Said::raw, said -> said.label().equals(said.inScope())),
        calibrationError(inScope, Said::calm, said -> said.label().equals(said.inScope())),
        calibrationError(judged, Said::confidence, said -> said.label().equals(said.answer())),
        curve);
  }

  /** Replaces {@code gold/training_data} by the texts with their labels. */
  private static void write(Workbench bench, String kind, List<Placed> texts) {
    List<Row> rows = new ArrayList<>();
    for (Placed placed : texts) {
      Map<String, Object> values = new HashMap<>();
      values.put(TrainingData.INTERACTION_ID, "clinc-" + rows.size());
      values.put(TrainingData.CREATED_AT, Timestamp.from(Instant.EPOCH));
      values.put(TrainingData.INPUT_TEXT, placed.text().text());
      values.put(TrainingData.GIVEN_DOMAIN, placed.text().label(kind));
      values.put(TrainingData.SPLIT, placed.split());
      rows.add(
          RowFactory.create(
              Arrays.stream(TrainingData.TABLE.schema().fieldNames()).map(values::get).toArray()));
    }
    bench.session().lake().ensure(TrainingData.TABLE);
    bench
        .session()
        .spark()
        .createDataFrame(rows, TrainingData.TABLE.schema())
        .coalesce(2)
        .write()
        .format("delta")
        .mode("overwrite")
        .save(bench.session().lake().path(TrainingData.TABLE));
  }

  private static PipelineModel router(Workbench bench) {
    ModelVersion latest = bench.session().registry().latest(LabelRule.DOMAIN_ROUTER).orElseThrow();
    return PipelineModel.load(latest.artifactUri() + "/" + ArtifactStore.PIPELINE);
  }

  private static List<Said> said(
      Workbench bench, PipelineModel router, RouterDecision decision, String split) {
    List<String> names = List.of(decision.labelNames());
    int outOfScope = names.indexOf(LabelRule.OUT_OF_SCOPE);
    List<Said> all = new ArrayList<>();
    for (Row row :
        router
            .transform(
                bench
                    .session()
                    .lake()
                    .read(TrainingData.TABLE)
                    .where(col(TrainingData.SPLIT).equalTo(split)))
            .select(
                TrainingData.GIVEN_DOMAIN,
                RouterDecision.PREDICTED_DOMAIN,
                "rawPrediction",
                "probability",
                "prediction")
            .collectAsList()) {
      double[] margins = row.<Vector>getAs(2).toArray();
      double[] raw = RouterDecision.inScope(margins, outOfScope, 1);
      double[] calm = RouterDecision.inScope(margins, outOfScope, decision.temperatureValue());
      int best = 0;
      for (int i = 1; i < raw.length; i++) {
        best = raw[i] > raw[best] ? i : best;
      }
      all.add(
          new Said(
              row.getString(0),
              row.getString(1),
              names.get(best),
              raw[best],
              calm[best],
              row.<Vector>getAs(3).apply((int) row.getDouble(4)),
              RouterDecision.scopeScore(margins, outOfScope)));
    }
    return all;
  }

  private static double share(List<Said> said, Predicate<Said> wanted) {
    return said.isEmpty()
        ? Double.NaN
        : said.stream().filter(wanted).count() / (double) said.size();
  }

  /** Expected calibration error over ten bins of equal width (Naeini et al. 2015). */
  private static double calibrationError(
      List<Said> said, ToDoubleFunction<Said> confidence, Predicate<Said> right) {
    double[] gap = new double[BINS];
    for (Said each : said) {
      double sure = confidence.applyAsDouble(each);
      gap[Math.min(BINS - 1, (int) (sure * BINS))] += sure - (right.test(each) ? 1 : 0);
    }
    return Arrays.stream(gap).map(Math::abs).sum() / said.size();
  }

  private static void print(
      String kind, String feature, List<Figures> byFold, Figures unseen, Figures tuned) {
    System.out.printf(
        Locale.ROOT,
        "%n%s, features: %s (%,d rows learnt from in a fold, %,d for val tuned on)%n",
        kind,
        feature,
        byFold.isEmpty() ? 0 : byFold.get(0).rows(),
        tuned.rows());
    TextTable table = new TextTable("measure", "folds", "val, unseen", "val, tuned on");
    row(table, "accuracy in scope", Figures::inScope, byFold, unseen, tuned);
    row(table, "the same, every input in scope", Figures::ungated, byFold, unseen, tuned);
    row(table, "out of scope: recall", Figures::recall, byFold, unseen, tuned);
    row(table, "out of scope: precision", Figures::precision, byFold, unseen, tuned);
    row(table, "ECE in scope, bare margins", Figures::bareError, byFold, unseen, tuned);
    row(table, "ECE in scope, with temperature", Figures::calmError, byFold, unseen, tuned);
    row(table, "ECE of the answer, all rows", Figures::answerError, byFold, unseen, tuned);
    row(table, "seconds to train", Figures::seconds, byFold, unseen, tuned);
    System.out.print(table.render());
    System.out.println("accuracy in scope / recall, where so many validation rows are refused:");
    TextTable curve = new TextTable("refused", "folds", "val, unseen", "val, tuned on");
    for (int i = 0; i < FALSE_SHARES.size(); i++) {
      int at = i;
      curve.add(
          String.format(Locale.ROOT, "%.1f %%", 100 * FALSE_SHARES.get(i)),
          byFold.isEmpty()
              ? ""
              : pair(
                  byFold.stream().mapToDouble(figures -> figures.curve().get(at)[0]).average(),
                  byFold.stream().mapToDouble(figures -> figures.curve().get(at)[1]).average()),
          pair(unseen.curve().get(i)),
          pair(tuned.curve().get(i)));
    }
    System.out.print(curve.render());
  }

  private static String pair(OptionalDouble one, OptionalDouble other) {
    return pair(new double[] {one.orElseThrow(), other.orElseThrow()});
  }

  private static String pair(double[] values) {
    return String.format(Locale.ROOT, "%.4f / %.2f", values[0], values[1]);
  }

  private static void row(
      TextTable table,
      String name,
      ToDoubleFunction<Figures> figure,
      List<Figures> byFold,
      Figures unseen,
      Figures tuned) {
    table.add(
        name,
        byFold.isEmpty() ? "" : spread(byFold.stream().mapToDouble(figure).summaryStatistics()),
        String.format(Locale.ROOT, "%.4f", figure.applyAsDouble(unseen)),
        String.format(Locale.ROOT, "%.4f", figure.applyAsDouble(tuned)));
  }

  /** Mean (least to most). */
  private static String spread(DoubleSummaryStatistics values) {
    return String.format(
        Locale.ROOT, "%.4f (%.4f to %.4f)", values.getAverage(), values.getMin(), values.getMax());
  }

  /** Rows per second from text to answer, after a warm-up, with the router trained last. */
  private static void printSpeed(Workbench bench, List<Text> texts, int copies) {
    PipelineModel router = router(bench);
    Dataset<Row> rows =
        bench
            .session()
            .spark()
            .createDataset(
                IntStream.range(0, copies)
                    .boxed()
                    .flatMap(copy -> texts.stream().map(Text::text))
                    .toList(),
                Encoders.STRING())
            .toDF(TrainingData.INPUT_TEXT)
            .repartition(2);
    List<Double> seconds = new ArrayList<>();
    for (int round = 0; round <= ROUNDS; round++) {
      double taken =
          Workbench.seconds(
              () ->
                  router
                      .transform(rows)
                      .select("probability", "prediction", RouterDecision.PREDICTED_DOMAIN)
                      .write()
                      .format("noop")
                      .mode("overwrite")
                      .save());
      if (round > 0) {
        seconds.add((double) texts.size() * copies / taken);
      }
    }
    System.out.printf(
        Locale.ROOT,
        "scoring: %,.0f rows per second (%,.0f to %,.0f)%n",
        Workbench.median(seconds),
        Collections.min(seconds),
        Collections.max(seconds));
  }

  private List<Text> texts(String file) throws IOException {
    List<Text> texts = new ArrayList<>();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(data.resolve(file))),
                StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        JsonNode fields = JSON.readTree(line);
        texts.add(
            new Text(
                fields.get("text").asText(),
                fields.get("domain").asText(),
                fields.get("intent").asText()));
      }
    }
    return texts;
  }
}
