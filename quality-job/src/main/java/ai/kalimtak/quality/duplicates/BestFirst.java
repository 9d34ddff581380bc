package ai.kalimtak.quality.duplicates;

import ai.kalimtak.common.lake.NearDuplicatePairs;
import ai.kalimtak.common.lake.NearDuplicateTexts;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Compares the texts of clusters from the best on, each with the texts of its cluster that stayed
 * before it, up to a limit. Expects the texts of a cluster together, the best first; holds the
 * keepers of one cluster.
 */
final class BestFirst implements MapPartitionsFunction<Row, Row> {
  private static final long serialVersionUID = 1L;

  /** A text is compared with this number of better ones that stay, at most. */
  private static final int KEEPERS = 64;

  /** A text and the first keeper that it is similar to. */
  static final StructType FOUND =
      new StructType()
          .add(NearDuplicatePairs.TEXT_KEY, DataTypes.StringType)
          .add(NearDuplicatePairs.INTERACTION_ID, DataTypes.StringType)
          .add(NearDuplicatePairs.OTHER_TEXT_KEY, DataTypes.StringType)
          .add(NearDuplicatePairs.OTHER_INTERACTION_ID, DataTypes.StringType)
          .add(NearDuplicatePairs.SIMILARITY, DataTypes.DoubleType)
          .add(NearDuplicatePairs.IS_FOLLOWER, DataTypes.BooleanType);

  private final TextSimilarity similarity;
  private final double threshold;

  BestFirst(NearDuplicateSettings settings) {
    this.similarity = new TextSimilarity(settings.shingleCharacters());
    this.threshold = settings.threshold();
  }

  @Override
  public Iterator<Row> call(Iterator<Row> texts) {
    Stream<Row> inOrder =
        StreamSupport.stream(Spliterators.spliteratorUnknownSize(texts, 0), false);
    return inOrder.flatMap(new FirstSimilar()).iterator();
  }

  private record Text(String key, String id, UTF8String input, UTF8String output) {
    static Text of(Row row) {
      return new Text(
          row.getAs(NearDuplicateTexts.TEXT_KEY),
          row.getAs(NearDuplicateTexts.INTERACTION_ID),
          UTF8String.fromString(row.getAs(NearDuplicateTexts.FOLDED_INPUT)),
          UTF8String.fromString(row.getAs(NearDuplicateTexts.FOLDED_OUTPUT)));
    }
  }

  /** Returns a text's pair; a text that is similar to no keeper becomes one. */
  private final class FirstSimilar implements Function<Row, Stream<Row>> {
    private final List<Text> keepers = new ArrayList<>();
    private String cluster = "";

    @Override
    public Stream<Row> apply(Row row) {
      String of = row.getAs(NearDuplicates.CLUSTER);
      if (!of.equals(cluster)) {
        cluster = of;
        keepers.clear();
      }
      Text text = Text.of(row);
      for (Text keeper : keepers) {
        double value =
            similarity.similarity(text.input(), text.output(), keeper.input(), keeper.output());
        if (value >= threshold) {
          return Stream.of(
              RowFactory.create(text.key(), text.id(), keeper.key(), keeper.id(), value, true));
        }
      }
      if (keepers.size() < KEEPERS) {
        keepers.add(text);
      }
      return Stream.empty();
    }
  }
}
