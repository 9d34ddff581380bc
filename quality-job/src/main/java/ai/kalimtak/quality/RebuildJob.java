package ai.kalimtak.quality;

import static org.apache.spark.sql.functions.col;

import ai.kalimtak.common.digest.Sha256;
import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.job.Job;
import ai.kalimtak.common.job.JobCommand;
import ai.kalimtak.common.job.JobContext;
import ai.kalimtak.common.job.JobRuns;
import ai.kalimtak.common.json.Json;
import ai.kalimtak.common.lake.BronzeInteractions;
import ai.kalimtak.common.lake.Candidates;
import ai.kalimtak.common.lake.Lake;
import ai.kalimtak.common.lake.TableVersion;
import ai.kalimtak.common.lake.TrainingData;
import ai.kalimtak.common.settings.SettingsReader;
import ai.kalimtak.quality.rebuild.RebuildReport;
import ai.kalimtak.quality.signals.Models;
import ai.kalimtak.quality.signals.Signals;
import ai.kalimtak.quality.tables.GoldRows;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import picocli.CommandLine.Option;

/**
 * Curates the state of bronze from which a version of {@code gold/training_data} was made, with the
 * settings and models of that run, from nothing and beside the tables, and compares the two: as
 * lines of JSON in the order of their ids, byte by byte.
 */
public final class RebuildJob implements Job<RebuildJob.Settings, RebuildReport> {
  private final Options options = new Options();

  /** No settings of its own: those of the run that made the version count. */
  public record Settings() {}

  /** What picocli fills in. */
  static final class Options {
    @Option(
        names = "--dataset-version",
        paramLabel = "N",
        description = "Version of gold/training_data (default: the latest that quality wrote).")
    private Long version;

    @Option(
        names = "--to",
        paramLabel = "FILE",
        description = "Keep the rows as lines of JSON; whoever keeps them answers for erasures.")
    private Path file;
  }

  public static void main(String[] args) {
    JobCommand.exit(JobCommand.run(new RebuildJob(), args));
  }

  @Override
  public String name() {
    return "rebuild";
  }

  @Override
  public Optional<Object> options() {
    return Optional.of(options);
  }

  /** For a test. */
  RebuildJob of(long version, Path file) {
    options.version = version;
    options.file = file;
    return this;
  }

  @Override
  public Settings bind(SettingsReader reader) {
    return new Settings();
  }

  @Override
  public RebuildReport run(Settings none, JobContext context) {
    JobRuns.Run run = run(context);
    long version = run.stats().path("gold_version").asLong();
    QualitySettings settings =
        Json.read(run.stats().path("settings_fingerprint").asText(), QualitySettings.class);
    TableVersion bronze = bronze(run, context);
    QualityPlan plan = QualityPlan.again(run, context.registry(), settings, bronze);
    Lake scratch = context.lake().scratch();
    try (Curation curation = new Curation(settings, context, plan, scratch)) {
      context.phase(
          "looking at bronze version " + bronze.version(),
          () -> curation.look(Models.load(plan, context)));
      context.phase("deciding", curation::decide);
      context.phase("writing aside", curation::writeCandidates);
      Lines rebuilt =
          context.phase(
              "putting the rows in order",
              () -> lines(GoldRows.of(scratch.read(Candidates.TABLE)), options.file));
      Optional<Lines> kept =
          context.lake().isReadable(TrainingData.TABLE, version)
              ? Optional.of(
                  context.phase(
                      "reading version " + version,
                      () -> lines(context.lake().readVersion(TrainingData.TABLE, version), null)))
              : Optional.empty();
      return new RebuildReport(
          version,
          run.runId(),
          bronze.version(),
          rebuilt.rows(),
          rebuilt.sha256(),
          kept.map(Lines::rows).orElse(null),
          kept.map(Lines::sha256).orElse(null));
    } finally {
      context.lake().removeScratch();
    }
  }

  private JobRuns.Run run(JobContext context) {
    Optional<JobRuns.Run> run =
        options.version == null
            ? context.jobRuns().lastSucceeded("quality")
            : context.jobRuns().lastSucceeded("quality", "gold_version", options.version);
    return run.orElseThrow(
        () ->
            JobException.failed(
                options.version == null
                    ? "there is nothing to rebuild: no run of quality has ended well"
                    : "no run of quality made version "
                        + options.version
                        + " of gold/training_data",
                "kalimtak sql -e \"describe history gold.training_data\" lists the versions; those of erasures are no run's"));
  }

  private static TableVersion bronze(JobRuns.Run run, JobContext context) {
    TableVersion now =
        context
            .lake()
            .version(BronzeInteractions.TABLE)
            .orElseThrow(
                () -> JobException.failed("bronze/interactions does not exist", "Run etl first"));
    TableVersion then =
        new TableVersion(now.tableId(), run.stats().path("bronze_version").asLong());
    if (!then.toString().equals(run.stats().path("bronze").asText())
        || !context.lake().isReadable(BronzeInteractions.TABLE, then.version())) {
      throw JobException.failed(
          "version "
              + then.version()
              + " of bronze/interactions cannot be read any more: its files were removed, by retention or by an erasure",
          "Only versions younger than lake.retention-days and than the last erasure can be rebuilt");
    }
    return then;
  }

  /** How many, and the sum of their bytes. */
  private record Lines(long rows, String sha256) {}

  /** One row a line, by id; the driver sees one partition at a time. */
  private static Lines lines(Dataset<Row> gold, Path file) {
    Iterator<String> rows =
        gold.select(Signals.columns(Arrays.stream(TrainingData.TABLE.schema().fieldNames())))
            .orderBy(col(TrainingData.INTERACTION_ID))
            .toJSON()
            .toLocalIterator();
    long count = 0;
    MessageDigest digest = Sha256.digest();
    try (OutputStream out =
        new DigestOutputStream(
            file == null ? OutputStream.nullOutputStream() : Files.newOutputStream(file), digest)) {
      while (rows.hasNext()) {
        out.write((rows.next() + "\n").getBytes(StandardCharsets.UTF_8));
        count++;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Lines(count, Sha256.hex(digest));
  }
}
