package dev.firsttoken.deploy.kubernetes;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import java.util.LinkedHashMap;
import java.util.Map;

/** Environment variables of a container, as far as the manifests have their values. */
final class Settings {
  private Settings() {}

  static Map<String, String> of(Manifests manifests, WorkloadResource workload) {
    Map<String, String> settings = new LinkedHashMap<>();
    for (EnvFromSource source : workload.container().getEnvFrom()) {
      if (source.getConfigMapRef() != null) {
        ConfigMap configMap = manifests.find(ConfigMap.class, source.getConfigMapRef().getName());
        settings.putAll(configMap == null ? Map.of() : configMap.getData());
      }
    }
    for (EnvVar variable : workload.container().getEnv()) {
      if (variable.getValue() != null) {
        settings.put(variable.getName(), variable.getValue());
      }
    }
    return settings;
  }
}
