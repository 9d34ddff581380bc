package ai.kalimtak.etl;

import ai.kalimtak.common.PackageRules;

class ArchitectureTest extends PackageRules {
  ArchitectureTest() {
    super("ai.kalimtak.etl");
  }
}
