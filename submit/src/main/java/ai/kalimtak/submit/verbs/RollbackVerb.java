package ai.kalimtak.submit.verbs;

import ai.kalimtak.evaluation.RollbackJob;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes a model's newest serving version out of production. */
public final class RollbackVerb extends JobVerb {
  private static final class Chosen {
    private String model;
    private Integer toVersion;
    private String reason = "requested by an operator";
  }

  private final Chosen chosen;

  public RollbackVerb() {
    this(new Chosen());
  }

  private RollbackVerb(Chosen chosen) {
    super(
        () -> new RollbackJob(chosen.model, Optional.ofNullable(chosen.toVersion), chosen.reason));
    this.chosen = chosen;
  }

  @Parameters(paramLabel = "MODEL", description = "Name of the model, such as reward.")
  void model(String model) {
    chosen.model = model;
  }

  @Option(
      names = "--to",
      paramLabel = "VERSION",
      description = "Version to activate instead (default: the one that served before).")
  void toVersion(Integer toVersion) {
    chosen.toVersion = toVersion;
  }

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "Reason, kept in the event ledger.")
  void reason(String reason) {
    chosen.reason = reason;
  }
}
