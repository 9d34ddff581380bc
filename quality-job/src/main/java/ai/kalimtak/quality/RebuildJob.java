package ai.kalimtak.quality;

import static org.apache.spark.sql.functions.col;

import ai.kalimtak.common.digest.Sha256;
import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.job.Job;
import ai.kalimtak.common.job.JobCommand;
import ai.kalimtak.common.job.JobContext;
import ai.kalimtak.common.job.JobRuns;
import ai.kalimtak.common.lake.BronzeInteractions;
import ai.kalimtak.common.lake.Candidates;
import ai.kalimtak.common.lake.Lake;
import ai.kalimtak.common.lake.TableVersion;
import ai.kalimtak.common.lake.TrainingData;
import ai.kalimtak.common.settings.SettingsReader;
import ai.kalimtak.quality.rebuild.RebuildReport;
import ai.kalimtak.quality.rebuild.RebuildReport.Content;
import ai.kalimtak.quality.report.CuratedState;
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
 * Rebuilds a version of {@code gold/training_data} to prove that it can be reproduced. The job
 * curates the state of bronze from which the version was made, from scratch, in a scratch lake,
 * with the settings and models of the run that made it. Then it compares both results byte by byte,
 * as lines of JSON in the order of their ids.
 */
public final class RebuildJob implements Job<RebuildJob.Settings, RebuildReport> {
  private final Options options = new Options();

  /** Empty: the job uses the settings of the run that made the version. */
  public record Settings() {}

  /** The options of the command line. */
  static final class Options {
    @Option(
        names = "--dataset-version",
        paramLabel = "N",
        description = "Version of gold/training_data (default: the latest that quality wrote).")
    private Long version;

    @Option(
        names = "--to",
        paramLabel = "FILE",
        description =
            "Also write the rows to this file, as lines of JSON. Erasures do not reach it: delete it yourself.")
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

  /** Sets the options, for tests. */
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
    CuratedState curated = CuratedState.of(run);
    long version = curated.goldVersion().orElseThrow();
    TableVersion bronze = bronze(curated, context);
    QualitySettings settings = QualitySettings.of(curated.settingsFingerprint());
    QualityPlan plan = QualityPlan.again(curated, bronze, settings, context.registry());
    try {
      return RebuildReport.of(
          version,
          run.runId(),
          bronze.version(),
          rebuild(settings, plan, context),
          kept(version, context));
    } finally {
      context.lake().removeScratch();
    }
  }

  private Content rebuild(QualitySettings settings, QualityPlan plan, JobContext context) {
    Lake scratch = context.lake().scratch();
    try (Curation curation = new Curation(settings, context, plan, scratch)) {
      context.phase(
          "analyzing bronze version " + plan.bronze().version(),
          () -> curation.deriveSignals(Models.load(plan.models(), context)));
      context.phase("deciding on duplicates, ratings and quotas", curation::decide);
      context.phase("writing the candidates to the scratch lake", curation::writeCandidates);
      return context.phase(
          "reading the rebuilt rows",
          () ->
              content(
                  GoldRows.of(scratch.read(Candidates.TABLE)), Optional.ofNullable(options.file)));
    }
  }

  /** The version itself; empty if its files no longer exist. */
  private static Optional<Content> kept(long version, JobContext context) {
    return context.lake().isReadable(TrainingData.TABLE, version)
        ? Optional.of(
            context.phase(
                "reading version " + version,
                () ->
                    content(
                        context.lake().readVersion(TrainingData.TABLE, version), Optional.empty())))
        : Optional.empty();
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
                    ? "there is nothing to rebuild: no run of quality has succeeded yet"
                    : "no run of quality made version "
                        + options.version
                        + " of gold/training_data",
                "kalimtak sql -e \"describe history gold.training_data\" lists the versions; those that an erasure made cannot be rebuilt"));
  }

  private static TableVersion bronze(CuratedState curated, JobContext context) {
    TableVersion now =
        context
            .lake()
            .version(BronzeInteractions.TABLE)
            .orElseThrow(
                () -> JobException.failed("bronze/interactions does not exist", "Run etl first"));
    TableVersion then = new TableVersion(now.tableId(), curated.bronzeVersion());
    if (!then.toString().equals(curated.bronze())
        || !context.lake().isReadable(BronzeInteractions.TABLE, then.version())) {
      throw JobException.failed(
          "version "
              + then.version()
              + " of bronze/interactions can no longer be read: retention or an erasure removed its files",
          "Only versions younger than lake.retention-days and than the last erasure can be rebuilt");
    }
    return then;
  }

  /** Writes one row per line, by id; the driver holds one partition at a time. */
  private static Content content(Dataset<Row> gold, Optional<Path> file) {
    Iterator<String> rows =
        gold.select(Signals.columns(Arrays.stream(TrainingData.TABLE.schema().fieldNames())))
            .orderBy(col(TrainingData.INTERACTION_ID))
            .toJSON()
            .toLocalIterator();
    long count = 0;
    MessageDigest digest = Sha256.digest();
    try (OutputStream out =
        new DigestOutputStream(
            file.isPresent() ? Files.newOutputStream(file.get()) : OutputStream.nullOutputStream(),
            digest)) {
      while (rows.hasNext()) {
        out.write((rows.next() + "\n").getBytes(StandardCharsets.UTF_8));
        count++;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Content(count, Sha256.hex(digest));
  }
}
