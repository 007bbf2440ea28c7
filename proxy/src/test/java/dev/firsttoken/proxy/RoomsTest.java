package dev.firsttoken.proxy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/**
 * A request goes forward: door, upstream or synthetic, relay, exchange, meter. Nothing looks back.
 */
@AnalyzeClasses(
    packages = "dev.firsttoken.proxy",
    importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsTest {
  private static final String P = "dev.firsttoken.proxy.";

  @ArchTest
  static final ArchRule meterKnowsNoRoom =
      closed("meter", "exchange", "relay", "synthetic", "upstream", "door", "web");

  @ArchTest
  static final ArchRule exchangeKnowsOnlyTheMeter =
      closed("exchange", "relay", "synthetic", "upstream", "door", "web");

  @ArchTest
  static final ArchRule relayLooksForward = closed("relay", "synthetic", "upstream", "door", "web");

  @ArchTest
  static final ArchRule syntheticLooksForward =
      closed("synthetic", "relay", "upstream", "door", "web");

  @ArchTest
  static final ArchRule upstreamLooksForward = closed("upstream", "synthetic", "door", "web");

  @ArchTest static final ArchRule doorIsNoControllersBusiness = closed("door", "web");

  @ArchTest
  static final ArchRule webDoesNotRelay = closed("web", "relay", "synthetic", "upstream", "door");

  @ArchTest
  static final ArchRule onlyTheMeterKnowsMicrometer =
      noClasses()
          .that()
          .resideOutsideOfPackage(P + "meter..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.micrometer..", "io.prometheus..");

  private static ArchRule closed(String room, String... to) {
    String[] packages =
        java.util.Arrays.stream(to).map(name -> P + name + "..").toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage(P + room + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(packages);
  }
}
