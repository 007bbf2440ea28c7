package dev.firsttoken.deploy.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Resources that are applied together. */
record Manifests(List<HasMetadata> resources) {

  Manifests and(Manifests others) {
    return new Manifests(Stream.concat(resources.stream(), others.resources.stream()).toList());
  }

  <T extends HasMetadata> List<T> all(Class<T> type) {
    return resources.stream().filter(type::isInstance).map(type::cast).toList();
  }

  <T extends HasMetadata> @Nullable T find(Class<T> type, String name) {
    return all(type).stream()
        .filter(resource -> name.equals(resource.getMetadata().getName()))
        .findFirst()
        .orElse(null);
  }

  /** {@return the only resource of a type} */
  <T extends HasMetadata> T only(Class<T> type) {
    List<T> all = all(type);
    if (all.size() != 1) {
      throw new AssertionError("%d resources of %s".formatted(all.size(), type.getSimpleName()));
    }
    return all.getFirst();
  }

  List<WorkloadResource> workloads() {
    return resources.stream().flatMap(Manifests::toWorkload).toList();
  }

  private static Stream<WorkloadResource> toWorkload(HasMetadata resource) {
    return switch (resource) {
      case Deployment deployment ->
          Stream.of(new WorkloadResource(describe(deployment), deployment.getSpec().getTemplate()));
      case Job job -> Stream.of(new WorkloadResource(describe(job), job.getSpec().getTemplate()));
      default -> Stream.empty();
    };
  }

  /** {@return the workloads whose pods have all of these labels} */
  List<WorkloadResource> selected(Map<String, String> labels) {
    return labels.isEmpty()
        ? List.of()
        : workloads().stream()
            .filter(workload -> workload.labels().entrySet().containsAll(labels.entrySet()))
            .toList();
  }

  /** Kind and name, as messages name a resource. */
  static String describe(HasMetadata resource) {
    return resource.getKind() + " " + resource.getMetadata().getName();
  }
}
