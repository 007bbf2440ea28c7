package dev.firsttoken.wire;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Each room knows only those that ARCHITECTURE.md says. */
@AnalyzeClasses(
    packages = "dev.firsttoken.wire",
    importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsTest {
  private static final String ROOT = "dev.firsttoken.wire.";
  private static final String[] PLAIN = {
    "java.lang..", "java.util..", "java.nio..", "org.jspecify.annotations.."
  };

  @ArchTest static final ArchRule framingKnowsBuffersAlone = room("framing");

  @ArchTest static final ArchRule sseKnowsBuffersAlone = room("sse");

  @ArchTest static final ArchRule chatKnowsSse = room("chat", ROOT + "sse");

  @ArchTest
  static final ArchRule callKnowsFramingAmongTheRooms =
      noClasses()
          .that()
          .resideInAPackage(ROOT + "call..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("dev.firsttoken..").and(outside(ROOT + "call", ROOT + "framing")));

  @ArchTest
  static final ArchRule everythingLiesInARoom =
      classes()
          .should()
          .resideInAnyPackage(ROOT + "framing", ROOT + "sse", ROOT + "chat", ROOT + "call");

  private static ArchRule room(String name, String... known) {
    return classes()
        .that()
        .resideInAPackage(ROOT + name + "..")
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(PLAIN)
                .or(resideInAnyPackage(known))
                .or(resideInAnyPackage(ROOT + name, "io.netty.buffer"))
                .or(describe("are primitive", RoomsTest::primitive)));
  }

  private static boolean primitive(JavaClass type) {
    return type.getBaseComponentType().isPrimitive();
  }

  private static DescribedPredicate<JavaClass> outside(String... packages) {
    return DescribedPredicate.not(resideInAnyPackage(packages));
  }
}
