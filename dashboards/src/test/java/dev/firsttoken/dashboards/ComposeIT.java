package dev.firsttoken.dashboards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firsttoken.wire.testing.CommandRunner;
import dev.firsttoken.wire.testing.RequiredProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Docker Compose's own check of its file, which needs no Docker. */
class ComposeIT {
  private static final String PASSWORD = "GRAFANA_ADMIN_PASSWORD";
  private static final String KEY = "PROXY_API_KEY";
  private static final Map<String, String> BOTH = Map.of(PASSWORD, "opensesame", KEY, "secret");

  @BeforeAll
  static void requireDockerCompose() {
    RequiredProgram.assume("docker-compose", "docker-compose", ComposeIT.class);
  }

  private static String config(Path file, Map<String, String> variables) {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.keySet().removeAll(List.of(PASSWORD, KEY));
    environment.putAll(variables);
    return CommandRunner.run(
        List.of("docker-compose", "-f", file.toString(), "config"),
        environment,
        Duration.ofMinutes(1));
  }

  @Test
  void fileIsValidAndItsPathsAreThoseOfTheRepository() {
    String resolved = config(Path.of("compose.yaml"), BOTH);

    assertThat(resolved)
        .contains(
            "GF_SECURITY_ADMIN_PASSWORD: opensesame",
            "PROXY_API_KEY: secret",
            Path.of("prometheus").toAbsolutePath() + ":/etc/prometheus:ro",
            Path.of("grafana", "first-token.json").toAbsolutePath().toString());
  }

  @Test
  void passwordAndKeyMustBeSet() {
    assertThatThrownBy(() -> config(Path.of("compose.yaml"), Map.of(KEY, "secret")))
        .hasMessageContaining("set a password for the user admin");
    assertThatThrownBy(() -> config(Path.of("compose.yaml"), Map.of(PASSWORD, "opensesame")))
        .hasMessageContaining("set the key of the proxy");
  }

  @Test
  void checkNoticesAMisspelledField(@TempDir Path dir) throws IOException {
    Path file =
        Files.writeString(
            dir.resolve("compose.yaml"),
            Files.readString(Path.of("compose.yaml")).replace("network_mode:", "network_mod:"));

    assertThatThrownBy(() -> config(file, BOTH)).hasMessageContaining("network_mod");
  }
}
