package ai.kalimtak.submit.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kalimtak.common.lake.LakeTable;
import ai.kalimtak.common.lake.LakeTables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.types.StructField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TablesPageTest {
  @TempDir Path folder;

  @Test
  void thePageInDocsMatchesTheSchemas() throws IOException {
    assertThat(Files.readString(Path.of("..", "docs", "tables.md")))
        .as(
            "docs/tables.md does not match the schemas and submit/queries; update it with:"
                + " submit/kalimtak tables > docs/tables.md")
        .isEqualTo(TablesPage.render(ReadyQuery.of(Path.of("queries"))));
  }

  @Test
  void everyTableAndColumnHasADescription() {
    for (LakeTable table : LakeTables.ALL) {
      assertThat(table.comment()).as(table.name()).isNotBlank();
      for (StructField field : table.schema().fields()) {
        assertThat(field.getComment().isDefined() && !field.getComment().get().isBlank())
            .as("%s.%s has a comment", table.name(), field.name())
            .isTrue();
      }
    }
  }

  @Test
  void refusesAQueryWithoutItsQuestion() throws IOException {
    Files.writeString(folder.resolve("a.sql"), "-- How many?\nselect 1");
    assertThat(ReadyQuery.of(folder)).containsExactly(new ReadyQuery("a.sql", "How many?"));
    Files.writeString(folder.resolve("b.sql"), "select 1");
    assertThatThrownBy(() -> ReadyQuery.of(folder)).hasMessageContaining("b.sql does not start");
  }
}
