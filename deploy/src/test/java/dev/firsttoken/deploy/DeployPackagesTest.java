package dev.firsttoken.deploy;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Rules about the packages of this module, all of which are tests. */
class DeployPackagesTest {
  private static final String ROOT = "dev.firsttoken.deploy";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeJars())
          .importPackages(ROOT);

  @Test
  void packagesDoNotUseEachOther() {
    slices().matching(ROOT + ".(*)..").should().notDependOnEachOther().check(CLASSES);
  }
}
