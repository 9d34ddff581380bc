package ai.kalimtak.training.fitting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.kalimtak.common.LocalSpark;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class SquaredHingeTest {
  @Test
  void separatesClassesByTheirFeatures() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      double[] features = new double[3];
      features[i % 3] = 1;
      rows.add(RowFactory.create((double) (i % 3), Vectors.dense(features).toSparse()));
    }
    Dataset<Row> examples =
        LocalSpark.session()
            .createDataFrame(
                rows,
                new StructType()
                    .add(ModelColumns.LABEL, DataTypes.DoubleType)
                    .add(ModelColumns.FEATURES, SQLDataTypes.VectorType()))
            .coalesce(2);
    List<Row> scored =
        SquaredHinge.fit(examples, 3, 3, 1e-4, 50).transform(examples).collectAsList();
    for (Row row : scored) {
      double[] margins = row.<Vector>getAs("rawPrediction").toArray();
      for (int label = 0; label < margins.length; label++) {
        assertThat(margins[label])
            .isCloseTo(row.<Double>getAs(ModelColumns.LABEL) == label ? 1 : -1, within(0.05));
      }
    }
  }
}
