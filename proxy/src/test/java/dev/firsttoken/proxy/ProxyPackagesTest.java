package dev.firsttoken.proxy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import dev.firsttoken.wire.testing.PackageRules;
import org.junit.jupiter.api.Test;

class ProxyPackagesTest {
  private static final PackageRules RULES = new PackageRules("dev.firsttoken.proxy");

  @Test
  void requestsGoForward() {
    RULES.usesOnly("meter");
    RULES.usesOnly("api", "meter");
    RULES.usesOnly("config", "api");
    RULES.usesOnly("exchange", "api", "meter");
    RULES.usesOnly("pool", "config", "meter");
    RULES.usesOnly("relay", "pool", "exchange", "api", "config", "meter");
    RULES.usesOnly("synthetic", "exchange", "api", "meter");
    RULES.usesOnly("upstream", "relay", "pool", "exchange", "api", "config", "meter");
    RULES.usesOnly("pages", "api", "config");
    RULES.usesOnly(
        "downstream", "upstream", "synthetic", "pages", "exchange", "api", "config", "meter");
    RULES.usesOnly("endpoints", "api", "config", "meter");
    RULES.usesOnly("results", "api", "config");
    RULES.usesOnly("warmup", "config");
  }

  @Test
  void onlyMeterAndBeansUseMicrometer() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.firsttoken.proxy.meter")
        .and()
        .resideOutsideOfPackage("dev.firsttoken.proxy")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.micrometer..", "io.prometheus..")
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
