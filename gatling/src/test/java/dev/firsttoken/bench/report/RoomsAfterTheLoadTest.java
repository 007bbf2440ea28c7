package dev.firsttoken.bench.report;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class RoomsAfterTheLoadTest {
  private static final JavaClasses BENCH =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.firsttoken.bench");

  @Test
  void samplesKnowNothingOfWhatIsMadeOfThem() {
    noClasses()
        .that()
        .resideInAPackage("..bench.samples")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("..bench.slo", "..bench.summary", "..bench.report")
        .check(BENCH);
  }

  @Test
  void theSummaryIsMadeOfSamplesAlone() {
    noClasses()
        .that()
        .resideInAPackage("..bench.summary")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("..bench.report", "java.nio.file..", "io.netty..", "io.gatling..")
        .check(BENCH);
  }

  @Test
  void noReportNeedsALoad() {
    noClasses()
        .that()
        .resideInAnyPackage("..bench.samples", "..bench.summary", "..bench.report")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "..bench.options",
            "..bench.load",
            "..bench.watch",
            "..bench.cli",
            "io.gatling..",
            "dev.firsttoken.wire..")
        .check(BENCH);
  }
}
