package ai.kalimtak.submit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kalimtak.common.failure.ExitCode;
import ai.kalimtak.submit.tables.ReadyQuery;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole loop, as a user would start it. */
class DemoIT {
  private static final Path QUERIES = Path.of("queries");

  /** Keyed by a fixed secret, every run of the test puts the same people into the test split. */
  private static final String SUBJECT_SECRET = "5ca1ab1e".repeat(8);

  @TempDir Path folder;

  @Test
  void deploysAVersionInTwoWeeksAndThenFindsNothingNew() throws Exception {
    Files.writeString(folder.resolve("subject-secret"), SUBJECT_SECRET);
    CommandRun first = kalimtak("demo");
    assertThat(first.exitCode())
        .as(() -> String.join("\n", first.lines()))
        .isEqualTo(ExitCode.DONE.code());
    JsonNode week = first.report().path("weeks").path(1);
    assertThat(week.path("traffic").path("added").asInt()).isEqualTo(600);
    JsonNode etl = week.path("cycle").path("jobs").path(0).path("report");
    assertThat(etl.path("inserted").asInt()).isEqualTo(600);
    assertThat(etl.path("updated").asInt()).as("late ratings").isPositive();
    JsonNode quality = week.path("cycle").path("jobs").path(1).path("report");
    assertThat(quality.path("considered").asInt())
        .isEqualTo(1200)
        .isEqualTo(
            quality.path("selected").asInt()
                + quality.path("candidates").asInt()
                + quality.path("rejected").asInt());
    assertThat(first.report().path("served").toString()).contains("domain-router");
    assertThat(Files.readString(folder.resolve("report.html"))).contains("domain-router v");

    CommandRun again = kalimtak("cycle");
    assertThat(again.exitCode()).isEqualTo(ExitCode.DONE.code());
    JsonNode jobs = again.report().path("jobs");
    for (int job = 0; job < 4; job++) {
      assertThat(jobs.path(job).path("report").path("rows_read").asInt()).isZero();
    }

    JsonNode status = kalimtak("status").report();
    assertThat(status.path("interactions").asInt()).isEqualTo(1200);
    assertThat(status.path("newest_interaction").asText()).endsWith("Z");
    assertThat(status.path("runs").path(0).path("status").asText()).isEqualTo("skipped");
    assertThat(status.path("versions").findValuesAsText("status"))
        .isNotEmpty()
        .isSubsetOf("registered", "rejected", "approved", "archived");
    assertThat(status.path("versions").path(0).path("artifact_sha256").asText()).hasSize(64);
    assertThat(status.path("served").size()).isPositive();

    assertEveryReadyQueryFindsSomething();
  }

  /** Runs all queries in one session; a statement before each one prints its name. */
  private void assertEveryReadyQueryFindsSomething() throws Exception {
    List<String> arguments = new ArrayList<>();
    List<ReadyQuery> queries = ReadyQuery.of(QUERIES);
    for (ReadyQuery query : queries) {
      Path mark = folder.resolve(query.file());
      Files.writeString(mark, "select '" + query.file() + "' as ready_query");
      arguments.addAll(
          List.of("-f", mark.toString(), "-f", QUERIES.resolve(query.file()).toString()));
    }
    arguments.addAll(
        List.of("-e", "select count(*) as n from bronze.interactions; select ';' as mark"));
    arguments.addAll(List.of("--format", "json"));
    CommandRun result = kalimtak("sql", arguments.toArray(String[]::new));
    assertThat(result.exitCode()).isEqualTo(ExitCode.DONE.code());
    assertThat(result.lines()).endsWith("{\"n\":1200}", "{\"mark\":\";\"}");
    List<String> empty = new ArrayList<>();
    for (ReadyQuery query : queries) {
      int at = result.lines().indexOf("{\"ready_query\":\"" + query.file() + "\"}");
      assertThat(at).as(query.file()).isNotNegative();
      if (result.lines().get(at + 1).startsWith("{\"ready_query\"")
          || result.lines().get(at + 1).equals("{\"n\":1200}")) {
        empty.add(query.file());
      }
    }
    assertThat(empty)
        .as("queries without rows, because nothing in the demo leaks or violates the contract")
        .containsExactly("leaks.sql", "quarantine.sql");
  }

  @Test
  void refusesARealDatabaseBeforeTouchingAnything() throws Exception {
    CommandRun refused = kalimtak("demo", "--set", "supabase.url=jdbc:postgresql://localhost:1/x");
    assertThat(refused.exitCode()).isEqualTo(ExitCode.BAD_SETTINGS.code());
    assertThat(folder).isEmptyDirectory();
  }

  private CommandRun kalimtak(String verb, String... arguments) {
    List<String> all = new ArrayList<>(List.of(verb));
    all.addAll(List.of(arguments));
    for (String setting :
        List.of(
            "state.directory=" + folder,
            "spark.master=local[2]",
            "demo.weeks=2",
            "demo.interactions-per-week=600",
            "demo.users=100",
            "training.min-rows=100",
            "training.max-iterations=20",
            "training.domain-router.max-iterations=20",
            "training.domain-router.word-features=4096",
            "training.domain-router.character-features=4096",
            "training.domain-router.reg-params=[0.0001]",
            "training.reward.word-features=2048",
            "training.reward.reg-params=[0.001]",
            "evaluation.min-test-rows=20")) {
      all.addAll(List.of("--set", setting));
    }
    if (!verb.equals("sql")) {
      all.add("--json");
    }
    return CommandRun.of(all);
  }
}
