package ai.kalimtak.serve;

import ai.kalimtak.common.PackageRules;

class ArchitectureTest extends PackageRules {
  ArchitectureTest() {
    super("ai.kalimtak.serve");
  }
}
