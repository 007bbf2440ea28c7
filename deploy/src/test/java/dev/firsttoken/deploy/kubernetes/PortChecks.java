package dev.firsttoken.deploy.kubernetes;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.openshift.api.model.monitoring.v1.Endpoint;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Checks that every port that is named or numbered is there. */
final class PortChecks {
  private static final int HTTP = 80;
  private static final int HTTPS = 443;
  private static final IntOrString DNS = new IntOrString(53);

  private final Manifests manifests;
  private final List<String> problems = new ArrayList<>();

  private PortChecks(Manifests manifests) {
    this.manifests = manifests;
  }

  static List<String> problems(Manifests manifests) {
    PortChecks checks = new PortChecks(manifests);
    manifests.workloads().stream().filter(WorkloadResource::isProxy).forEach(checks::checkProxy);
    manifests.all(Service.class).forEach(checks::checkService);
    manifests.all(NetworkPolicy.class).forEach(checks::checkPolicy);
    manifests.all(ServiceMonitor.class).forEach(checks::checkMonitor);
    return checks.problems;
  }

  private void checkProxy(WorkloadResource proxy) {
    Container container = proxy.container();
    for (Probe probe : probes(container)) {
      if (!proxy.hasPort(probe.getHttpGet().getPort())) {
        problems.add(proxy.name() + " has a probe of a port that is not there");
      }
    }
    Map<String, String> settings = Settings.of(manifests, proxy);
    if (!proxy.hasPort(new IntOrString(Integer.valueOf(settings.getOrDefault("PORT", "0"))))) {
      problems.add(proxy.name() + " listens on a port that is not the container's");
    }
    String upstream = settings.get("LLM_BASE_URL");
    if (upstream != null && !allowsCalls(proxy, URI.create(upstream))) {
      problems.add("no NetworkPolicy lets %s call %s".formatted(proxy.name(), upstream));
    }
    if (upstream != null && !allowsLookups(proxy)) {
      problems.add("no NetworkPolicy lets %s look up names".formatted(proxy.name()));
    }
  }

  static List<Probe> probes(Container container) {
    return List.of(
        container.getStartupProbe(), container.getLivenessProbe(), container.getReadinessProbe());
  }

  private boolean allowsCalls(WorkloadResource proxy, URI url) {
    int scheme = url.getScheme().equals("https") ? HTTPS : HTTP;
    IntOrString port = new IntOrString(url.getPort() < 0 ? scheme : url.getPort());
    return egress(proxy)
        .filter(rule -> leadsTo(rule, peer -> isOf(peer.getPodSelector(), url.getHost())))
        .flatMap(rule -> rule.getPorts().stream())
        .anyMatch(allowed -> port.equals(allowed.getPort()));
  }

  /** Asks for UDP and TCP to the cluster's own DNS: an answer may be too large for UDP. */
  private boolean allowsLookups(WorkloadResource proxy) {
    return egress(proxy)
        .filter(rule -> leadsTo(rule, PortChecks::isDns))
        .flatMap(rule -> rule.getPorts().stream())
        .filter(port -> DNS.equals(port.getPort()))
        .map(NetworkPolicyPort::getProtocol)
        .toList()
        .containsAll(List.of("UDP", "TCP"));
  }

  private Stream<NetworkPolicyEgressRule> egress(WorkloadResource proxy) {
    return manifests.all(NetworkPolicy.class).stream()
        .filter(policy -> isFor(policy, proxy))
        .flatMap(policy -> policy.getSpec().getEgress().stream());
  }

  /** A rule without peers leads to everything, and is none. */
  private static boolean leadsTo(
      NetworkPolicyEgressRule rule, Predicate<NetworkPolicyPeer> wanted) {
    return !rule.getTo().isEmpty() && rule.getTo().stream().allMatch(wanted);
  }

  private static boolean isDns(NetworkPolicyPeer peer) {
    return isOf(peer.getPodSelector(), "kube-dns")
        && isOf(peer.getNamespaceSelector(), "kube-system");
  }

  /** The manifests name pods as the Service that leads to them. */
  private static boolean isOf(@Nullable LabelSelector selector, String name) {
    return selector != null && SelectorChecks.labels(selector).containsValue(name);
  }

  private boolean isFor(NetworkPolicy policy, WorkloadResource workload) {
    return manifests
        .selected(SelectorChecks.labels(policy.getSpec().getPodSelector()))
        .contains(workload);
  }

  private void checkService(Service service) {
    for (WorkloadResource workload : manifests.selected(service.getSpec().getSelector())) {
      for (ServicePort port : service.getSpec().getPorts()) {
        if (!workload.hasPort(port.getTargetPort())) {
          problems.add(Manifests.describe(service) + " leads to a port that is not there");
        }
      }
    }
  }

  private void checkPolicy(NetworkPolicy policy) {
    for (WorkloadResource workload :
        manifests.selected(SelectorChecks.labels(policy.getSpec().getPodSelector()))) {
      Stream<NetworkPolicyPort> ports =
          policy.getSpec().getIngress().stream()
              .map(NetworkPolicyIngressRule::getPorts)
              .flatMap(List::stream);
      if (!ports.allMatch(port -> workload.hasPort(port.getPort()))) {
        problems.add(Manifests.describe(policy) + " allows a port that is not there");
      }
    }
  }

  private void checkMonitor(ServiceMonitor monitor) {
    List<String> names =
        SelectorChecks.services(manifests, monitor).stream()
            .flatMap(service -> service.getSpec().getPorts().stream())
            .map(ServicePort::getName)
            .toList();
    for (Endpoint endpoint : monitor.getSpec().getEndpoints()) {
      if (!names.contains(endpoint.getPort())) {
        problems.add(Manifests.describe(monitor) + " scrapes a port that is not there");
      }
    }
  }
}
