package ai.kalimtak.etl;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The command-line options of a pull. */
public final class EtlOptions {
  @Option(
      names = "--full",
      description = "Read the whole source and replace bronze/interactions with it, in one commit.")
  private boolean full;

  @Option(names = "--preview", description = "Report what would be read; write nothing.")
  private boolean preview;

  @Option(
      names = "--as-of",
      paramLabel = "TIME",
      converter = UtcTime.class,
      description =
          "Report what would be read if the lake were as it was at this time (2026-01-31 or 2026-01-31T06:00:00Z); write nothing.")
  private Instant asOf;

  public static EtlOptions none() {
    return new EtlOptions();
  }

  public static EtlOptions fullPull() {
    EtlOptions options = new EtlOptions();
    options.full = true;
    return options;
  }

  static EtlOptions previewOnly() {
    EtlOptions options = new EtlOptions();
    options.preview = true;
    return options;
  }

  static EtlOptions asOf(Instant time) {
    EtlOptions options = new EtlOptions();
    options.asOf = time;
    return options;
  }

  boolean full() {
    return full;
  }

  boolean writesNothing() {
    return preview || asOf != null;
  }

  Optional<Instant> asOf() {
    return Optional.ofNullable(asOf);
  }

  /** Parses an ISO date (midnight UTC) or an ISO time with its offset. */
  static final class UtcTime implements ITypeConverter<Instant> {
    @Override
    public Instant convert(String text) {
      try {
        return text.contains("T")
            ? OffsetDateTime.parse(text).toInstant()
            : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
      } catch (DateTimeParseException e) {
        throw new TypeConversionException(
            "not a date such as 2026-01-31 or a time such as 2026-01-31T06:00:00Z");
      }
    }
  }
}
