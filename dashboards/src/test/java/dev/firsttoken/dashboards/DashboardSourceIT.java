package dev.firsttoken.dashboards;

import static dev.firsttoken.wire.testing.InstallCache.command;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.firsttoken.dashboards.grafana.Dashboard;
import dev.firsttoken.wire.testing.CommandRunner;
import dev.firsttoken.wire.testing.InstallCache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The source of the dashboard: its types, and the JSON that it gives. */
class DashboardSourceIT {
  private static final Path SOURCES = Path.of("grafana");
  private static final List<String> DEPENDENCIES =
      List.of("package.json", "package-lock.json", ".npmrc");
  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final int MIN_NODE = 20;

  @TempDir static Path dir;

  /** Node looks for packages beside the sources, so these are copied beside a link to them. */
  @BeforeAll
  static void install() throws IOException {
    String node = version("node");
    String npm = version("npm");
    assumeThat(isNewEnough(node) && !npm.isEmpty())
        .as("the source of the dashboard is not checked: it needs Node %d with npm", MIN_NODE)
        .isTrue();
    Path installed =
        new InstallCache("dashboards")
            .install(
                node + npm + Files.readString(SOURCES.resolve("package-lock.json")),
                folder -> {
                  DEPENDENCIES.forEach(file -> copy(SOURCES.resolve(file), folder.resolve(file)));
                  return List.of(
                      command(
                          "npm", "ci", "--prefix", folder, "--ignore-scripts", "--prefer-offline"));
                });
    try (Stream<Path> files = Files.walk(SOURCES.resolve("src"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = dir.resolve(SOURCES.relativize(file));
        Files.createDirectories(copy.getParent());
        copy(file, copy);
      }
    }
    copy(SOURCES.resolve("package.json"), dir.resolve("package.json"));
    copy(SOURCES.resolve("tsconfig.json"), dir.resolve("tsconfig.json"));
    Files.createSymbolicLink(dir.resolve("node_modules"), installed.resolve("node_modules"));
  }

  private static void copy(Path from, Path to) {
    try {
      Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Version that a tool prints, empty if there is no such tool. */
  private static String version(String tool) {
    try {
      return CommandRunner.run(List.of(tool, "--version"), null, TIMEOUT).strip();
    } catch (UncheckedIOException e) {
      return "";
    }
  }

  private static boolean isNewEnough(String node) {
    return node.matches("v\\d+\\..*")
        && Integer.parseInt(node.substring(1, node.indexOf('.'))) >= MIN_NODE;
  }

  private static void generate(String... flags) {
    List<String> words =
        Stream.concat(
                Stream.of("node", dir.resolve("src/generate.mjs").toString()), Stream.of(flags))
            .toList();
    CommandRunner.run(words, null, TIMEOUT);
  }

  @Test
  void sourceGivesTheCommittedFile() throws IOException {
    generate();

    assertThat(dir.resolve("first-token.json"))
        .as("run npm run generate in dashboards/grafana")
        .hasSameTextualContentAs(Dashboard.FILE);
    generate("--check");
  }

  @Test
  void sourceObeysTheTypesOfGrafanasOwnLibrary() {
    CommandRunner.run(
        command(
            "node", dir.resolve("node_modules/typescript/bin/tsc"), "--project", dir.toString()),
        null,
        TIMEOUT);
  }

  @Test
  void lockFileHasNoAddresses() throws IOException {
    assertThat(Files.readString(SOURCES.resolve("package-lock.json")))
        .doesNotContain("\"resolved\"", "http:", "git+");
  }
}
