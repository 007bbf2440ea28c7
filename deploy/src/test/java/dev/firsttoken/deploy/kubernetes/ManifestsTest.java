package dev.firsttoken.deploy.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PodSecurityContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The manifests as they are: {@link BrokenManifestsTest} shows what each check notices. */
class ManifestsTest {
  private static final List<String> OVERLAYS = Cluster.OVERLAYS;
  private static final Path PARENT_POM = Path.of("..", "pom.xml");
  private static final Path IMAGE_POM = Path.of("..", "dist", "image", "pom.xml");

  @ParameterizedTest
  @FieldSource("OVERLAYS")
  void everythingThatAManifestNamesIsThere(String overlay) {
    assertThat(Cluster.problems(Cluster.build(Cluster.FOLDER, overlay))).isEmpty();
  }

  @Test
  void everyFileIsInTheKustomizationOfItsFolder() throws IOException {
    List<Path> without = new ArrayList<>();
    try (Stream<Path> all = Files.walk(Cluster.FOLDER)) {
      for (Path folder : all.filter(Files::isDirectory).toList()) {
        Set<String> files = files(folder);
        if (files.remove(Kustomization.FILE)) {
          assertThat(listedFiles(folder)).as(folder.toString()).isEqualTo(files);
        } else if (!files.isEmpty()) {
          without.add(folder.getFileName());
        }
      }
    }
    assertThat(without).as("values for Helm").containsExactly(Path.of("adapter"));
  }

  private static Set<String> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static Set<String> listedFiles(Path folder) {
    return Kustomization.read(folder).resources().stream()
        .filter(resource -> !Files.isDirectory(folder.resolve(resource)))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void imageIsThatOfThisVersionEverywhere() throws IOException {
    Kustomization.Image image =
        Kustomization.read(Cluster.FOLDER.resolve("image")).images().getFirst();
    assertThat(image.newTag()).isEqualTo(group(PARENT_POM, "<version>([^<]+)</version>"));
    for (String overlay : OVERLAYS) {
      assertThat(Cluster.build(Cluster.FOLDER, overlay).workloads())
          .extracting(workload -> workload.container().getImage())
          .containsOnly(image.replacement());
    }
  }

  @Test
  void userIsThatOfTheImage() throws IOException {
    String user = group(IMAGE_POM, "<user>([^<]+)</user>");
    for (WorkloadResource workload :
        Cluster.build(Cluster.FOLDER, OVERLAYS.getFirst()).workloads()) {
      PodSecurityContext security = workload.pod().getSecurityContext();
      assertThat(security.getRunAsUser() + ":" + security.getRunAsGroup()).isEqualTo(user);
      assertThat(security.getFsGroup()).isEqualTo(security.getRunAsGroup());
    }
  }

  /** The first group of the first match in a file. */
  static String group(Path file, String pattern) throws IOException {
    Matcher matcher = Pattern.compile(pattern).matcher(Files.readString(file));
    assertThat(matcher.find()).as(pattern).isTrue();
    return matcher.group(1);
  }
}
