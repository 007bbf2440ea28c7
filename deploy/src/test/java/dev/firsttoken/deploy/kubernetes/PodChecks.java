package dev.firsttoken.deploy.kubernetes;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Checks of what a pod may do, what it may write to, and what it takes. */
final class PodChecks {
  private final Manifests manifests;
  private final List<String> problems = new ArrayList<>();

  private PodChecks(Manifests manifests) {
    this.manifests = manifests;
  }

  static List<String> problems(Manifests manifests) {
    PodChecks checks = new PodChecks(manifests);
    for (WorkloadResource workload : manifests.workloads()) {
      checks.checkPod(workload);
      checks.checkContainer(workload);
      checks.checkVolumes(workload);
      checks.checkResources(workload);
    }
    return checks.problems;
  }

  private void require(boolean holds, WorkloadResource workload, String problem) {
    if (!holds) {
      problems.add(workload.name() + " " + problem);
    }
  }

  /** Requires true, and not the default, which is the cluster's. */
  private void requireTrue(@Nullable Boolean field, WorkloadResource workload, String problem) {
    require(Boolean.TRUE.equals(field), workload, problem);
  }

  private void requireFalse(@Nullable Boolean field, WorkloadResource workload, String problem) {
    require(Boolean.FALSE.equals(field), workload, problem);
  }

  private void checkPod(WorkloadResource workload) {
    PodSpec pod = workload.pod();
    PodSecurityContext security = pod.getSecurityContext();
    requireTrue(security.getRunAsNonRoot(), workload, "may run as root");
    require(
        "RuntimeDefault".equals(security.getSeccompProfile().getType()),
        workload,
        "may make any system call");
    requireFalse(pod.getAutomountServiceAccountToken(), workload, "gets a token of the cluster");
    requireFalse(pod.getEnableServiceLinks(), workload, "gets the variables of all Services");
  }

  private void checkContainer(WorkloadResource workload) {
    SecurityContext security = workload.container().getSecurityContext();
    requireTrue(security.getReadOnlyRootFilesystem(), workload, "may write to its image");
    requireFalse(security.getAllowPrivilegeEscalation(), workload, "may gain privileges");
    require(
        security.getCapabilities().getDrop().equals(List.of("ALL"))
            && security.getCapabilities().getAdd().isEmpty(),
        workload,
        "has capabilities");
  }

  private void checkVolumes(WorkloadResource workload) {
    Set<String> mounted =
        workload.container().getVolumeMounts().stream()
            .map(VolumeMount::getName)
            .collect(Collectors.toSet());
    Set<String> volumes =
        workload.pod().getVolumes().stream().map(Volume::getName).collect(Collectors.toSet());
    require(mounted.equals(volumes), workload, "mounts other volumes than it has");
    require(
        workload.container().getVolumeMounts().stream()
            .anyMatch(mount -> mount.getMountPath().equals("/tmp")),
        workload,
        "has no /tmp");
    for (Volume volume : workload.pod().getVolumes()) {
      require(
          volume.getEmptyDir() == null || volume.getEmptyDir().getSizeLimit() != null,
          workload,
          "may fill the disk of its node");
      require(
          volume.getPersistentVolumeClaim() == null
              || manifests.find(
                      PersistentVolumeClaim.class, volume.getPersistentVolumeClaim().getClaimName())
                  != null,
          workload,
          "claims a volume that is not there");
    }
  }

  private void checkResources(WorkloadResource workload) {
    Container container = workload.container();
    Map<String, Quantity> requests = container.getResources().getRequests();
    Map<String, Quantity> limits = container.getResources().getLimits();
    require(
        requests.keySet().equals(Set.of("cpu", "memory")), workload, "requests no CPU or memory");
    require(limits.containsKey("memory"), workload, "limits no memory");
    require(!limits.containsKey("cpu"), workload, "limits CPU");
    require(
        bytes(limits, "memory").compareTo(bytes(requests, "memory")) >= 0,
        workload,
        "requests more memory than it may take");
  }

  /** An amount as a number, zero if there is none. */
  static BigDecimal bytes(Map<String, Quantity> amounts, String name) {
    return Quantity.getAmountInBytes(
        Objects.requireNonNullElseGet(amounts.get(name), () -> new Quantity("0")));
  }
}
