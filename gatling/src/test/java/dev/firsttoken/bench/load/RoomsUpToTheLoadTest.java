package dev.firsttoken.bench.load;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameStartingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.firsttoken.bench.samples.LevelEnd;
import io.gatling.javaapi.core.Simulation;
import org.junit.jupiter.api.Test;

class RoomsUpToTheLoadTest {
  private static final JavaClasses BENCH =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.firsttoken.bench");

  @Test
  void onlyTheLoadAndTheSimulationsKnowGatling() {
    noClasses()
        .that()
        .resideOutsideOfPackage("..bench.load")
        .and()
        .areNotAssignableTo(Simulation.class)
        .should()
        .dependOnClassesThat(
            not(assignableTo(Simulation.class)).and(resideInAPackage("io.gatling..")))
        .check(BENCH);
  }

  @Test
  void nobodyNeedsGatlingsHttpClient() {
    noClasses().should().dependOnClassesThat().resideInAPackage("io.gatling.http..").check(BENCH);
  }

  @Test
  void whatIsGoodEnoughKnowsNoOtherRoom() {
    classes()
        .that()
        .resideInAPackage("..bench.slo")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("..bench.slo", "java..", "org.jspecify..")
        .check(BENCH);
  }

  @Test
  void optionsKnowNothingOfWhatIsDoneWithThem() {
    noClasses()
        .that()
        .resideInAPackage("..bench.options")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "..bench.load",
            "..bench.watch",
            "..bench.samples",
            "..bench.summary",
            "..bench.report",
            "..bench.smoke",
            "..bench.cli",
            "dev.firsttoken.wire..",
            "picocli..")
        .check(BENCH);
  }

  @Test
  void loadKnowsNothingOfTheCommandLine() {
    noClasses()
        .that()
        .resideInAnyPackage("..bench.load", "..bench.smoke")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("..bench.cli", "picocli..")
        .check(BENCH);
  }

  @Test
  void theWatchKnowsTheCostsItFillsAndNothingElseOfTheBench() {
    noClasses()
        .that()
        .resideInAPackage("..bench.watch")
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.firsttoken..")
                .and(not(resideInAPackage("..bench.watch")))
                .and(not(nameStartingWith(LevelEnd.class.getName()))))
        .orShould()
        .dependOnClassesThat(
            resideInAPackage("io.netty..").and(not(resideInAPackage("io.netty.util.concurrent"))))
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage("io.gatling..", "picocli..", "com.fasterxml..")
        .check(BENCH);
  }
}
