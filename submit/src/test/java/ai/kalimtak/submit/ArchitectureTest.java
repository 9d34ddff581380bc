package ai.kalimtak.submit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import ai.kalimtak.common.PackageRules;
import ai.kalimtak.common.job.JobCommand;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest extends PackageRules {
  private static final JavaClasses SUITE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("ai.kalimtak");

  ArchitectureTest() {
    super("ai.kalimtak.submit");
  }

  @Test
  void jobsDependOnCommonButNeverOnEachOther() {
    slices()
        .matching("ai.kalimtak.(etl|quality|training|evaluation)..")
        .should()
        .notDependOnEachOther()
        .check(SUITE);
  }

  @Test
  void commonDependsOnNeitherJobsNorTheLauncher() {
    noClasses()
        .that()
        .resideInAPackage("ai.kalimtak.common..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "ai.kalimtak.etl..",
            "ai.kalimtak.quality..",
            "ai.kalimtak.training..",
            "ai.kalimtak.evaluation..",
            "ai.kalimtak.submit..")
        .check(SUITE);
  }

  @Test
  void noJobDependsOnTheLauncher() {
    noClasses()
        .that()
        .resideOutsideOfPackage("ai.kalimtak.submit..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ai.kalimtak.submit..")
        .check(SUITE);
  }

  @Test
  void onlyMainMethodsExitAndInAWayThatYarnUnderstands() {
    noClasses()
        .that()
        .doNotBelongToAnyOf(JobCommand.class)
        .should()
        .callMethod(System.class, "exit", int.class)
        .check(SUITE);
    noClasses()
        .that()
        .haveSimpleNameNotEndingWith("Job")
        .and()
        .doNotHaveSimpleName("Kalimtak")
        .should()
        .callMethod(JobCommand.class, "exit", int.class)
        .check(SUITE);
  }
}
