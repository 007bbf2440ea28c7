package dev.firsttoken.deploy.kubernetes;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Checks of figures of the pod that follow from figures of the proxy. */
final class ProxyChecks {
  private static final Path JVM_FLAGS =
      Path.of("..", "proxy", "src", "main", "jvm", "proxy.jvmargs");
  private static final Pattern MEBIBYTES =
      Pattern.compile("^-(?:Xmx|XX:MaxDirectMemorySize=)(\\d+)m$", Pattern.MULTILINE);

  /** For code, threads and the collector, as docs/configuration.md says. */
  private static final int OTHER_MEBIBYTES = 100;

  /**
   * After the drain, aborted requests have 2 s to send their error, and the event loops half a
   * second.
   */
  private static final Duration END = Duration.ofSeconds(3);

  private static final Set<String> STARTUP_AND_LIVENESS = Set.of("/health/live");

  private final Manifests manifests;
  private final List<String> problems = new ArrayList<>();

  private ProxyChecks(Manifests manifests) {
    this.manifests = manifests;
  }

  static List<String> problems(Manifests manifests) {
    ProxyChecks checks = new ProxyChecks(manifests);
    for (WorkloadResource workload : manifests.workloads()) {
      if (workload.isProxy()) {
        checks.checkProbes(workload);
        checks.checkShutdown(workload);
        checks.checkMemory(workload);
      }
    }
    manifests.all(HorizontalPodAutoscaler.class).forEach(checks::checkAutoscaler);
    return checks.problems;
  }

  private void checkProbes(WorkloadResource proxy) {
    Container container = proxy.container();
    if (!path(container.getReadinessProbe()).equals("/health/ready")) {
      problems.add(proxy.name() + " probes another path for readiness");
    }
    if (!Set.copyOf(List.of(path(container.getStartupProbe()), path(container.getLivenessProbe())))
        .equals(STARTUP_AND_LIVENESS)) {
      problems.add(proxy.name() + " probes another path for liveness");
    }
  }

  private static String path(Probe probe) {
    return probe.getHttpGet().getPath();
  }

  /**
   * Clients are served until no one sends any more, and then until their responses are complete.
   */
  private void checkShutdown(WorkloadResource proxy) {
    Duration grace = Duration.ofSeconds(proxy.pod().getTerminationGracePeriodSeconds());
    Duration preStop =
        Duration.ofSeconds(proxy.container().getLifecycle().getPreStop().getSleep().getSeconds());
    Duration drain = Duration.ofMillis(Long.parseLong(setting(proxy, "DRAIN_TIMEOUT_MS")));
    if (grace.compareTo(preStop.plus(drain).plus(END)) < 0) {
      problems.add(
          "%s is killed after %d s, before preStop (%d s), drain (%d s) and end (%d s) are over"
              .formatted(
                  proxy.name(),
                  grace.toSeconds(),
                  preStop.toSeconds(),
                  drain.toSeconds(),
                  END.toSeconds()));
    }
  }

  /** A value of the manifests, or else the default as documented. */
  private String setting(WorkloadResource proxy, String name) {
    String value = Settings.of(manifests, proxy).get(name);
    return value == null ? Documentation.proxySettings().getOrDefault(name, "0") : value;
  }

  private void checkMemory(WorkloadResource proxy) {
    long needed = heapAndDirectMebibytes() + OTHER_MEBIBYTES;
    BigDecimal limit = PodChecks.bytes(proxy.container().getResources().getLimits(), "memory");
    if (limit.compareTo(BigDecimal.valueOf(needed << 20)) < 0) {
      problems.add("%s needs %d MiB, which it may not take".formatted(proxy.name(), needed));
    }
  }

  private static long heapAndDirectMebibytes() {
    try {
      List<MatchResult> sizes = MEBIBYTES.matcher(Files.readString(JVM_FLAGS)).results().toList();
      if (sizes.size() != 2) {
        throw new AssertionError(JVM_FLAGS + " does not set heap and direct memory in MiB");
      }
      return sizes.stream().mapToLong(size -> Long.parseLong(size.group(1))).sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void checkAutoscaler(HorizontalPodAutoscaler autoscaler) {
    BigDecimal limit =
        manifests.workloads().stream()
            .filter(WorkloadResource::isProxy)
            .map(proxy -> new BigDecimal(setting(proxy, "MAX_IN_FLIGHT")))
            .min(BigDecimal::compareTo)
            .orElse(BigDecimal.ZERO);
    for (MetricSpec metric : autoscaler.getSpec().getMetrics()) {
      if (!Documentation.metrics().contains(metric.getPods().getMetric().getName())) {
        problems.add(Manifests.describe(autoscaler) + " scales by a metric that is not there");
      }
      BigDecimal target = metric.getPods().getTarget().getAverageValue().getNumericalAmount();
      if (target.compareTo(limit) >= 0) {
        problems.add(Manifests.describe(autoscaler) + " scales when requests are rejected already");
      }
    }
  }
}
