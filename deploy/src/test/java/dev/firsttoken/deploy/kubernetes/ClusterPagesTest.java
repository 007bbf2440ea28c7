package dev.firsttoken.deploy.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Commands in docs that name manifests and what is in them. */
class ClusterPagesTest {
  private static final Pattern APPLIED = Pattern.compile("kubectl \\w+ -k deploy/(\\S+)");
  private static final Pattern JOB = Pattern.compile("job[/ ](first-token-[a-z]+)");

  private static List<String> found(Pattern pattern) {
    return pattern
        .matcher(Documentation.commands())
        .results()
        .map(match -> match.group(1))
        .toList();
  }

  @Test
  void everyFolderThatIsAppliedHasManifests() {
    assertThat(found(APPLIED))
        .contains("kubernetes/overlays/upstream", "kubernetes/load/sweep", "kubernetes/load/merge")
        .allSatisfy(
            folder ->
                assertThat(Kustomization.read(Path.of(folder)).kind()).isEqualTo("Kustomization"));
  }

  @Test
  void everyJobThatIsNamedIsThere() {
    Manifests manifests = Cluster.build(Cluster.FOLDER, Cluster.OVERLAYS.getFirst());
    assertThat(found(JOB))
        .isNotEmpty()
        .allSatisfy(
            name ->
                assertThat(manifests.workloads())
                    .extracting(WorkloadResource::name)
                    .contains("Job " + name));
  }

  @Test
  void keysOfTheSecretAreSettingsOfTheProxy() {
    Map<String, Set<String>> secrets = Documentation.created("secret generic");
    assertThat(secrets).containsOnlyKeys("first-token-keys");
    assertThat(secrets.get("first-token-keys"))
        .contains("PROXY_API_KEY", "LLM_API_KEY")
        .isSubsetOf(Documentation.proxySettings().keySet());
  }
}
