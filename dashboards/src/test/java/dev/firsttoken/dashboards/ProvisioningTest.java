package dev.firsttoken.dashboards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files for Grafana and for Docker, as far as they can be checked without either. */
class ProvisioningTest {
  private static final Path COMPOSE = Path.of("compose.yaml");
  private static final Path DATASOURCES =
      Path.of("grafana", "provisioning", "datasources", "prometheus.yml");
  private static final Path DASHBOARDS =
      Path.of("grafana", "provisioning", "dashboards", "first-token.yml");

  private static Set<String> names(JsonNode object) {
    Set<String> names = new TreeSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** Paths in a container by what is mounted there: a path of the host, or a volume. */
  private static Map<String, String> mounts(JsonNode service) {
    Map<String, String> mounts = new HashMap<>();
    for (JsonNode volume : service.path("volumes")) {
      String[] parts = volume.asText().split(":", -1);
      mounts.put(parts[1], parts[0]);
    }
    return mounts;
  }

  @Test
  void composeHasThreeServicesWithImagesOfAFixedVersion() {
    JsonNode compose = Yaml.read(COMPOSE);
    assertThat(names(compose)).containsExactly("services", "volumes");
    assertThat(names(compose.path("services"))).containsExactly("grafana", "prometheus", "proxy");
    for (JsonNode service : compose.path("services")) {
      assertThat(service.path("image").asText())
          .matches("([a-z]+/[a-z]+:v?|first-token:.*:-)\\d+\\.\\d+\\.\\d+(-SNAPSHOT)?}?");
      assertThat(names(service))
          .isSubsetOf(
              "command",
              "depends_on",
              "environment",
              "image",
              "network_mode",
              "pull_policy",
              "restart",
              "volumes");
    }
  }

  @Test
  void proxysImageIsNeverPulled() {
    JsonNode proxy = Yaml.read(COMPOSE).path("services").path("proxy");
    assertThat(proxy.path("pull_policy").asText()).isEqualTo("never");
  }

  @Test
  void composeMountsWhatExists() {
    JsonNode compose = Yaml.read(COMPOSE);
    for (JsonNode service : compose.path("services")) {
      mounts(service)
          .forEach(
              (path, source) -> {
                if (source.startsWith("./")) {
                  assertThat(Path.of(source)).exists();
                } else {
                  assertThat(names(compose.path("volumes"))).contains(source);
                }
              });
    }
  }

  @Test
  void composeMountsTheDashboardWhereTheProviderLooksForIt() {
    JsonNode provider = Yaml.read(DASHBOARDS).at("/providers/0");
    assertThat(provider.path("folder").asText()).isEqualTo("LLM proxy");
    assertThat(provider.path("allowUiUpdates").asBoolean(true)).isFalse();
    String folder = provider.at("/options/path").asText();

    assertThat(mounts(Yaml.read(COMPOSE).at("/services/grafana")))
        .containsEntry(folder + "/first-token.json", "./grafana/first-token.json");
  }

  @Test
  void composeTellsGrafanaWherePrometheusListens() {
    JsonNode compose = Yaml.read(COMPOSE);
    JsonNode datasource = Yaml.read(DATASOURCES).at("/datasources/0");
    assertThat(datasource.path("type").asText()).isEqualTo("prometheus");
    assertThat(datasource.path("url").asText()).isEqualTo("$PROMETHEUS_URL");
    String url = compose.at("/services/grafana/environment/PROMETHEUS_URL").asText();
    assertThat(compose.at("/services/prometheus/command").toString())
        .contains("\"--web.listen-address=" + url.replace("http://", "") + "\"");
  }

  @Test
  void composeStartsTheProxyWithAKeyThatTheScrapeReads(@TempDir Path dir) throws IOException {
    JsonNode services = Yaml.read(COMPOSE).path("services");
    assertThat(services.at("/proxy/environment/FIRST_TOKEN_HOST").asText()).isEqualTo("127.0.0.1");
    assertThat(services.at("/proxy/environment/PROXY_API_KEY").asText())
        .startsWith("${PROXY_API_KEY:?")
        .contains("dashboards/prometheus/key");
    assertThat(services.at("/prometheus/command").toString())
        .contains("\"--config.file=/etc/prometheus/with-key.yml\"");
    // Otherwise it is the configuration without a key, with the number signs removed.
    String withKey =
        Files.readString(Path.of("prometheus", "prometheus.yml"))
            .replaceAll("(?m)^( *)# (authorization:|  credentials_file: key)$", "$1$2");
    assertThat(Yaml.read(Path.of("prometheus", "with-key.yml")))
        .isEqualTo(Yaml.read(Files.writeString(dir.resolve("with-key.yml"), withKey)));
  }

  @Test
  void composeNamesTheImageOfThisVersion() throws IOException {
    String pom = Files.readString(Path.of("pom.xml"));
    String version = pom.split("<version>", -1)[1].split("</version>", -1)[0];
    assertThat(Yaml.read(COMPOSE).at("/services/proxy/image").asText())
        .isEqualTo("first-token:${FIRST_TOKEN_VERSION:-%s}".formatted(version));
  }

  /** A server that is listed and not there is a critical alert. */
  @Test
  void onlyTheProxyIsScrapedUnlessBaselinesAreListed() throws IOException {
    assertThat(Files.readAllLines(Path.of("prometheus", "targets", "baselines.yml")))
        .filteredOn(line -> !line.startsWith("#"))
        .containsExactly("[]");
  }

  @Test
  void keyBesideTheConfigurationStaysOutOfGit() throws IOException {
    assertThat(Path.of("prometheus", "prometheus.yml")).content().contains("credentials_file: key");
    assertThat(Path.of("..", ".gitignore")).content().contains("\n/dashboards/prometheus/key\n");
  }

  @Test
  void grafanaKnowsTheIntervalOfTheScrapes() {
    assertThat(Yaml.read(DATASOURCES).at("/datasources/0/jsonData/timeInterval"))
        .isEqualTo(
            Yaml.read(Path.of("prometheus", "prometheus.yml")).at("/global/scrape_interval"));
  }

  @Test
  void fieldThatIsThereTwiceIsRefused(@TempDir Path dir) throws IOException {
    Path file = Files.writeString(dir.resolve("twice.yaml"), "a: 1\na: 2\n");

    assertThatThrownBy(() -> Yaml.read(file)).hasMessageContaining("is no strict YAML");
  }
}
