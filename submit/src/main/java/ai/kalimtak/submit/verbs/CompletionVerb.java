package ai.kalimtak.submit.verbs;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a script that completes verbs and options; the same one serves bash and zsh. */
@Command(
    mixinStandardHelpOptions = true,
    description = "Print a shell completion script for verbs and options.",
    footer = {
      "",
      "In this shell only:      source <(kalimtak completion bash)",
      "Permanently (bash):      kalimtak completion bash > ~/.local/share/bash-completion/completions/kalimtak"
    })
public final class CompletionVerb implements Runnable {
  enum Shell {
    bash,
    zsh
  }

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "bash|zsh", description = "The shell.")
  private Shell shell;

  @Override
  public void run() {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    if (shell == Shell.zsh) {
      out.println("autoload -U +X compinit && compinit");
    }
    out.println(AutoComplete.bash("kalimtak", spec.root().commandLine()));
  }
}
