package dev.firsttoken.deploy.kubernetes;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.Map;

/**
 * Resource that makes pods.
 *
 * @param name its kind and name, for messages
 */
record WorkloadResource(String name, PodTemplateSpec template) {
  private static final String COMPONENT = "app.kubernetes.io/component";

  Map<String, String> labels() {
    return template.getMetadata().getLabels();
  }

  PodSpec pod() {
    return template.getSpec();
  }

  /** {@return the only container} */
  Container container() {
    if (pod().getContainers().size() != 1 || !pod().getInitContainers().isEmpty()) {
      throw new AssertionError(name + " must have one container");
    }
    return pod().getContainers().getFirst();
  }

  boolean isProxy() {
    return "proxy".equals(labels().get(COMPONENT));
  }

  boolean hasPort(IntOrString port) {
    return container().getPorts().stream().anyMatch(each -> isSame(each, port));
  }

  private static boolean isSame(ContainerPort port, IntOrString wanted) {
    return wanted.getStrVal() == null
        ? port.getContainerPort().equals(wanted.getIntVal())
        : wanted.getStrVal().equals(port.getName());
  }
}
