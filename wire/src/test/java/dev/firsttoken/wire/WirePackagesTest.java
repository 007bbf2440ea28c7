package dev.firsttoken.wire;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import dev.firsttoken.wire.testing.PackageRules;
import org.junit.jupiter.api.Test;

class WirePackagesTest {
  private static final PackageRules RULES = new PackageRules("dev.firsttoken.wire");

  @Test
  void everyPackageUsesOnlyItsPredecessors() {
    RULES.usesOnly("framing");
    RULES.usesOnly("sse");
    RULES.usesOnly("chat", "sse");
    RULES.usesOnly("call", "framing");
  }

  @Test
  void everyClassIsInAPackageWithRules() {
    classes()
        .should()
        .resideInAnyPackage(
            "dev.firsttoken.wire.framing",
            "dev.firsttoken.wire.sse",
            "dev.firsttoken.wire.chat",
            "dev.firsttoken.wire.call")
        .check(RULES.classes());
  }

  @Test
  void scannersUseOnlyTheJdkAndBuffers() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.firsttoken.wire.call")
        .should()
        .dependOnClassesThat(
            com.tngtech.archunit.base.DescribedPredicate.not(
                resideInAnyPackage(
                    "",
                    "java.lang..",
                    "java.util..",
                    "java.nio..",
                    "org.jspecify.annotations..",
                    "io.netty.buffer",
                    "dev.firsttoken.wire..")))
        .check(RULES.classes());
  }

  @Test
  void packagesHaveNoCircle() {
    RULES.packagesHaveNoCircle();
  }

  @Test
  void classesHaveNoCircle() {
    RULES.classesHaveNoCircle();
  }
}
