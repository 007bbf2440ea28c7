package dev.firsttoken.bench;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import dev.firsttoken.wire.testing.PackageRules;
import io.gatling.javaapi.core.Simulation;
import org.junit.jupiter.api.Test;

class BenchPackagesTest {
  private static final PackageRules RULES = new PackageRules("dev.firsttoken.bench");

  @Test
  void optionsComeFirst() {
    RULES.usesOnly("slo");
    RULES.usesOnly("tokens", "options.value");
    RULES.usesOnly("dataset", "tokens");
    RULES.usesOnly("http");
    RULES.usesOnly("options.value");
    RULES.usesOnly("options", "options.value", "http", "dataset", "tokens", "slo");
    RULES.usesOnly("options.config", "options", "options.value");
  }

  @Test
  void samplesGoForwardToTheReport() {
    RULES.usesOnly("files");
    RULES.usesOnly("samples", "files", "slo");
    RULES.usesOnly("summary", "samples", "slo");
    RULES.usesOnly("timeline", "summary", "samples");
    RULES.usesOnly("trust", "summary", "samples", "slo");
    RULES.usesOnly("result", "trust", "timeline", "summary", "samples", "slo");
    RULES.usesOnly("compare", "result", "trust", "summary", "samples", "slo");
    RULES.usesOnly(
        "report.export",
        "files",
        "compare",
        "result",
        "trust",
        "timeline",
        "summary",
        "samples",
        "slo");
    RULES.usesOnly("report.html", "files", "report.export", "merge", "result", "samples");
    RULES.usesOnly("report.terminal", "compare", "result", "trust", "summary", "samples", "slo");
    RULES.usesOnly(
        "annotate", "files", "result", "summary", "samples", "options", "options.value", "http");
    RULES.usesOnly("merge", "files", "result", "trust", "summary", "samples", "slo");
  }

  @Test
  void loadUsesNeitherSummaryNorReport() {
    RULES.usesOnly("load.requests", "options", "options.value", "dataset", "tokens", "samples");
    RULES.usesOnly(
        "load.client", "load.requests", "options", "options.value", "http", "tokens", "samples");
    RULES.usesOnly(
        "load.levels",
        "load.client",
        "load.requests",
        "monitor",
        "options",
        "options.value",
        "dataset",
        "samples");
    RULES.usesOnly(
        "load.gatling", "files", "load.levels", "load.client", "load.requests", "samples");
    RULES.usesOnly("monitor", "options", "options.value", "http", "samples");
    RULES.usesOnly("servers", "options");
    RULES.usesOnly("baselines", "files", "servers", "monitor", "options", "http", "samples");
    RULES.usesOnly("targets", "baselines", "servers", "options", "options.value");
    RULES.usesOnly("contract", "load.client", "load.requests", "options", "options.value", "http");
    RULES.usesOnly("watch", "files", "samples");
  }

  @Test
  void runsUseNeitherTheCommandLineNorTheMerger() {
    RULES.usesOnly(
        "run",
        "files",
        "load.gatling",
        "load.levels",
        "load.client",
        "load.requests",
        "monitor",
        "servers",
        "targets",
        "baselines",
        "report.export",
        "report.html",
        "report.terminal",
        "annotate",
        "compare",
        "result",
        "samples",
        "options",
        "options.value",
        "options.config",
        "http");
  }

  @Test
  void toolsOfOthersAreRunBesideTheBench() {
    RULES.usesOnly("wrk.output");
    RULES.usesOnly(
        "wrk",
        "files",
        "wrk.output",
        "run",
        "monitor",
        "servers",
        "targets",
        "baselines",
        "report.export",
        "report.terminal",
        "compare",
        "result",
        "summary",
        "samples",
        "options",
        "options.value",
        "http");
  }

  @Test
  void onlyTheSimulationsAndOneRoomUseGatling() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.firsttoken.bench.load.gatling")
        .and()
        .areNotAssignableTo(Simulation.class)
        .should()
        .dependOnClassesThat(
            not(assignableTo(Simulation.class)).and(resideInAPackage("io.gatling..")))
        .orShould()
        .dependOnClassesThat()
        .resideInAPackage("io.gatling.http..")
        .check(RULES.classes());
  }

  @Test
  void onlyTheCommandLineUsesPicocli() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.firsttoken.bench.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("picocli..")
        .check(RULES.classes());
  }

  @Test
  void numbersAreMadeOfSamplesAlone() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.firsttoken.bench.summary",
            "dev.firsttoken.bench.timeline",
            "dev.firsttoken.bench.trust",
            "dev.firsttoken.bench.result",
            "dev.firsttoken.bench.compare")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.nio.file..", "io.netty..", "dev.firsttoken.wire..")
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
