package dev.firsttoken.deploy.kubernetes;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Checks of the jobs that send a load in shards. */
final class ShardJobChecks {
  private final Manifests manifests;
  private final List<String> problems = new ArrayList<>();

  private ShardJobChecks(Manifests manifests) {
    this.manifests = manifests;
  }

  static List<String> problems(Manifests manifests) {
    ShardJobChecks checks = new ShardJobChecks(manifests);
    for (Job job : manifests.all(Job.class)) {
      WorkloadResource workload =
          new WorkloadResource(Manifests.describe(job), job.getSpec().getTemplate());
      checks.checkTries(workload, job.getSpec());
      if ("Indexed".equals(job.getSpec().getCompletionMode())) {
        checks.checkShards(workload, job.getSpec());
        checks.checkTarget(workload);
      }
    }
    return checks.problems;
  }

  /** A shard that is sent again is late, and a load without an end is none. */
  private void checkTries(WorkloadResource workload, JobSpec job) {
    Integer tries =
        "Indexed".equals(job.getCompletionMode())
            ? job.getBackoffLimitPerIndex()
            : job.getBackoffLimit();
    if (!"Never".equals(workload.pod().getRestartPolicy()) || !Objects.equals(tries, 0)) {
      problems.add(workload.name() + " retries");
    }
    if (job.getActiveDeadlineSeconds() == null) {
      problems.add(workload.name() + " may run for ever");
    }
  }

  private void checkShards(WorkloadResource workload, JobSpec job) {
    Map<String, String> settings = Settings.of(manifests, workload);
    String pods = String.valueOf(job.getCompletions());
    if (!pods.equals(settings.get("SHARDS"))
        || !pods.equals(String.valueOf(job.getParallelism()))) {
      problems.add(
          workload.name() + " has different values of completions, parallelism and SHARDS");
    }
  }

  private void checkTarget(WorkloadResource workload) {
    URI target = URI.create(Settings.of(manifests, workload).getOrDefault("BASE_URL", ""));
    Service service =
        target.getHost() == null ? null : manifests.find(Service.class, target.getHost());
    if (service == null
        || service.getSpec().getPorts().stream()
            .map(ServicePort::getPort)
            .noneMatch(port -> port == target.getPort())) {
      problems.add(workload.name() + " sends its load to no Service that is there");
    }
  }
}
