package dev.firsttoken.deploy.kubernetes;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/** Program of this host that a test needs. */
final class HostTool {
  private static final Pattern SEPARATOR = Pattern.compile(Pattern.quote(File.pathSeparator));

  private HostTool() {}

  /** Leaves out the test, and says why, where no folder of PATH has the program. */
  static void assume(String program, Class<?> test) {
    String path = System.getenv().getOrDefault("PATH", "");
    if (SEPARATOR
        .splitAsStream(path)
        .noneMatch(folder -> Files.isExecutable(Path.of(folder, program)))) {
      abort(test, program + " is not in PATH");
    }
  }

  /** Leaves out the test, and says why. */
  static void abort(Class<?> test, String reason) {
    String message = "%s is not run: %s".formatted(test.getSimpleName(), reason);
    System.err.println(message);
    Assumptions.abort(message);
  }
}
