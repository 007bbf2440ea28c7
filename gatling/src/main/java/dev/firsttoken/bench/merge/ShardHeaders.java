package dev.firsttoken.bench.merge;

import dev.firsttoken.bench.samples.Calibration;
import dev.firsttoken.bench.samples.Environment;
import dev.firsttoken.bench.samples.RecordedCommand;
import dev.firsttoken.bench.samples.RunHeader;
import dev.firsttoken.bench.trust.Warning;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Merges what the shards of one load say about their runs. */
final class ShardHeaders {
  private static final String MAX_IN_FLIGHT = "max-in-flight";

  private ShardHeaders() {}

  /** Returns the header of the load; its clock counts from the start of the first shard. */
  static RunHeader merge(List<ShardReader> shards) {
    List<RunHeader> headers = shards.stream().map(ShardReader::header).toList();
    Set<@Nullable Calibration> calibrations = new LinkedHashSet<>();
    headers.forEach(header -> calibrations.add(header.calibration()));
    return new RunHeader(
        RecordedCommand.MERGE,
        headers.stream()
            .map(RunHeader::startedAt)
            .min(Comparator.comparing(OffsetDateTime::parse))
            .orElseThrow(),
        0,
        options(shards),
        headers.getFirst().environment(),
        calibrations.size() == 1 ? calibrations.iterator().next() : null);
  }

  /** The options of all shards are equal, but for those of a shard alone. */
  private static Map<String, Object> options(List<ShardReader> shards) {
    Map<String, Object> options = new LinkedHashMap<>(shards.getFirst().header().options());
    options.remove("shard");
    options.keySet().removeAll(RunHeader.OUTPUT_OPTIONS);
    options.computeIfPresent(MAX_IN_FLIGHT, (name, limit) -> sumOfLimits(shards));
    options.put("merged", shards.stream().map(ShardReader::name).toList());
    return options;
  }

  /** Returns the sum as text, or null to leave it out if a shard has no number. */
  private static @Nullable Object sumOfLimits(List<ShardReader> shards) {
    int sum = 0;
    for (ShardReader shard : shards) {
      Integer limit = shard.header().settings().maxInFlight();
      if (limit == null) {
        return null;
      }
      sum += limit;
    }
    return Integer.toString(sum);
  }

  /** Returns a warning if the shards ran on different machines or builds. */
  static List<Warning> differences(List<ShardReader> shards) {
    Set<Environment> environments = new LinkedHashSet<>();
    shards.forEach(shard -> environments.add(shard.header().environment()));
    return environments.size() == 1
        ? List.of()
        : List.of(
            Warning.Code.ENVIRONMENTS_DIFFER.toWarning(
                HeaderMerger.describeDifferences(environments), List.of()));
  }

  /** Returns the reading of the wall clock when the header's clock reads 0. */
  static long epochNanos(RunHeader header) {
    return ChronoUnit.NANOS.between(
        Instant.EPOCH, OffsetDateTime.parse(header.startedAt()).toInstant());
  }
}
