package dev.firsttoken.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firsttoken.dist.BareDebian;
import dev.firsttoken.wire.testing.CommandRunner;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The image, unpacked: its configuration, its layers, and the proxy in them as its user. */
@Tag("long")
class ImageIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final String HOME = "opt/first-token/";
  private static final String VERSION =
      Objects.requireNonNull(System.getProperty("image.version"), "Maven sets it");

  @TempDir static Path dir;
  private static JsonNode config;
  private static final List<String> layers = new ArrayList<>();

  @BeforeAll
  static void unpack() throws IOException {
    String image = "first-token-%s-image.tar".formatted(VERSION);
    run("tar", "-xf", Path.of("target", image).toString(), "-C", dir.toString());
    JsonNode manifest = JSON.readTree(dir.resolve("manifest.json").toFile()).path(0);
    config = JSON.readTree(dir.resolve(manifest.path("Config").asText()).toFile());
    manifest.path("Layers").forEach(layer -> layers.add(layer.asText()));
  }

  private static String run(String... command) {
    return CommandRunner.run(List.of(command), null, TIMEOUT);
  }

  /** Files of a layer, with their times in seconds. */
  private static List<String> listing(String layer) {
    return run("tar", "--utc", "--full-time", "-tvzf", dir.resolve(layer).toString())
        .lines()
        .filter(line -> line.startsWith("-") && line.contains(" " + HOME))
        .toList();
  }

  private static List<String> files(String layer) {
    return listing(layer).stream()
        .map(line -> line.substring(line.indexOf(HOME) + HOME.length()))
        .toList();
  }

  @Test
  void servesAsAUserWithoutRights() {
    JsonNode container = config.path("config");
    assertThat(container.path("User").asText()).isEqualTo("65532:65532");
    assertThat(container.path("Entrypoint").toString()).isEqualTo("[\"/opt/first-token/bench\"]");
    assertThat(container.path("Cmd").toString()).isEqualTo("[\"serve\"]");
    assertThat(container.path("Env").toString()).contains("\"FIRST_TOKEN_HOST=0.0.0.0\"");
    assertThat(container.path("ExposedPorts").toString()).isEqualTo("{\"8080/tcp\":{}}");
  }

  @Test
  void hasALayerEachForRuntimeLibrariesCachesAndApplication() {
    List<List<String>> parts =
        layers.stream().map(ImageIT::files).filter(files -> !files.isEmpty()).toList();

    assertThat(parts).hasSize(4);
    assertThat(parts.get(0))
        .contains("runtime/bin/java")
        .allMatch(name -> name.startsWith("runtime/"));
    assertThat(parts.get(1))
        .allMatch(name -> name.matches("lib/.*\\.jar"))
        .noneMatch(name -> name.endsWith("-" + VERSION + ".jar"));
    assertThat(parts.get(2))
        .containsExactlyInAnyOrder("gatling/target/bench.aot", "proxy/target/proxy.aot");
    assertThat(parts.get(3))
        .contains(
            "bench",
            "gatling/target/bench.jar",
            "lib/gatling-" + VERSION + ".jar",
            "proxy/target/proxy.jar");
    assertThat(parts)
        .allSatisfy(
            files -> assertThat(files).noneMatch(name -> name.contains("charts-highcharts")));
  }

  /** The caches fit only files of the time that they were made with. */
  @Test
  void everyFileHasTheTimeOfTheArchive() {
    for (String layer : layers) {
      assertThat(listing(layer)).allMatch(line -> line.contains(" 2026-01-01 00:00:00 "));
    }
  }

  /** The last line of a start is that of the warm-up. One about the cache would come before it. */
  @Test
  void proxyRunsWithItsCacheAsTheUserOfTheImage() throws IOException {
    String output =
        BareDebian.installed(ImageIT.class)
            .run(
                dir,
                """
                for layer in %s; do
                  if tar -tzf "/mnt/$layer" opt >/dev/null 2>&1; then
                    tar -xzf "/mnt/$layer" -C / opt
                  fi
                done
                mkdir -m 1777 /tmp/work
                cd /tmp/work
                exec 2>&1
                run="chroot --userspec=%s --skip-chdir / env %s"
                $run /opt/first-token/bench serve || echo "status $?"
                mkfifo /tmp/ready
                $run PORT=0 PROXY_API_KEY=secret LLM_MODEL=synthetic WARM_UP_MS=1 \\
                  /opt/first-token/bench serve >/tmp/ready 2>&1 &
                served=$!
                while read -r line; do
                  echo "$line"
                  case $line in "Warmed up"*) break ;; esac
                done </tmp/ready
                kill -s TERM $served
                wait $served || :
                """
                    .formatted(String.join(" ", layers), user(), environment()));

    assertThat(output)
        .contains("PROXY_API_KEY", "status 2", "First Token on http://0.0.0.0:", "Warmed up")
        .doesNotContain("without its AOT cache");
  }

  private static String user() {
    return config.path("config").path("User").asText();
  }

  /** Variables of the image, as words of a shell. */
  private static String environment() {
    List<String> variables = new ArrayList<>();
    config.path("config").path("Env").forEach(variable -> variables.add(variable.asText()));
    return String.join(" ", variables);
  }
}
