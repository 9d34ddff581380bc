package ai.kalimtak.etl.pull;

import ai.kalimtak.common.lake.BronzeInteractions;
import ai.kalimtak.common.lake.Lake;
import ai.kalimtak.etl.source.SourceCatalog;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The position up to which the lake has read its source. It is stored in the Delta commit that
 * wrote the rows, as the version of a transaction application whose name contains epoch and source.
 *
 * @param epoch grows with every full pull, because transaction ids start over in a restored
 *     database and Delta accepts no smaller version of the same application
 * @param source which table of which database, see {@link SourceCatalog#identity}
 * @param position first transaction id not read; in overlap mode the latest {@code updated_at}
 *     read, in microseconds since 1970
 */
public record LakeHorizon(long epoch, String source, long position) {
  private static final Pattern APPLICATION = Pattern.compile("kalimtak-etl/(\\d+)/(.+)");

  /** Returns the latest of {@code bronze/interactions}; empty when the table does not exist. */
  public static Optional<LakeHorizon> latest(Lake lake) {
    return latest(lake.transactions(BronzeInteractions.TABLE));
  }

  /** Returns the latest among Delta's transaction applications. */
  public static Optional<LakeHorizon> latest(Map<String, Long> transactions) {
    return transactions.entrySet().stream()
        .flatMap(
            entry -> {
              Matcher name = APPLICATION.matcher(entry.getKey());
              return name.matches()
                  ? Stream.of(
                      new LakeHorizon(
                          Long.parseLong(name.group(1)), name.group(2), entry.getValue()))
                  : Stream.empty();
            })
        .max(Comparator.comparingLong(LakeHorizon::epoch));
  }

  String application() {
    return "kalimtak-etl/" + epoch + "/" + source;
  }

  LakeHorizon movedTo(long newPosition) {
    return new LakeHorizon(epoch, source, newPosition);
  }
}
