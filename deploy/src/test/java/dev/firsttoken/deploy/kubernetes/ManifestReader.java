package dev.firsttoken.deploy.kubernetes;

import static java.util.Map.entry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Strict reader of manifests: no field that Kubernetes does not know, no number for a text. */
final class ManifestReader {
  private static final Map<String, Class<? extends HasMetadata>> KINDS =
      Map.ofEntries(
          entry("v1 ConfigMap", ConfigMap.class),
          entry("v1 PersistentVolumeClaim", PersistentVolumeClaim.class),
          entry("v1 Service", Service.class),
          entry("apps/v1 Deployment", Deployment.class),
          entry("autoscaling/v2 HorizontalPodAutoscaler", HorizontalPodAutoscaler.class),
          entry("batch/v1 Job", Job.class),
          entry("monitoring.coreos.com/v1 PrometheusRule", PrometheusRule.class),
          entry("monitoring.coreos.com/v1 ServiceMonitor", ServiceMonitor.class),
          entry("networking.k8s.io/v1 NetworkPolicy", NetworkPolicy.class),
          entry("policy/v1 PodDisruptionBudget", PodDisruptionBudget.class));

  private static final YAMLMapper MAPPER =
      YAMLMapper.builder(
              YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .annotationIntrospector(new WithoutAnySetters())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_IGNORED_PROPERTIES)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .withCoercionConfig(
              LogicalType.Textual,
              coercion ->
                  coercion
                      .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail))
          .build();

  /** The models keep unknown fields in a map, by a setter that would make a reader lenient. */
  private static final class WithoutAnySetters extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1;

    @Override
    public Boolean hasAnySetter(Annotated member) {
      return false;
    }
  }

  private ManifestReader() {}

  /**
   * Reads the only manifest of a file.
   *
   * @throws AssertionError naming the file, if it has several or is not valid
   */
  static HasMetadata read(Path file) {
    return toModel(readTree(file), file.toString());
  }

  /** Reads the manifests of a text. */
  static List<HasMetadata> readAll(String text) {
    return parse(text, "the text").stream().map(tree -> toModel(tree, "the text")).toList();
  }

  /** Reads a file of another format than a manifest's. */
  static <T> T read(Path file, Class<T> type) {
    return convert(readTree(file), file.toString(), type);
  }

  /** Reads the only document of a file. */
  static JsonNode readTree(Path file) {
    try {
      List<JsonNode> documents = parse(Files.readString(file), file.toString());
      if (documents.size() != 1) {
        throw new AssertionError("%s has %d documents".formatted(file, documents.size()));
      }
      return documents.getFirst();
    } catch (IOException e) {
      throw new AssertionError(file + " can't be read", e);
    }
  }

  private static List<JsonNode> parse(String text, String source) {
    try (MappingIterator<JsonNode> documents = MAPPER.readerFor(JsonNode.class).readValues(text)) {
      return documents.readAll();
    } catch (IOException e) {
      throw new AssertionError(source + " is no strict YAML: " + e.getMessage(), e);
    }
  }

  private static HasMetadata toModel(JsonNode tree, String source) {
    String kind = tree.path("apiVersion").asText() + " " + tree.path("kind").asText();
    Class<? extends HasMetadata> type = KINDS.get(kind);
    if (type == null) {
      throw new AssertionError(source + ": no kind that is used here: " + kind);
    }
    HasMetadata model = convert(tree, source, type);
    if (model.getMetadata() == null || model.getMetadata().getName() == null) {
      throw new AssertionError(source + ": no name");
    }
    return model;
  }

  private static <T> T convert(JsonNode tree, String source, Class<T> type) {
    try {
      return MAPPER.treeToValue(tree, type);
    } catch (JsonProcessingException e) {
      throw new AssertionError(source + ": " + e.getMessage(), e);
    }
  }
}
