package dev.firsttoken.dashboards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firsttoken.bench.watch.WatchFolder;
import dev.firsttoken.bench.watch.WatchedServers;
import dev.firsttoken.wire.testing.CommandRunner;
import dev.firsttoken.wire.testing.RequiredProgram;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Prometheus's own checks of its configuration, its rules and their unit tests. */
class PromtoolIT {
  private static final Path CONFIGURATION = Path.of("prometheus");

  @BeforeAll
  static void requirePromtool() {
    RequiredProgram.assume("promtool", "prometheus", PromtoolIT.class);
  }

  private static String promtool(String... arguments) {
    List<String> command = new ArrayList<>(List.of("promtool"));
    command.addAll(List.of(arguments));
    return CommandRunner.run(command, null, Duration.ofSeconds(30));
  }

  @Test
  void configurationIsValidWithTheFilesThatItNames() {
    assertThat(promtool("check", "config", CONFIGURATION.resolve("prometheus.yml").toString()))
        .contains("is valid prometheus config file syntax", "SUCCESS");
  }

  @Test
  void configurationWithAKeyIsValid(@TempDir Path dir) throws IOException {
    for (String file : List.of("with-key.yml", "recording.yml", "alerts.yml")) {
      Files.copy(CONFIGURATION.resolve(file), dir.resolve(file));
    }
    Files.writeString(dir.resolve("key"), "secret");

    assertThat(promtool("check", "config", dir.resolve("with-key.yml").toString()))
        .contains("SUCCESS");
  }

  @Test
  void configurationForAServerWithAKeyIsValid() {
    WatchFolder folder =
        WatchFolder.create(
            CONFIGURATION,
            new WatchedServers(
                URI.create("https://host:8443/metrics"),
                "sk-secret",
                List.of(URI.create("http://127.0.0.1:8081"))),
            1);
    try {
      assertThat(promtool("check", "config", folder.path().resolve("prometheus.yml").toString()))
          .contains("SUCCESS");
    } finally {
      folder.delete();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"recording.yml", "alerts.yml"})
  void rulesAreValid(String file) {
    assertThat(promtool("check", "rules", CONFIGURATION.resolve(file).toString()))
        .contains("SUCCESS");
  }

  @ParameterizedTest
  @ValueSource(strings = {"recording.test.yml", "alerts.test.yml"})
  void rulesPassTheirUnitTests(String file) {
    assertThat(promtool("test", "rules", CONFIGURATION.resolve("tests").resolve(file).toString()))
        .contains("SUCCESS");
  }

  @Test
  void unitTestNoticesAnotherThreshold(@TempDir Path dir) throws IOException {
    Path tests = Files.createDirectory(dir.resolve("tests"));
    Files.copy(CONFIGURATION.resolve("recording.yml"), dir.resolve("recording.yml"));
    Files.copy(
        CONFIGURATION.resolve("tests").resolve("alerts.test.yml"),
        tests.resolve("alerts.test.yml"));
    String alerts = Files.readString(CONFIGURATION.resolve("alerts.yml"));
    Files.writeString(dir.resolve("alerts.yml"), alerts.replace("> 0.05", "> 0.5"));

    assertThatThrownBy(() -> promtool("test", "rules", tests.resolve("alerts.test.yml").toString()))
        .hasMessageContaining("FirstTokenErrorRatio");
  }
}
