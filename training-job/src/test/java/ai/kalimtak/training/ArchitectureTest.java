package ai.kalimtak.training;

import ai.kalimtak.common.PackageRules;

class ArchitectureTest extends PackageRules {
  ArchitectureTest() {
    super("ai.kalimtak.training");
  }
}
