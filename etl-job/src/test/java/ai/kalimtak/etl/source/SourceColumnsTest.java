package ai.kalimtak.etl.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kalimtak.common.lake.BronzeInteractions;
import ai.kalimtak.etl.source.SourceColumns.Described;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class SourceColumnsTest {
  private static final StructType LAKE = BronzeInteractions.TABLE.schema();

  @Test
  void acceptsTheTableOfTheMigrationsAndExcludesAddresses() {
    SourceColumns columns = match(source(), LAKE);
    assertThat(columns.hasChangeXid()).isTrue();
    assertThat(columns.added()).isEmpty();
    assertThat(columns.excluded()).containsOnlyKeys("ip_address", "user_agent");
    assertThat(columns.selection())
        .contains("\"id\"::text as \"interaction_id\"")
        .doesNotContain("ip_address", "user_agent");
  }

  @Test
  void pullsAnAddedColumnUnlessItIsAnAddress() {
    List<Described> source = source();
    source.add(new Described("rating_reason", "text", false));
    source.add(new Described("retries", "int2", false));
    source.add(new Described("last_seen_from", "inet", false));
    SourceColumns columns = match(source, LAKE);
    assertThat(columns.added())
        .containsEntry("rating_reason", DataTypes.StringType)
        .containsEntry("retries", DataTypes.IntegerType)
        .doesNotContainKey("last_seen_from");
    assertThat(columns.addedTexts()).containsExactly("rating_reason");
  }

  @Test
  void namesEveryDroppedOrRetypedColumn() {
    List<Described> source = source();
    source.removeIf(column -> column.name().equals("propensity"));
    source.removeIf(column -> column.name().equals("created_at"));
    source.add(new Described("created_at", "timestamp", false));
    StructType lake = LAKE.add("rating_reason", DataTypes.StringType);
    assertThatThrownBy(() -> match(source, lake))
        .hasMessageContaining("created_at is timestamp, not timestamp with time zone")
        .hasMessageContaining("propensity was dropped (double precision)")
        .hasMessageContaining("rating_reason was dropped");
  }

  @Test
  void namesAnAddedColumnThatChangedItsType() {
    List<Described> source = source();
    source.add(new Described("retries", "text", false));
    assertThatThrownBy(() -> match(source, LAKE.add("retries", DataTypes.IntegerType)))
        .hasMessageContaining("retries is text, and was int in the lake");
  }

  @Test
  void neitherPullsNorRequiresAnIgnoredColumn() {
    List<Described> source = source();
    source.add(new Described("internal_note", "text", false));
    SourceColumns columns = match(source, LAKE, Set.of("internal_note", "gone_long_ago"));
    assertThat(columns.added()).isEmpty();
    StructType lake = LAKE.add("gone_long_ago", DataTypes.StringType);
    assertThat(match(source(), lake, Set.of("gone_long_ago")).added()).isEmpty();
  }

  private static SourceColumns match(List<Described> source, StructType lake) {
    return match(source, lake, Set.of());
  }

  private static SourceColumns match(List<Described> source, StructType lake, Set<String> ignored) {
    return SourceColumns.match(
        new SourceSettings("public.user_interactions", Optional.empty(), ignored), source, lake);
  }

  private static List<Described> source() {
    List<Described> columns = new ArrayList<>();
    for (String name :
        List.of(
            "session_id",
            "input_text",
            "domain",
            "template_id",
            "generated_prompt",
            "model_output",
            "model_name",
            "error",
            "feedback_text",
            "moderation_label",
            "user_agent")) {
      columns.add(new Described(name, "text", false));
    }
    for (String name :
        List.of("model_version", "latency_ms", "prompt_tokens", "completion_tokens")) {
      columns.add(new Described(name, "int4", false));
    }
    columns.add(new Described("feedback_score", "int2", false));
    columns.add(new Described("id", "uuid", false));
    columns.add(new Described("user_id", "uuid", false));
    columns.add(new Described("created_at", "timestamptz", false));
    columns.add(new Described("updated_at", "timestamptz", false));
    columns.add(new Described("feedback_at", "timestamptz", false));
    columns.add(new Described("propensity", "float8", false));
    columns.add(new Described("ip_address", "inet", false));
    columns.add(new Described("metadata", "jsonb", false));
    columns.add(new Described("change_xid", "xid8", false));
    return columns;
  }
}
