package dev.firsttoken.deploy.hosts;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.wire.testing.BenchCommand;
import java.nio.file.Path;
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
  /**
   * Sends it, and waits for its end.
   *
   * @throws AssertionError with the output of the injector that fails
   */
  static CalmLoad send(BalancedProxies cluster, Path dir) {
    ProxyCounts before = ProxyCounts.of(cluster);
    int begunBefore = cluster.model().begun();
    try (Injectors load =
        Injectors.start(cluster, dir, Injectors.startTogether(), "--warmup=12", "--duration=6s")) {
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
