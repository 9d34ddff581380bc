package ai.kalimtak.submit.verbs;

import ai.kalimtak.common.failure.ExitCode;
import ai.kalimtak.common.settings.CoreSettings;
import ai.kalimtak.common.settings.Settings;
import ai.kalimtak.common.supabase.Supabase;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** Applies missing SQL migrations to the database in the settings. */
public final class MigrateVerb extends Verb {
  @Option(
      names = "--create-roles",
      description =
          "First create what a plain Postgres lacks compared with Supabase: the roles anon, authenticated and service_role, and auth.uid().")
  private boolean createRoles;

  @Override
  ExitCode run(Settings settings) {
    CoreSettings core = settings.reader().bind(CoreSettings::from);
    try (Supabase supabase = Supabase.connect(core)) {
      if (createRoles) {
        supabase.migrations().createRoles();
      }
      List<String> applied = supabase.migrations().apply();
      print(
          applied.isEmpty()
              ? supabase.server() + " is up to date."
              : "Applied to " + supabase.server() + ":\n  " + String.join("\n  ", applied));
      printJson(Map.of("applied", applied));
    }
    return ExitCode.DONE;
  }
}
