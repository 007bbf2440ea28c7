package dev.firsttoken.dist;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firsttoken.wire.testing.CommandRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contents of the archive, and its commands without anything of a JDK in the environment. */
class ArchiveIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofMinutes(1);
  private static final long MAX_BYTES = 200_000_000;
  private static final FileTime TIME = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));
  private static final Map<String, String> BARE = Map.of("PATH", "/usr/bin:/bin");

  @TempDir static Path dir;
  private static Path home;

  @BeforeAll
  static void unpack() {
    home = Archive.built().unpack(dir);
  }

  private static List<String> classPath(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      Manifest manifest = Objects.requireNonNull(file.getManifest());
      String names = Objects.requireNonNull(manifest.getMainAttributes().getValue("Class-Path"));
      return List.of(names.replace("../../lib/", "").split(" ", -1));
    }
  }

  private static Path nettyServer() throws IOException {
    return Archive.files(home.resolve("lib")).stream()
        .filter(name -> name.startsWith("netty-server-"))
        .map(home.resolve("lib")::resolve)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void isAtMost200Megabytes() throws IOException {
    assertThat(Files.size(Archive.built().file())).isLessThanOrEqualTo(MAX_BYTES);
  }

  @Test
  void hasEveryPartAndNothingThatOnlyABuildNeeds() throws IOException {
    assertThat(Archive.files(home))
        .contains(
            "LICENSE",
            "bench",
            "baselines/netty/target.json",
            "baselines/express/target.json",
            "dashboards/prometheus/prometheus.yml",
            "docs/installing.md",
            "gatling/src/main/jvm/bench.jvmargs",
            "gatling/target/bench.aot",
            "gatling/target/bench.jar",
            "proxy/target/proxy.aot",
            "proxy/target/proxy.jar",
            "proxy/target/proxy.jvmargs",
            "runtime/bin/java",
            "sbom/bench.cdx.json",
            "sbom/pages.cdx.json",
            "sbom/proxy.cdx.json")
        .noneMatch(name -> name.matches("(.*/)?(pom\\.xml|node_modules/.*|classes/.*|key)"))
        .noneMatch(name -> name.endsWith(".java") || name.endsWith(".pyc"))
        .noneMatch(name -> name.matches("runtime/(jmods/.*|bin/javac|lib/src\\.zip)"));
    try (JarFile proxy = new JarFile(home.resolve("proxy/target/proxy.jar").toFile())) {
      assertThat(proxy.getEntry("public/files.txt")).isNotNull();
    }
  }

  /** Their licence allows use and no copies. */
  @Test
  void hasNothingOfHighcharts() throws IOException {
    Pattern charts = Pattern.compile("highcharts|highstock", Pattern.CASE_INSENSITIVE);
    List<String> found = new ArrayList<>();
    for (String name : Archive.files(home)) {
      if (charts.matcher(name).find()) {
        found.add(name);
      }
      if (name.endsWith(".jar")) {
        try (JarFile jar = new JarFile(home.resolve(name).toFile())) {
          jar.stream()
              .filter(entry -> charts.matcher(entry.getName()).find())
              .forEach(entry -> found.add(name + "!" + entry.getName()));
        }
      }
    }
    assertThat(found).isEmpty();
    assertThat(classPath(home.resolve("gatling/target/bench.jar")))
        .noneMatch(name -> charts.matcher(name).find());
  }

  @Test
  void everyJarOfBothClassPathsIsThere() throws IOException {
    assertThat(Archive.files(home.resolve("lib")))
        .containsAll(classPath(home.resolve("gatling/target/bench.jar")))
        .containsAll(classPath(nettyServer()));
  }

  /** The caches fit only files of the time that they were made with. */
  @Test
  void everyFileHasTheSameTime() throws IOException {
    for (String name : Archive.files(home)) {
      assertThat(Files.getLastModifiedTime(home.resolve(name))).as(name).isEqualTo(TIME);
    }
  }

  @Test
  void checksumIsThatOfTheArchive() {
    CommandRunner.run(
        List.of("sh", "-c", "cd target && sha256sum -c " + Archive.name() + ".tar.gz.sha256"),
        null,
        TIMEOUT);
  }

  @Test
  void billsOfMaterialsNameTheLibrariesOfEachPart() throws IOException {
    Map<String, String> parts =
        Map.of("bench", "gatling-core", "proxy", "micronaut-http-server-netty", "pages", "react");
    for (Map.Entry<String, String> part : parts.entrySet()) {
      JsonNode bom = JSON.readTree(home.resolve("sbom/" + part.getKey() + ".cdx.json").toFile());
      assertThat(bom.path("bomFormat").asText()).isEqualTo("CycloneDX");
      assertThat(bom.findValuesAsText("name")).contains(part.getValue());
      assertThat(bom.findValuesAsText("name")).doesNotContain("gatling-charts-highcharts");
    }
  }

  @Test
  void benchRunsWithItsCacheAndWithoutAJdk() {
    String version =
        CommandRunner.run(List.of(home.resolve("bench").toString(), "--version"), BARE, TIMEOUT);

    assertThat(version).startsWith("First Token ");
    CommandRunner.run(
        List.of(
            home.resolve("runtime/bin/java").toString(),
            "@" + home.resolve("gatling/src/main/jvm/bench.jvmargs"),
            "-XX:AOTMode=on", // ends with an error if the cache does not apply
            "-XX:AOTCache=" + home.resolve("gatling/target/bench.aot"),
            "-cp",
            home.resolve("gatling/target/bench.jar").toString(),
            "dev.firsttoken.bench.cli.Main",
            "--version"),
        BARE,
        TIMEOUT);
  }

  @Test
  void comparisonOfItsServersLeavesAReportInPlaceOfGatlings(@TempDir Path work) {
    CommandRunner.run(
        List.of(
            "sh",
            "-c",
            "cd \"$0\" && \"$1\" compare --targets=micronaut,netty --concurrency=2 --total=4"
                + " --rounds=2 --warmup=0 --frames=5 --results-dir=run >out 2>err",
            work.toString(),
            home.resolve("bench").toString()),
        BARE,
        TIMEOUT);

    assertThat(work.resolve("run/report.html")).content().contains("\"micronaut\"", "\"netty\"");
    assertThat(work.resolve("run/gatling")).doesNotExist();
    assertThat(work.resolve("err"))
        .content()
        .containsOnlyOnce("Gatling's own HTML report is left out")
        .contains("Report: run/report.html")
        .doesNotContain("without its AOT cache");
  }

  @Test
  void commandsThatNeedACheckoutSaySo() throws Exception {
    for (String command : List.of("test", "dist")) {
      Process process =
          new ProcessBuilder(home.resolve("bench").toString(), command)
              .redirectErrorStream(true)
              .start();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);

      assertThat(process.waitFor()).isEqualTo(1);
      assertThat(output)
          .isEqualTo(
              "bench: %s needs a checkout, and %s is an unpacked archive\n"
                  .formatted(command, home));
    }
  }
}
