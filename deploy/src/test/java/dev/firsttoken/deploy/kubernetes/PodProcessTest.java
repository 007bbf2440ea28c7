package dev.firsttoken.deploy.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Command of a pod's process, compared with that of {@code ./bench serve}. */
class PodProcessTest {
  private static final Pattern SERVE =
      Pattern.compile("^serve\\(\\) \\{\n.*?^}\n", Pattern.MULTILINE | Pattern.DOTALL);

  /** Runs the function of the launcher in a build that is complete, with a Java that prints. */
  private static final String SCRIPT =
      """
      set -eu
      home=$1 jdk=$2
      is_jar_newest() { :; }
      set_variables() { :; }
      """;

  @TempDir Path dir;

  @Test
  void podStartsTheProxyAsTheLauncherDoes() throws Exception {
    Path java = Files.createDirectories(dir.resolve("jdk/bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    Process process =
        new ProcessBuilder("sh", "-c", SCRIPT + serve() + "serve", "sh", "/home", dir + "/jdk")
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(output).isZero();
    List<String> arguments = PodProcess.javaArguments(Path.of("/home", "proxy", "target"));
    assertThat(output.lines()).containsExactlyElementsOf(arguments);
  }

  private static String serve() throws IOException {
    return SERVE
        .matcher(Files.readString(Path.of("..", "bench")))
        .results()
        .findFirst()
        .orElseThrow()
        .group();
  }
}
