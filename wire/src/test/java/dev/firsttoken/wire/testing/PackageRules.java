package dev.firsttoken.wire.testing;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.function.Function;
import java.util.stream.Stream;

/** Rules about the packages of one module, checked on its compiled main classes. */
public final class PackageRules {
  private final String root;
  private final JavaClasses classes;

  /**
   * Imports the main classes of a module.
   *
   * @param root the module's root package
   */
  public PackageRules(String root) {
    this.root = root;
    this.classes =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(new ImportOption.DoNotIncludeJars())
            .importPackages(root);
  }

  /** The imported classes, for rules of one module. */
  public JavaClasses classes() {
    return classes;
  }

  /**
   * Fails if a class of the package uses a package of this module that is not listed.
   *
   * @param name package below the root; its subpackages are packages of their own
   * @param allowed packages below the root
   */
  public void usesOnly(String name, String... allowed) {
    String[] known =
        Stream.concat(Stream.of(name), Stream.of(allowed))
            .map(allowedName -> root + "." + allowedName)
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage(root + "." + name)
        .should()
        .dependOnClassesThat(resideInAPackage(root + "..").and(not(resideInAnyPackage(known))))
        .check(classes);
  }

  /** Fails on a circle between packages. */
  public void packagesHaveNoCircle() {
    slices()
        .assignedFrom(by("packages", JavaClass::getPackageName))
        .should()
        .beFreeOfCycles()
        .check(classes);
  }

  /** Fails on a circle between top-level classes, in one package or across packages. */
  public void classesHaveNoCircle() {
    slices()
        .assignedFrom(by("top-level classes", PackageRules::topLevel))
        .should()
        .beFreeOfCycles()
        .check(classes);
  }

  private static String topLevel(JavaClass type) {
    String name = type.getName();
    int nested = name.indexOf('$');
    return nested < 0 ? name : name.substring(0, nested);
  }

  private SliceAssignment by(String description, Function<JavaClass, String> key) {
    return new SliceAssignment() {
      @Override
      public SliceIdentifier getIdentifierOf(JavaClass type) {
        return type.getPackageName().startsWith(root)
            ? SliceIdentifier.of(key.apply(type))
            : SliceIdentifier.ignore();
      }

      @Override
      public String getDescription() {
        return description;
      }
    };
  }
}
