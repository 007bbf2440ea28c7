package dev.firsttoken.bench.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UserDirectoriesTest {
  @Test
  void directoriesAreWhereTheVariablesSay() {
    Map<String, String> environment =
        Map.of("XDG_CACHE_HOME", "/c", "XDG_STATE_HOME", "/s", "HOME", "/home/me");

    assertThat(UserDirectories.cache(environment)).isEqualTo(Path.of("/c/first-token"));
    assertThat(UserDirectories.state(environment)).isEqualTo(Path.of("/s/first-token"));
  }

  @Test
  void homeOfTheEnvironmentComesBeforeThatOfTheUserDatabase() {
    Map<String, String> environment = Map.of("XDG_CACHE_HOME", "", "HOME", "/other");

    assertThat(UserDirectories.cache(environment)).isEqualTo(Path.of("/other/.cache/first-token"));
    assertThat(UserDirectories.state(environment))
        .isEqualTo(Path.of("/other/.local/state/first-token"));
  }

  @Test
  void userDatabaseKnowsTheHomeWithoutAnyVariable() {
    assertThat(UserDirectories.cache(Map.of()))
        .isEqualTo(Path.of(System.getProperty("user.home"), ".cache", "first-token"));
  }
}
