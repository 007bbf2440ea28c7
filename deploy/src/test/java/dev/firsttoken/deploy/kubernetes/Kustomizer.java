package dev.firsttoken.deploy.kubernetes;

import dev.firsttoken.deploy.kubernetes.Kustomization.ConfigMapGenerator;
import dev.firsttoken.deploy.kubernetes.Kustomization.Image;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Builder of the manifests of a folder, as kustomize builds them from the fields that are used
 * here, except for the hashes in names. {@link KustomizeIT} compares it with the real one.
 */
final class Kustomizer {
  private final List<HasMetadata> resources = new ArrayList<>();

  private Kustomizer() {}

  static Manifests build(Path folder) {
    Kustomizer kustomizer = new Kustomizer();
    kustomizer.add(folder.normalize());
    return new Manifests(List.copyOf(kustomizer.resources));
  }

  private void add(Path folder) {
    Kustomization kustomization = Kustomization.read(folder);
    for (String resource : kustomization.resources()) {
      Path path = folder.resolve(resource).normalize();
      if (Files.isDirectory(path)) {
        add(path);
      } else {
        resources.add(ManifestReader.read(path));
      }
    }
    kustomization.configMapGenerator().forEach(this::generate);
    kustomization.components().forEach(component -> add(folder.resolve(component).normalize()));
    kustomization.images().forEach(this::replace);
  }

  private void generate(ConfigMapGenerator generator) {
    if (generator.isMerge()) {
      existing(generator.name()).getData().putAll(generator.data());
      return;
    }
    ConfigMap configMap = new ConfigMap();
    configMap.setMetadata(new ObjectMeta());
    configMap.getMetadata().setName(generator.name());
    configMap.setData(generator.data());
    resources.add(configMap);
  }

  private ConfigMap existing(String name) {
    ConfigMap configMap = new Manifests(resources).find(ConfigMap.class, name);
    if (configMap == null) {
      throw new AssertionError("settings are merged into " + name + ", which is not there");
    }
    return configMap;
  }

  private void replace(Image image) {
    for (WorkloadResource workload : new Manifests(resources).workloads()) {
      for (Container container : workload.pod().getContainers()) {
        if (image.name().equals(container.getImage())) {
          container.setImage(image.replacement());
        }
      }
    }
  }
}
