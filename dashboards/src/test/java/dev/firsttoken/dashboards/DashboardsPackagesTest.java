package dev.firsttoken.dashboards;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Rules about the packages of this module, all of which are tests. */
class DashboardsPackagesTest {
  private static final String ROOT = "dev.firsttoken.dashboards";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeJars())
          .importPackages(ROOT);

  @Test
  void everyPackageUsesOnlyItsPredecessors() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("tests")
        .definedBy(ROOT)
        .layer("stage")
        .definedBy(ROOT + ".stage")
        .layer("prometheus")
        .definedBy(ROOT + ".prometheus")
        .layer("grafana")
        .definedBy(ROOT + ".grafana")
        .whereLayer("tests")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("stage")
        .mayOnlyBeAccessedByLayers("tests")
        .whereLayer("prometheus")
        .mayOnlyBeAccessedByLayers("tests", "stage")
        .whereLayer("grafana")
        .mayOnlyBeAccessedByLayers("tests")
        .check(CLASSES);
  }

  @Test
  void packagesHaveNoCircle() {
    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
  }
}
