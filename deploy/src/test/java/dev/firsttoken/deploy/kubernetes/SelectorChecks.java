package dev.firsttoken.deploy.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.WeightedPodAffinityTerm;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.CrossVersionObjectReference;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Checks that everything that selects something by labels or by name finds it. */
final class SelectorChecks {
  private final Manifests manifests;
  private final List<String> problems = new ArrayList<>();

  private SelectorChecks(Manifests manifests) {
    this.manifests = manifests;
  }

  static List<String> problems(Manifests manifests) {
    SelectorChecks checks = new SelectorChecks(manifests);
    manifests.all(Deployment.class).forEach(checks::checkDeployment);
    manifests.all(HorizontalPodAutoscaler.class).forEach(checks::checkAutoscaler);
    for (Service service : manifests.all(Service.class)) {
      checks.requirePods(service, service.getSpec().getSelector());
    }
    for (PodDisruptionBudget budget : manifests.all(PodDisruptionBudget.class)) {
      checks.requirePods(budget, labels(budget.getSpec().getSelector()));
    }
    for (NetworkPolicy policy : manifests.all(NetworkPolicy.class)) {
      checks.requirePods(policy, labels(policy.getSpec().getPodSelector()));
    }
    for (ServiceMonitor monitor : manifests.all(ServiceMonitor.class)) {
      checks.checkMonitor(monitor);
    }
    manifests.workloads().forEach(checks::checkPlacement);
    return checks.problems;
  }

  /** Labels of a selector. Expressions are not used, and would not be checked. */
  static Map<String, String> labels(LabelSelector selector) {
    if (!selector.getMatchExpressions().isEmpty()) {
      throw new AssertionError("expressions of selectors are not checked: " + selector);
    }
    Map<String, String> labels = selector.getMatchLabels();
    return labels == null ? new HashMap<>() : labels;
  }

  /** {@return the Services that a ServiceMonitor selects} */
  static List<Service> services(Manifests manifests, ServiceMonitor monitor) {
    Map<String, String> labels = labels(monitor.getSpec().getSelector());
    return manifests.all(Service.class).stream()
        .filter(service -> hasLabels(service, labels))
        .toList();
  }

  private static boolean hasLabels(HasMetadata resource, Map<String, String> labels) {
    return !labels.isEmpty()
        && resource.getMetadata().getLabels().entrySet().containsAll(labels.entrySet());
  }

  private void requirePods(HasMetadata selecting, Map<String, String> labels) {
    if (manifests.selected(labels).size() != 1) {
      problems.add(
          "%s selects pods of %d workloads"
              .formatted(Manifests.describe(selecting), manifests.selected(labels).size()));
    }
  }

  private void checkDeployment(Deployment deployment) {
    Map<String, String> selector = labels(deployment.getSpec().getSelector());
    Map<String, String> pod = deployment.getSpec().getTemplate().getMetadata().getLabels();
    if (selector.isEmpty() || !pod.entrySet().containsAll(selector.entrySet())) {
      problems.add(Manifests.describe(deployment) + " does not select its own pods");
    }
  }

  private void checkAutoscaler(HorizontalPodAutoscaler autoscaler) {
    CrossVersionObjectReference target = autoscaler.getSpec().getScaleTargetRef();
    Deployment deployment = manifests.find(Deployment.class, target.getName());
    if (deployment == null
        || !deployment.getKind().equals(target.getKind())
        || !deployment.getApiVersion().equals(target.getApiVersion())) {
      problems.add(Manifests.describe(autoscaler) + " scales what is not there");
    } else if (deployment.getSpec().getReplicas() != null) {
      problems.add(Manifests.describe(deployment) + " has replicas beside an autoscaler");
    }
  }

  private void checkMonitor(ServiceMonitor monitor) {
    if (services(manifests, monitor).size() != 1) {
      problems.add(Manifests.describe(monitor) + " does not select one Service");
    }
  }

  private void checkPlacement(WorkloadResource workload) {
    for (TopologySpreadConstraint spread : workload.pod().getTopologySpreadConstraints()) {
      if (!workload.labels().entrySet().containsAll(labels(spread.getLabelSelector()).entrySet())) {
        problems.add(workload.name() + " spreads pods by labels that its own pods don't have");
      }
    }
    if (workload.pod().getAffinity() != null) {
      for (WeightedPodAffinityTerm term :
          workload
              .pod()
              .getAffinity()
              .getPodAntiAffinity()
              .getPreferredDuringSchedulingIgnoredDuringExecution()) {
        if (manifests.selected(labels(term.getPodAffinityTerm().getLabelSelector())).isEmpty()) {
          problems.add(workload.name() + " avoids pods that are not there");
        }
      }
    }
  }
}
