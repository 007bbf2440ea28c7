package dev.firsttoken.bench.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchFolderTest {
  private static final Path CONFIGURATION = Path.of("..", "dashboards", "prometheus");
  private static final ObjectMapper JSON = new ObjectMapper();

  private static WatchedServers server(String metrics, @Nullable String apiKey) {
    return new WatchedServers(URI.create(metrics), apiKey, List.of());
  }

  private static JsonNode targets(WatchFolder folder, String file) throws IOException {
    return JSON.readTree(folder.path().resolve("targets").resolve(file).toFile());
  }

  @Test
  void copyScrapesTheGivenServersAtTheGivenInterval() throws IOException {
    WatchedServers servers =
        new WatchedServers(
            URI.create("https://[::1]:8443/own/metrics"),
            null,
            List.of(URI.create("http://127.0.0.1:8081"), URI.create("http://127.0.0.1:8083")));
    WatchFolder folder = WatchFolder.create(CONFIGURATION, servers, 1);
    try {
      assertThat(targets(folder, "first-token.yml"))
          .isEqualTo(
              JSON.readTree(
                  """
                  [{"targets": ["[::1]:8443"],
                    "labels": {"__scheme__": "https", "__metrics_path__": "/own/metrics"}}]
                  """));
      assertThat(targets(folder, "baselines.yml"))
          .isEqualTo(JSON.readTree("[{\"targets\": [\"127.0.0.1:8081\", \"127.0.0.1:8083\"]}]"));
      assertThat(folder.path().resolve("prometheus.yml"))
          .content()
          .contains("scrape_interval: 1s", "scrape_timeout: 1s", "evaluation_interval: 1s")
          .doesNotContain("15s", "10s")
          .contains("    # authorization:");
      assertThat(folder.path().resolve("alerts.yml"))
          .hasSameTextualContentAs(CONFIGURATION.resolve("alerts.yml"));
    } finally {
      folder.delete();
    }
    assertThat(folder.path()).doesNotExist();
    folder.delete();
  }

  @Test
  void keyIsInAFileThatOthersCanNotRead() throws IOException {
    WatchFolder folder =
        WatchFolder.create(CONFIGURATION, server("http://localhost:80/metrics", "sk-secret"), 5);
    try {
      assertThat(folder.path().resolve("key")).content().isEqualTo("sk-secret");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.path())))
          .isEqualTo("rwx------");
      assertThat(folder.path().resolve("prometheus.yml"))
          .content()
          .contains("\n    authorization:\n      credentials_file: key\n")
          .doesNotContain("sk-secret");
    } finally {
      folder.delete();
    }
  }

  @Test
  void missingConfigurationIsNamed(@TempDir Path empty) {
    assertThatThrownBy(() -> WatchFolder.create(empty, server("http://a/metrics", null), 5))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("there is no " + empty.resolve("prometheus.yml"));
  }

  @Test
  void keyIsNotPrinted() {
    assertThat(server("http://a/metrics", "sk-secret")).hasToString("http://a/metrics");
  }
}
