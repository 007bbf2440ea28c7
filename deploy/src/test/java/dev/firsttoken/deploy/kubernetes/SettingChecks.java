package dev.firsttoken.deploy.kubernetes;

import dev.firsttoken.bench.options.Setting;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import io.fabric8.openshift.api.model.monitoring.v1.Endpoint;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Checks that every variable has a reader, and every config map and secret its keys. */
final class SettingChecks {
  private static final Set<String> OF_THE_JVM = Set.of("JDK_JAVA_OPTIONS");

  private final Manifests manifests;
  private final Map<String, Set<String>> secrets = Documentation.created("secret generic");
  private final Map<String, Set<String>> configMaps = Documentation.created("configmap");
  private final Set<String> usedConfigMaps = new HashSet<>();
  private final List<String> problems = new ArrayList<>();

  private SettingChecks(Manifests manifests) {
    this.manifests = manifests;
    for (ConfigMap configMap : manifests.all(ConfigMap.class)) {
      configMaps.put(configMap.getMetadata().getName(), configMap.getData().keySet());
    }
  }

  static List<String> problems(Manifests manifests) {
    SettingChecks checks = new SettingChecks(manifests);
    manifests.workloads().forEach(checks::checkReferences);
    manifests.workloads().forEach(checks::checkNames);
    for (ServiceMonitor monitor : manifests.all(ServiceMonitor.class)) {
      for (Endpoint endpoint : monitor.getSpec().getEndpoints()) {
        checks.requireSecret(
            Manifests.describe(monitor), endpoint.getAuthorization().getCredentials());
      }
    }
    for (ConfigMap configMap : manifests.all(ConfigMap.class)) {
      if (!checks.usedConfigMaps.contains(configMap.getMetadata().getName())) {
        checks.problems.add("no container reads " + Manifests.describe(configMap));
      }
    }
    return checks.problems;
  }

  private void checkReferences(WorkloadResource workload) {
    for (EnvFromSource source : workload.container().getEnvFrom()) {
      if (source.getConfigMapRef() != null) {
        requireConfigMap(workload.name(), source.getConfigMapRef().getName());
      }
      if (source.getSecretRef() != null && !secrets.containsKey(source.getSecretRef().getName())) {
        problems.add(workload.name() + " reads a secret that nothing creates");
      }
    }
    for (EnvVar variable : workload.container().getEnv()) {
      EnvVarSource source = variable.getValueFrom();
      if (source != null && source.getSecretKeyRef() != null) {
        requireSecret(workload.name(), source.getSecretKeyRef());
      }
      if (source != null && source.getConfigMapKeyRef() != null) {
        String name = source.getConfigMapKeyRef().getName();
        requireConfigMap(workload.name(), name);
        if (!configMaps
            .getOrDefault(name, Set.of())
            .contains(source.getConfigMapKeyRef().getKey())) {
          problems.add(workload.name() + " reads a key that the config map does not have");
        }
      }
    }
  }

  private void requireConfigMap(String reader, String name) {
    usedConfigMaps.add(name);
    if (!configMaps.containsKey(name)) {
      problems.add(reader + " reads a config map that is not there");
    }
  }

  private void requireSecret(String reader, SecretKeySelector selector) {
    if (!secrets.getOrDefault(selector.getName(), Set.of()).contains(selector.getKey())) {
      problems.add(reader + " reads a key that no secret has");
    }
  }

  private void checkNames(WorkloadResource workload) {
    Set<String> named = references(workload.container());
    Set<String> readable = new HashSet<>(OF_THE_JVM);
    readable.addAll(workload.isProxy() ? Documentation.proxySettings().keySet() : benchVariables());
    readable.addAll(named);
    Set<String> given = new HashSet<>(Settings.of(manifests, workload).keySet());
    workload.container().getEnv().forEach(variable -> given.add(variable.getName()));
    for (String name : given) {
      if (!readable.contains(name)) {
        problems.add("%s sets %s, which nothing reads".formatted(workload.name(), name));
      }
    }
    for (String name : named) {
      if (!given.contains(name) && !name.equals(IndexedPod.INDEX)) {
        problems.add("%s uses %s, which nothing sets".formatted(workload.name(), name));
      }
    }
  }

  private static Set<String> benchVariables() {
    return Stream.of(Setting.values())
        .map(Setting::env)
        .filter(name -> name != null)
        .collect(Collectors.toSet());
  }

  /** Variables in the command and its arguments. */
  private static Set<String> references(Container container) {
    return Stream.concat(container.getCommand().stream(), container.getArgs().stream())
        .flatMap(word -> IndexedPod.REFERENCE.matcher(word).results())
        .map(match -> match.group(1))
        .collect(Collectors.toSet());
  }
}
