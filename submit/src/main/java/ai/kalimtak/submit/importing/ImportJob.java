package ai.kalimtak.submit.importing;

import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.job.Job;
import ai.kalimtak.common.job.JobContext;
import ai.kalimtak.common.settings.SettingsReader;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Imports interactions from a JSON Lines file, optionally gzipped, into {@code user_interactions}.
 * A line with an existing id updates the fields that differ, so importing a file twice changes
 * nothing. Each batch is one transaction; a killed import can simply be run again.
 */
public final class ImportJob implements Job<ImportJob.Settings, ImportReport> {
  /** The import has no settings. */
  public record Settings() {}

  private static final Logger LOG = LoggerFactory.getLogger("kalimtak");
  private static final int BATCH_LINES = 5_000;
  private static final int BATCH_CHARACTERS = 16_000_000;
  private static final int MOST_LINE_BYTES = 100_000_000;
  private static final int MOST_REJECTIONS_KEPT = 100;

  private final Path file;

  /**
   * @throws JobException if the file does not exist or cannot be read
   */
  public ImportJob(Path file) {
    if (!Files.isRegularFile(file)) {
      throw JobException.badSettings(
          "file " + file + " does not exist", "Pass a JSON Lines file, optionally gzipped");
    }
    if (!Files.isReadable(file)) {
      throw JobException.badSettings("file " + file + " cannot be read", "Check its permissions");
    }
    this.file = file;
  }

  @Override
  public String name() {
    return "import";
  }

  @Override
  public Settings bind(SettingsReader reader) {
    return new Settings();
  }

  @Override
  public Set<String> writesToDatabase(Settings settings) {
    return Set.of("public.user_interactions");
  }

  @Override
  public ImportReport run(Settings settings, JobContext context) {
    InteractionStaging staging = new InteractionStaging(context.supabase());
    Progress progress = new Progress();
    try (InputStream in = open()) {
      Batch batch = new Batch(staging, progress);
      for (byte[] line = readLine(in); line != null; line = readLine(in)) {
        progress.line++;
        batch.add(line);
      }
      batch.write();
    } catch (IOException e) {
      throw JobException.failed(
          "reading "
              + file
              + " ended unexpectedly after line "
              + progress.line
              + " ("
              + e.getClass().getSimpleName()
              + ")",
          "The lines before it are imported; repair the file and import it again",
          e);
    }
    return progress.report(file);
  }

  private InputStream open() throws IOException {
    BufferedInputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    in.mark(2);
    boolean gzipped = in.read() == 0x1f && in.read() == 0x8b;
    in.reset();
    return gzipped ? new BufferedInputStream(new GZIPInputStream(in, 1 << 16), 1 << 16) : in;
  }

  /**
   * Reads up to the next line feed, truncated to the maximum length; null at the end of the file.
   */
  private static byte[] readLine(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(512);
    int next = in.read();
    if (next < 0) {
      return null;
    }
    for (; next >= 0 && next != '\n'; next = in.read()) {
      if (line.size() <= MOST_LINE_BYTES) {
        line.write(next);
      }
    }
    return line.toByteArray();
  }

  /** Running counts. */
  private static final class Progress {
    private long line;
    private long lines;
    private long inserted;
    private long updated;
    private long rejected;
    private long written;
    private final List<ImportReport.Rejection> rejections = new ArrayList<>();

    void reject(String reason) {
      lines++;
      rejected++;
      if (rejections.size() < MOST_REJECTIONS_KEPT) {
        rejections.add(new ImportReport.Rejection(line, reason));
      }
    }

    ImportReport report(Path file) {
      return new ImportReport(
          file.getFileName().toString(),
          lines,
          inserted,
          updated,
          lines - inserted - updated - rejected,
          rejected,
          List.copyOf(rejections));
    }
  }

  /** Lines collected for the next transaction. */
  private static final class Batch {
    private final InteractionStaging staging;
    private final Progress progress;
    private final List<String[]> rows = new ArrayList<>();
    private long characters;

    Batch(InteractionStaging staging, Progress progress) {
      this.staging = staging;
      this.progress = progress;
    }

    void add(byte[] line) {
      try {
        String text = decode(line);
        if (text.isBlank()) {
          return;
        }
        rows.add(ImportLine.parse(text));
        characters += text.length();
        progress.lines++;
      } catch (CharacterCodingException e) {
        progress.reject("not valid UTF-8");
      } catch (ImportLine.Refused e) {
        progress.reject(e.getMessage());
      }
      if (rows.size() >= BATCH_LINES || characters >= BATCH_CHARACTERS) {
        write();
      }
    }

    void write() {
      if (rows.isEmpty()) {
        return;
      }
      InteractionStaging.Merged merged = staging.merge(rows);
      progress.inserted += merged.inserted();
      progress.updated += merged.updated();
      progress.written += rows.size();
      if (rows.size() >= BATCH_LINES) {
        LOG.info("import: {} lines written", progress.written);
      }
      rows.clear();
      characters = 0;
    }

    private static String decode(byte[] line) throws CharacterCodingException, ImportLine.Refused {
      if (line.length > MOST_LINE_BYTES) {
        throw new ImportLine.Refused("longer than " + MOST_LINE_BYTES + " bytes");
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
    }
  }
}
