package ai.kalimtak.common;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** The rules for the packages of every module; each module extends this with its root package. */
@TestInstance(Lifecycle.PER_CLASS)
public abstract class PackageRules {
  static {
    // The rules concern this project's classes only; resolving Spark's would take a minute.
    ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
  }

  protected final JavaClasses classes;

  protected PackageRules(String rootPackage) {
    this.classes =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(rootPackage);
  }

  @Test
  void packagesAreFreeOfCycles() {
    slices().matching("ai.kalimtak.(**)").should().beFreeOfCycles().check(classes);
  }

  @Test
  void namesSayWhatAClassIsFor() {
    noClasses()
        .should()
        .haveNameMatching(".*(Utils?|Helpers?|Managers?|Impl)")
        .because("these names do not say what a class does")
        .check(classes);
  }
}
