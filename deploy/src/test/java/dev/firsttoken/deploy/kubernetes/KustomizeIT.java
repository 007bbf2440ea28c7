package dev.firsttoken.deploy.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firsttoken.wire.testing.CommandRunner;
import dev.firsttoken.wire.testing.RequiredProgram;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The kustomize in kubectl, which needs no cluster, on the same folders as {@link Kustomizer}. */
class KustomizeIT {
  static final List<String> OVERLAYS = Cluster.OVERLAYS;

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  /** Hash at the end of the names of generated config maps, and of references to them. */
  private static final Pattern HASH =
      Pattern.compile("(name: first-token-(?:settings|load))-[a-z0-9]{10}\\b");

  @BeforeAll
  static void requireKubectl() {
    if (!RequiredProgram.isInPath("kubectl") || !hasKustomize()) {
      RequiredProgram.leaveOut(
          KustomizeIT.class,
          "no kubectl that names the version of its kustomize is in PATH; that of Debian 12 is too"
              + " old");
    }
  }

  /** Older ones, some of which know no components, do not name the version of their kustomize. */
  private static boolean hasKustomize() {
    return CommandRunner.run(
            List.of("kubectl", "version", "--client", "--output=yaml"), null, TIMEOUT)
        .contains("kustomizeVersion: ");
  }

  private static String kustomize(Path folder) {
    return CommandRunner.run(List.of("kubectl", "kustomize", folder.toString()), null, TIMEOUT);
  }

  private static Manifests render(String folder) {
    String text = HASH.matcher(kustomize(Cluster.FOLDER.resolve(folder))).replaceAll("$1");
    return new Manifests(ManifestReader.readAll(text));
  }

  private static Map<String, HasMetadata> byName(Manifests manifests) {
    Map<String, HasMetadata> byName = new TreeMap<>();
    manifests.resources().forEach(resource -> byName.put(Manifests.describe(resource), resource));
    assertThat(byName).hasSameSizeAs(manifests.resources());
    return byName;
  }

  static Stream<String> folders() {
    return Stream.concat(Cluster.OVERLAYS.stream(), Cluster.LOAD.stream());
  }

  @ParameterizedTest
  @MethodSource("folders")
  void kustomizeBuildsWhatTheTestsBuild(String folder) {
    assertThat(byName(render(folder)))
        .isEqualTo(byName(Kustomizer.build(Cluster.FOLDER.resolve(folder))));
  }

  @ParameterizedTest
  @FieldSource("OVERLAYS")
  void everythingThatItBuildsIsThere(String overlay) {
    assertThat(Cluster.problems(Cluster.build(overlay, KustomizeIT::render))).isEmpty();
  }

  /** A Deployment reads its settings once, at the start of a pod. */
  @Test
  void otherSettingsReplaceThePods() {
    String synthetic = kustomize(Cluster.FOLDER.resolve("overlays/synthetic"));
    String upstream = kustomize(Cluster.FOLDER.resolve("overlays/upstream"));
    assertThat(settingsName(synthetic)).isNotEqualTo(settingsName(upstream));
  }

  private static String settingsName(String text) {
    List<String> names = HASH.matcher(text).results().map(MatchResult::group).distinct().toList();
    assertThat(names).as("of the config map and of its reader").hasSize(1);
    return names.getFirst();
  }

  @Test
  void itRefusesAFileThatIsNotThere(@TempDir Path dir) throws IOException {
    Files.writeString(dir.resolve(Kustomization.FILE), "resources:\n  - gone.yaml\n");

    assertThatThrownBy(() -> kustomize(dir)).hasMessageContaining("gone.yaml");
  }
}
