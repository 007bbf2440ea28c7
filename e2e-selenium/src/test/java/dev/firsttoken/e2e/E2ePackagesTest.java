package dev.firsttoken.e2e;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Rules about the packages of this module, all of which are tests. */
class E2ePackagesTest {
  private static final String ROOT = "dev.firsttoken.e2e";
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
        .layer("smoothness")
        .definedBy(ROOT + ".smoothness")
        .layer("page")
        .definedBy(ROOT + ".page")
        .layer("browser")
        .definedBy(ROOT + ".browser")
        .layer("servers")
        .definedBy(ROOT + ".servers")
        .whereLayer("tests")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("smoothness")
        .mayOnlyBeAccessedByLayers("tests")
        .whereLayer("page")
        .mayOnlyBeAccessedByLayers("tests", "smoothness")
        .whereLayer("browser")
        .mayOnlyBeAccessedByLayers("tests", "smoothness", "page")
        .whereLayer("servers")
        .mayOnlyBeAccessedByLayers("tests", "smoothness")
        .check(CLASSES);
  }
}
