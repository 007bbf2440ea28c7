package dev.firsttoken.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Programs that tests of deploy need, compared with those that {@code ./bench test} installs. */
class LauncherNeedsTest {
  private static final Pattern ASSUMED =
      Pattern.compile("RequiredProgram\\.assume\\(\\s*\"([^\"]+)\",\\s*\"([^\"]+)\"");
  private static final Pattern NEEDS =
      Pattern.compile("^ROOT_TEST_NEEDS=\"([^\"]*)\"$", Pattern.MULTILINE);

  /** Debian has it everywhere. */
  private static final String ESSENTIAL = ":util-linux";

  @Test
  void programsThatTestsNeedAreInstalledWithAllTests() throws IOException {
    List<String> assumed = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Path.of("src", "test", "java"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        ASSUMED
            .matcher(Files.readString(file))
            .results()
            .map(need -> need.group(1) + ":" + need.group(2))
            .filter(need -> !need.endsWith(ESSENTIAL))
            .forEach(assumed::add);
      }
    }
    String needs =
        NEEDS
            .matcher(Files.readString(Path.of("..", "bench")))
            .results()
            .findFirst()
            .orElseThrow()
            .group(1);

    assertThat(assumed.stream().distinct()).containsExactlyInAnyOrder(needs.split(" ", -1));
  }
}
