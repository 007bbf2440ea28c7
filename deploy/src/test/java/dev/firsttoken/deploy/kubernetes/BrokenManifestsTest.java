package dev.firsttoken.deploy.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Each check on manifests with the mistake that it is there for. */
class BrokenManifestsTest {
  private static final String DEPLOYMENT = "base/deployment.yaml";
  private static final String SETTINGS = "base/kustomization.yaml";
  private static final String AUTOSCALER = "base/autoscaler.yaml";
  private static final String MONITOR = "monitoring/service-monitor.yaml";
  private static final String UPSTREAM = "overlays/upstream/network-policy.yaml";
  private static final String SWEEP = "load/sweep/job.yaml";
  private static final String PROXY = "Deployment first-token ";
  private static final String SHARDS = "Job first-token-sweep ";

  /**
   * Manifests with a mistake.
   *
   * @param text part of the file that is replaced wherever it stands
   * @param problem part of the problem to be found
   */
  record Mistake(String file, String text, String replacement, String problem) {
    @Override
    public String toString() {
      return "%s: %s".formatted(file, replacement.strip());
    }
  }

  static final List<Mistake> SELECTORS =
      List.of(
          new Mistake(
              DEPLOYMENT,
              "      labels:\n        app.kubernetes.io/name: first-token\n",
              "      labels:\n        app.kubernetes.io/name: first-tokens\n",
              PROXY + "does not select its own pods"),
          new Mistake(
              DEPLOYMENT,
              "              app.kubernetes.io/component: proxy",
              "              app.kubernetes.io/component: prox",
              PROXY + "spreads pods by labels that its own pods don't have"),
          new Mistake(
              DEPLOYMENT,
              "  revisionHistoryLimit: 3",
              "  replicas: 3",
              PROXY + "has replicas beside an autoscaler"),
          new Mistake(
              "base/service.yaml",
              "    app.kubernetes.io/component: proxy\n  ports",
              "    app.kubernetes.io/component: prox\n  ports",
              "Service first-token selects pods of 0 workloads"),
          new Mistake(
              "base/disruption-budget.yaml",
              "component: proxy",
              "component: prox",
              "PodDisruptionBudget first-token selects pods of 0 workloads"),
          new Mistake(
              "base/network-policy.yaml",
              "component: proxy",
              "component: load",
              "NetworkPolicy first-token selects pods of 2 workloads"),
          new Mistake(AUTOSCALER, "kind: Deployment", "kind: StatefulSet", "scales what is not"),
          new Mistake(
              AUTOSCALER, "    name: first-token\n", "    name: first\n", "scales what is not"),
          new Mistake(
              MONITOR, "component: proxy", "component: prox", "does not select one Service"),
          new Mistake(
              SWEEP, "component: proxy", "component: prox", SHARDS + "avoids pods that are not"));

  static final List<Mistake> PORTS =
      List.of(
          new Mistake(
              DEPLOYMENT, "port: http", "port: web", PROXY + "has a probe of a port that is not"),
          new Mistake(
              DEPLOYMENT, "containerPort: 8080", "containerPort: 8081", PROXY + "listens on"),
          new Mistake(SETTINGS, "PORT=8080", "PORT=8081", PROXY + "listens on a port that is not"),
          new Mistake(
              "base/service.yaml",
              "targetPort: http",
              "targetPort: web",
              "Service first-token leads to a port that is not there"),
          new Mistake(
              "base/network-policy.yaml",
              "port: http",
              "port: web",
              "NetworkPolicy first-token allows a port that is not there"),
          new Mistake(
              UPSTREAM,
              "port: 8000",
              "port: 8001",
              "lets Deployment first-token call http://model-server:8000/v1"),
          new Mistake(
              UPSTREAM,
              "app.kubernetes.io/name: model-server",
              "app.kubernetes.io/name: model",
              "lets Deployment first-token call http://model-server:8000/v1"),
          new Mistake(
              UPSTREAM,
              "    - to:\n        - podSelector:\n            matchLabels:\n"
                  + "              app.kubernetes.io/name: model-server\n      ports:",
              "    - ports:",
              "lets Deployment first-token call http://model-server:8000/v1"),
          new Mistake(
              UPSTREAM,
              "k8s-app: kube-dns",
              "k8s-app: dns",
              "lets Deployment first-token look up names"),
          new Mistake(
              UPSTREAM,
              "kubernetes.io/metadata.name: kube-system",
              "kubernetes.io/metadata.name: default",
              "lets Deployment first-token look up names"),
          new Mistake(
              UPSTREAM,
              "        - protocol: TCP\n          port: 53\n",
              "",
              "lets Deployment first-token look up names"),
          new Mistake(MONITOR, "port: http", "port: web", "scrapes a port that is not there"),
          new Mistake(
              "load/sweep/kustomization.yaml",
              "first-token:8080",
              "first-token:8081",
              SHARDS + "sends its load to no Service"),
          new Mistake(
              "load/sweep/kustomization.yaml",
              "//first-token:",
              "//first:",
              SHARDS + "sends its load to no Service"));

