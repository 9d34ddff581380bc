package ai.kalimtak.evaluation;

import ai.kalimtak.common.PackageRules;

class ArchitectureTest extends PackageRules {
  ArchitectureTest() {
    super("ai.kalimtak.evaluation");
  }
}
