package dev.firsttoken.dist;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

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
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contents of the archive. */
class ArchiveIT {
  private static final Duration TIMEOUT = Duration.ofMinutes(1);
  private static final long MAX_BYTES = 200_000_000;
  private static final FileTime TIME = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));

  /** Parent of this module, which is the working directory. */
  private static final Path CHECKOUT = Path.of("..").toAbsolutePath().normalize();

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
            "runtime/bin/java")
        .noneMatch(name -> name.matches("(.*/)?(pom\\.xml|node_modules/.*|classes/.*|key)"))
        .noneMatch(name -> name.endsWith(".java") || name.endsWith(".pyc"))
        .noneMatch(name -> name.matches("runtime/(jmods/.*|bin/javac|lib/src\\.zip)"));
    try (JarFile proxy = new JarFile(home.resolve("proxy/target/proxy.jar").toFile())) {
      assertThat(proxy.getEntry("public/files.txt")).isNotNull();
    }
  }

  @Test
  void filesOfTheCheckoutAreThoseOfItsRepository() throws IOException {
    assumeThat(CHECKOUT.resolve(".git")).exists();
    String known =
        CommandRunner.run(
            List.of("git", "-c", "safe.directory=" + CHECKOUT, "-C", "..", "ls-files", "-z"),
            null,
            TIMEOUT);
    for (String folder : List.of("baselines", "dashboards", "deploy", "docs")) {
      assertThat(Archive.files(home.resolve(folder)))
          .isNotEmpty()
          .allMatch(name -> ("\0" + known).contains("\0" + folder + "/" + name + "\0"));
    }
  }

  /** Their licence allows use and no copies. */
  @Test
  void hasNothingOfHighcharts() throws IOException {
    List<String> found = new ArrayList<>();
    for (String name : Archive.files(home)) {
      if (Archive.isOfTheCharts(name)) {
        found.add(name);
      }
      if (name.endsWith(".jar")) {
        for (JarEntry entry : entries(name)) {
          if (Archive.isOfTheCharts(entry.getName())) {
            found.add(name + "!" + entry.getName());
          }
        }
      }
    }
    assertThat(found).isEmpty();
    assertThat(classPath(home.resolve("gatling/target/bench.jar")))
        .noneMatch(Archive::isOfTheCharts);
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

  @Test
  void noFileNamesTheFoldersOfTheBuildOrOfItsUser() throws IOException {
    List<FolderOfThisMachine> folders = new ArrayList<>();
    for (Path folder : List.of(CHECKOUT.toRealPath(), Path.of(System.getProperty("user.home")))) {
      if (Files.isDirectory(folder)) {
        folders.add(FolderOfThisMachine.at(folder));
      }
    }
    List<String> found = new ArrayList<>();
    for (String name : Archive.files(home)) {
      if (name.endsWith(".jar")) {
        try (JarFile jar = new JarFile(home.resolve(name).toFile())) {
          for (JarEntry entry : Collections.list(jar.entries())) {
            try (InputStream content = jar.getInputStream(entry)) {
              addIfFound(folders, name + "!" + entry.getName(), content.readAllBytes(), found);
            }
          }
        }
      } else {
        addIfFound(folders, name, Files.readAllBytes(home.resolve(name)), found);
      }
    }
    assertThat(found).isEmpty();
  }

  private static void addIfFound(
      List<FolderOfThisMachine> folders, String name, byte[] content, List<String> to) {
    String text = new String(content, ISO_8859_1);
    if (folders.stream().anyMatch(folder -> folder.isNamedIn(text))) {
      to.add(name);
    }
  }

  @Test
  void noFileNamesItsUserOrBelongsToOne() {
    String user = System.getProperty("user.name");
    List<String> listing =
        CommandRunner.run(
                List.of("tar", "--numeric-owner", "-tvzf", Archive.built().file().toString()),
                null,
                TIMEOUT)
            .lines()
            .toList();

    assertThat(listing)
        .isNotEmpty()
        .allMatch(line -> line.contains(" 0/0 "))
        .noneMatch(line -> line.endsWith("." + user));
  }

  @Test
  void checksumIsThatOfTheArchive() {
    CommandRunner.run(
        List.of("sh", "-c", "cd target && sha256sum -c " + Archive.name() + ".tar.gz.sha256"),
        null,
        TIMEOUT);
  }
}
