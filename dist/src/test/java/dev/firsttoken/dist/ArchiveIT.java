package dev.firsttoken.dist;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firsttoken.wire.testing.CommandRunner;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contents of the archive. */
class ArchiveIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofMinutes(1);
  private static final long MAX_BYTES = 200_000_000;
  private static final FileTime TIME = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));
  private static final Pattern CHARTS =
      Pattern.compile("highcharts|highstock", Pattern.CASE_INSENSITIVE);

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
            "deploy/slurm/sweep.sbatch",
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

  @Test
  void filesOfTheCheckoutAreThoseOfItsRepository() throws IOException {
    assumeThat(Path.of("../.git")).exists();
    List<String> folders = List.of("baselines", "dashboards", "deploy", "docs");
    List<String> command = new ArrayList<>(List.of("git", "-C", "..", "ls-files", "--"));
    command.addAll(folders);
    List<String> known = CommandRunner.run(command, null, TIMEOUT).lines().toList();
    for (String folder : folders) {
      for (String name : Archive.files(home.resolve(folder))) {
        assertThat(known).contains(folder + "/" + name);
      }
    }
  }

  /** Their licence allows use and no copies. */
  @Test
  void hasNothingOfHighcharts() throws IOException {
    List<String> found = new ArrayList<>();
    for (String name : Archive.files(home)) {
      if (CHARTS.matcher(name).find()) {
        found.add(name);
      }
      if (name.endsWith(".jar")) {
        for (JarEntry entry : entries(name)) {
          if (CHARTS.matcher(entry.getName()).find()) {
            found.add(name + "!" + entry.getName());
          }
        }
      }
    }
    assertThat(found).isEmpty();
    assertThat(classPath(home.resolve("gatling/target/bench.jar")))
        .noneMatch(name -> CHARTS.matcher(name).find());
  }

  private static List<JarEntry> entries(String jar) throws IOException {
    try (JarFile file = new JarFile(home.resolve(jar).toFile())) {
      return Collections.list(file.entries());
    }
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

  /** The JVM writes the paths of the jars into its caches. */
  @Test
  void onlyTheCachesNameTheFolderOfTheBuild() throws IOException {
    String build = Path.of("..").toRealPath() + "/";
    Pattern machine =
        Pattern.compile(
            Pattern.quote(build)
                + "(wire|frontend|proxy|baselines|gatling|dist)/|"
                + Pattern.quote(System.getProperty("user.home") + "/.m2/"));
    List<String> found = new ArrayList<>();
    for (String name : Archive.files(home)) {
      if (name.endsWith(".jar")) {
        try (JarFile jar = new JarFile(home.resolve(name).toFile())) {
          for (JarEntry entry : Collections.list(jar.entries())) {
            try (InputStream content = jar.getInputStream(entry)) {
              addIfFound(machine, name + "!" + entry.getName(), content.readAllBytes(), found);
            }
          }
        }
      } else if (!name.endsWith(".aot")) {
        addIfFound(machine, name, Files.readAllBytes(home.resolve(name)), found);
      }
    }
    assertThat(found).isEmpty();
    assertThat(Archive.files(home.resolve("gatling/target/prefs")))
        .noneMatch(name -> name.contains(System.getProperty("user.name")));
  }

  private static void addIfFound(Pattern pattern, String name, byte[] content, List<String> to) {
    if (pattern.matcher(new String(content, ISO_8859_1)).find()) {
      to.add(name);
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
    Map<String, List<String>> parts =
        Map.of(
            "bench", List.of("gatling-core", "HdrHistogram", "netty-server"),
            "proxy", List.of("micronaut-http-server-netty", "netty-codec-http", "wire"),
            "pages", packagesOfThePages());
    for (Map.Entry<String, List<String>> part : parts.entrySet()) {
      JsonNode bom = billOfMaterials(part.getKey());
      assertThat(bom.path("bomFormat").asText()).isEqualTo("CycloneDX");
      assertThat(bom.path("components").findValuesAsText("name")).containsAll(part.getValue());
      assertThat(bom.findValuesAsText("name")).noneMatch(name -> CHARTS.matcher(name).find());
    }
  }

  private static List<String> packagesOfThePages() throws IOException {
    JsonNode manifest = JSON.readTree(Path.of("../frontend/package.json").toFile());
    List<String> packages = new ArrayList<>();
    manifest.path("dependencies").fieldNames().forEachRemaining(packages::add);
    assertThat(packages).contains("react");
    return packages;
  }

  @Test
  void billOfMaterialsOfThePagesHasNoTools() throws IOException {
    assertThat(billOfMaterials("pages").path("components").findValuesAsText("name"))
        .doesNotContain("vite", "vitest");
  }

  @Test
  void billOfMaterialsOfTheBenchHasEveryJar() throws IOException {
    List<String> components = new ArrayList<>();
    billOfMaterials("bench")
        .path("components")
        .forEach(
            component ->
                components.add(
                    component.path("name").asText() + "-" + component.path("version").asText()));

    assertThat(Archive.files(home.resolve("lib")))
        .allMatch(jar -> components.stream().anyMatch(jar::startsWith));
  }

  private static JsonNode billOfMaterials(String part) throws IOException {
    return JSON.readTree(home.resolve("sbom/" + part + ".cdx.json").toFile());
  }
}
