package ai.kalimtak.quality;

import ai.kalimtak.common.PackageRules;

class ArchitectureTest extends PackageRules {
  ArchitectureTest() {
    super("ai.kalimtak.quality");
  }
}
