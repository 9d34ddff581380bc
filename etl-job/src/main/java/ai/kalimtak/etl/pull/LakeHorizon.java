package ai.kalimtak.etl.pull;

import ai.kalimtak.common.lake.BronzeInteractions;
import ai.kalimtak.common.lake.Lake;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far the lake has read its source. It stands in the Delta commit that wrote the rows, as the
 * number of a transaction application; the application's name carries epoch and source.
 *
 * @param epoch grows with every full pull, because transaction ids start again in a restored
 *     database and Delta takes no smaller number of the same application
 * @param source which table of which database, see {@link SourceSnapshot#identity}
 * @param position first transaction id not read; in overlap mode the latest {@code updated_at}
 *     read, microseconds since 1970
 */
public record LakeHorizon(long epoch, String source, long position) {
  private static final Pattern APPLICATION = Pattern.compile("kalimtak-etl/(\\d+)/(.+)");

  /** The latest of {@code bronze/interactions}; empty when the table does not exist. */
  public static Optional<LakeHorizon> latest(Lake lake) {
    return latest(lake.transactions(BronzeInteractions.TABLE));
  }

  /** The latest among Delta's transaction applications. */
  public static Optional<LakeHorizon> latest(Map<String, Long> transactions) {
    return transactions.entrySet().stream()
        .flatMap(
            entry -> {
              Matcher name = APPLICATION.matcher(entry.getKey());
              return name.matches()
                  ? java.util.stream.Stream.of(
                      new LakeHorizon(
                          Long.parseLong(name.group(1)), name.group(2), entry.getValue()))
                  : java.util.stream.Stream.empty();
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
