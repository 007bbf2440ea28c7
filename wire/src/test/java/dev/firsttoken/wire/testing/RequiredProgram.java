package dev.firsttoken.wire.testing;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/** Program that a test needs. */
public final class RequiredProgram {
  private static final Pattern SEPARATOR = Pattern.compile(Pattern.quote(File.pathSeparator));

  /** Messages that are printed, once each. */
  private static final Set<String> PRINTED = ConcurrentHashMap.newKeySet();

  private RequiredProgram() {}

  /**
   * Leaves out the test, and says why, where no folder of PATH has the program.
   *
   * @param debianPackage package that has it
   */
  public static void assume(String program, String debianPackage, Class<?> test) {
    if (!isInPath(program)) {
      leaveOut(test, "%s is not in PATH; apt-get install %s".formatted(program, debianPackage));
    }
  }

  /** {@return true if a folder of PATH has the program} */
  public static boolean isInPath(String program) {
    return SEPARATOR
        .splitAsStream(System.getenv().getOrDefault("PATH", ""))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /** Leaves out the test, which counts as skipped, and says why. */
  public static void leaveOut(Class<?> test, String reason) {
    String message = "%s is not run: %s".formatted(test.getSimpleName(), reason);
    if (PRINTED.add(message)) {
      System.err.println(message);
    }
    Assumptions.abort(message);
  }
}
