package dev.firsttoken.deploy.hosts;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.wire.testing.BenchCommand;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Load in which nothing fails, from injectors that start at one time.
 *
 * @param samples of all shards
 * @param merged result of all shards
 * @param counted what the proxies have counted of it
 * @param begun streams that the model server began
 */
record CalmLoad(List<Sample> samples, JsonNode merged, ProxyCounts counted, int begun) {
  /** The bench takes ten seconds before the start for its warm-up. */
  private static final Duration LEAD = Duration.ofSeconds(15);

  /**
   * Sends it, and waits for its end.
   *
   * @throws AssertionError with the output of the injector that fails
   */
  static CalmLoad send(BalancedProxies cluster, Path dir) {
    ProxyCounts before = ProxyCounts.of(cluster);
    int begunBefore = cluster.model().begun();
    Instant start = Instant.now().plus(LEAD).truncatedTo(ChronoUnit.SECONDS);
    try (Injectors load =
        Injectors.start(cluster, dir, "--start-at=" + start, "--warmup=12", "--duration=6s")) {
      for (BenchCommand shard : load.shards()) {
        if (shard.exitStatus() != 0) {
          throw new AssertionError(shard.err());
        }
      }
      try (BenchCommand merge = load.merge()) {
        merge.exitStatus();
        return new CalmLoad(
            load.samples(),
            merge.json(),
            ProxyCounts.of(cluster).minus(before),
            cluster.model().begun() - begunBefore);
      }
    }
  }
}
