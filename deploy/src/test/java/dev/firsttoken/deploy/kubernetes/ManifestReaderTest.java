package dev.firsttoken.deploy.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestReaderTest {
  private static final String SERVICE =
      """
      apiVersion: v1
      kind: Service
      metadata:
        name: first-token
      spec:
        ports:
          - name: http
            port: 8080
      """;

  @TempDir Path dir;

  private Path file(String text) throws IOException {
    return Files.writeString(dir.resolve("manifest.yaml"), text);
  }

  @Test
  void manifestBecomesItsModel() throws IOException {
    assertThat(ManifestReader.read(file(SERVICE)))
        .isInstanceOfSatisfying(
            Service.class,
            service ->
                assertThat(service.getSpec().getPorts().getFirst().getPort()).isEqualTo(8080));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          spec:       | specs:        | specs
          ports:      | port:         | "port"
          port: 8080  | ports: 8080   | ports
          name: http  | name: 80      | Cannot coerce Integer
          name: http  | name: true    | Cannot coerce Boolean
          name: http  | name: 1.5     | Cannot coerce Float
          port: 8080  | port: "8080"  | Cannot coerce String
          name: http  | port: 8080    | Duplicate
          kind: Service | kind: Servise | no kind that is used here: v1 Servise
          apiVersion: v1 | apiVersion: v2 | no kind that is used here: v2 Service
          name: first-token | labels: {} | no name
          """)
  void mistakeIsAnErrorThatNamesTheFile(String text, String replacement, String problem)
      throws IOException {
    Path file = file(SERVICE.replace(text, replacement));

    assertThatThrownBy(() -> ManifestReader.read(file))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("manifest.yaml")
        .hasMessageContaining(problem);
  }

  @ParameterizedTest
  @CsvSource({
    "base/deployment.yaml, readOnlyRootFilesystem, readOnlyRootFileSystem",
    "base/deployment.yaml, periodSeconds, period",
    "base/autoscaler.yaml, averageValue, average",
    "base/disruption-budget.yaml, maxUnavailable, maxUnavailible",
    "base/network-policy.yaml, namespaceSelector, nameSpaceSelector",
    "load/sweep/job.yaml, backoffLimitPerIndex, backOffLimitPerIndex",
    "load/volume/claim.yaml, accessModes, accessMode",
    "monitoring/service-monitor.yaml, scrapeTimeout, scrapeTimeOut",
    "monitoring/prometheus-rule.yaml, annotations, annotation"
  })
  void misspelledFieldOfEachKindIsAnError(String manifest, String field, String misspelled)
      throws IOException {
    String text = Files.readString(Cluster.FOLDER.resolve(manifest));
    assertThat(text).contains(field + ":");
    Path file = file(text.replace(field + ":", misspelled + ":"));

    assertThatThrownBy(() -> ManifestReader.read(file))
        .hasMessageContaining("\"" + misspelled + "\"");
  }

  @Test
  void secondDocumentIsAnError() throws IOException {
    Path file = file(SERVICE + "---\n" + SERVICE);

    assertThatThrownBy(() -> ManifestReader.read(file)).hasMessageContaining("has 2 documents");
    assertThat(ManifestReader.readAll(SERVICE + "---\n" + SERVICE)).hasSize(2);
  }

  @Test
  void misspelledFieldOfAKustomizationIsAnError() throws IOException {
    Files.writeString(
        dir.resolve(Kustomization.FILE), "kind: Kustomization\nresource:\n  - a.yaml\n");

    assertThatThrownBy(() -> Kustomization.read(dir)).hasMessageContaining("\"resource\"");
  }
}