  static final List<Mistake> KEYS =
      List.of(
          new Mistake(SETTINGS, "PORT=8080", "PORTS=8080", PROXY + "sets PORTS, which nothing"),
          new Mistake(
              DEPLOYMENT,
              "first-token-settings",
              "first-token-setting",
              PROXY + "reads a config map that is not there"),
          new Mistake(
              DEPLOYMENT,
              "first-token-settings",
              "first-token-setting",
              "no container reads ConfigMap first-token-settings"),
          new Mistake(
              DEPLOYMENT,
              "first-token-keys",
              "first-token-key",
              PROXY + "reads a secret that nothing creates"),
          new Mistake(MONITOR, "key: PROXY_API_KEY", "key: KEY", "reads a key that no secret has"),
          new Mistake(SWEEP, "key: PROXY_API_KEY", "key: KEY", "reads a key that no secret has"),
          new Mistake(
              SWEEP,
              "key: START_AT",
              "key: START",
              SHARDS + "reads a key that the config map does not have"),
          new Mistake(SWEEP, "$(RATE)", "$(RATES)", SHARDS + "uses RATES, which nothing sets"),
          new Mistake(SWEEP, "--rate=$(RATE)", "--seed=1", SHARDS + "sets RATE, which nothing"),
          new Mistake(
              "load/merge/job.yaml",
              "/results/$START_AT",
              "/results/$START",
              "Job first-token-merge uses START, which nothing sets"));

  static final List<Mistake> PODS =
      List.of(
          new Mistake(DEPLOYMENT, "runAsNonRoot: true", "runAsNonRoot: false", "may run as root"),
          new Mistake(DEPLOYMENT, "RuntimeDefault", "Unconfined", "may make any system call"),
          new Mistake(
              DEPLOYMENT, "ServiceAccountToken: false", "ServiceAccountToken: true", "a token"),
          new Mistake(
              SWEEP, "enableServiceLinks: false", "enableServiceLinks: true", "of all Services"),
          new Mistake(
              DEPLOYMENT, "RootFilesystem: true", "RootFilesystem: false", "write to its image"),
          new Mistake(
              SWEEP, "PrivilegeEscalation: false", "PrivilegeEscalation: true", "gain privileges"),
          new Mistake(DEPLOYMENT, "- ALL", "- NET_RAW", "has capabilities"),
          new Mistake(DEPLOYMENT, "mountPath: /tmp", "mountPath: /var", "has no /tmp"),
          new Mistake(
              SWEEP, "- name: results\n          per", "- name: r\n          per", "other volumes"),
          new Mistake(
              DEPLOYMENT,
              "          emptyDir:\n            sizeLimit: 64Mi",
              "          emptyDir: {}",
              "may fill the disk"),
          new Mistake(
              SWEEP, "claimName: first-token-results", "claimName: results", "claims a volume"),
          new Mistake(DEPLOYMENT, "cpu: \"1\"", "ephemeral-storage: 1Gi", "requests no CPU"),
          new Mistake(
              DEPLOYMENT,
              "            limits:\n",
              "            limits:\n              cpu: \"2\"\n",
              PROXY + "limits CPU"),
          new Mistake(
              DEPLOYMENT,
              "            limits:\n              memory: 640Mi\n",
              "            limits:\n              ephemeral-storage: 1Gi\n",
              PROXY + "limits no memory"),
          new Mistake(SWEEP, "memory: 512Mi", "memory: 3Gi", "requests more memory than"));

  static final List<Mistake> FIGURES =
      List.of(
          new Mistake(DEPLOYMENT, "/health/ready", "/health", "probes another path for readiness"),
          new Mistake(DEPLOYMENT, "/health/live", "/live", "probes another path for liveness"),
          new Mistake(
              DEPLOYMENT,
              "GracePeriodSeconds: 310",
              "GracePeriodSeconds: 307",
              PROXY + "is killed after 307 s, before preStop (5 s), drain (300 s) and end (3 s)"),
          new Mistake(SETTINGS, "=300000", "=303000", PROXY + "is killed after 310 s"),
          new Mistake(DEPLOYMENT, "seconds: 5", "seconds: 8", PROXY + "is killed after 310 s"),
          new Mistake(DEPLOYMENT, "memory: 640Mi", "memory: 600Mi", PROXY + "needs 612 MiB"),
          new Mistake(AUTOSCALER, "chat_in_flight", "chat_flight", "scales by a metric that is"),
          new Mistake(AUTOSCALER, "\"200\"", "\"2000\"", "when requests are rejected already"),
          new Mistake(SWEEP, "completions: 3", "completions: 4", SHARDS + "has different values"),
          new Mistake(SWEEP, "parallelism: 3", "parallelism: 1", SHARDS + "has different values"),
          new Mistake(SWEEP, "value: \"3\"", "value: \"2\"", SHARDS + "has different values"),
          new Mistake(SWEEP, "PerIndex: 0", "PerIndex: 1", SHARDS + "retries"),
          new Mistake("load/merge/job.yaml", "Limit: 0", "Limit: 6", "merge retries"),
          new Mistake(SWEEP, "  activeDeadlineSeconds: 3600\n", "", SHARDS + "may run for ever"));

  @TempDir Path folder;

  @ParameterizedTest
  @FieldSource({"SELECTORS", "PORTS", "KEYS", "PODS", "FIGURES"})
  void mistakeIsFound(Mistake mistake) throws IOException {
    copy(mistake);

    List<String> problems =
        Cluster.OVERLAYS.stream()
            .flatMap(overlay -> Cluster.problems(Cluster.build(folder, overlay)).stream())
            .toList();

    assertThat(problems).anyMatch(problem -> problem.contains(mistake.problem()));
  }

  private void copy(Mistake mistake) throws IOException {
    try (Stream<Path> files = Files.walk(Cluster.FOLDER)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = folder.resolve(Cluster.FOLDER.relativize(file));
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
    Path broken = folder.resolve(mistake.file());
    String text = Files.readString(broken);
    assertThat(text).contains(mistake.text());
    Files.writeString(broken, text.replace(mistake.text(), mistake.replacement()));
  }
}
