package dev.firsttoken.bench.merge;

import dev.firsttoken.bench.result.MergedShards;
import dev.firsttoken.bench.result.MergedShards.Part;
import dev.firsttoken.bench.samples.RunHeader.RecordedShard.WallClock;
import dev.firsttoken.bench.trust.Warning;
import dev.firsttoken.bench.trust.Warning.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Names the shards that were missing, cut short, apart from the others, or without a clock. */
final class ShardWarnings {
  private static final int MAX_NAMED = 8;
  private static final double SECOND_NANOS = 1e9;

  private ShardWarnings() {}

  static List<Warning> of(MergedShards shards) {
    List<Warning> warnings = new ArrayList<>();
    if (!shards.missing().isEmpty()) {
      String where =
          " (%d of %d: %s)"
              .formatted(
                  shards.missing().size(), shards.count(), ShardTrust.names(shards.missing()));
      warnings.add(Code.SHARDS_MISSING.toWarning(where, List.of()));
    }
    add(Code.SHARDS_PARTIAL, shards, Part::partial, part -> " in " + part.name(), warnings);
    add(
        Code.SHARDS_APART,
        shards,
        part -> part.apart().isNoticed(),
        part ->
            String.format(
                Locale.ROOT,
                " began %.1f s after the first, and ended %.1f s before the last",
                part.apart().lateNanos() / SECOND_NANOS,
                part.apart().earlyNanos() / SECOND_NANOS),
        warnings);
    add(
        Code.SHARD_CLOCKS_UNKNOWN,
        shards,
        part -> !isKept(part.shard().clock()),
        part -> "",
        warnings);
    return warnings;
  }

  private static boolean isKept(@Nullable WallClock clock) {
    return clock != null && clock.synchronised();
  }

  private static void add(
      Code code,
      MergedShards shards,
      Predicate<Part> predicate,
      Function<Part, String> what,
      List<Warning> warnings) {
    List<Part> concerned = shards.parts().stream().filter(predicate).toList();
    if (concerned.isEmpty()) {
      return;
    }
    List<String> named =
        new ArrayList<>(
            concerned.stream()
                .limit(MAX_NAMED)
                .map(part -> "shard " + part.shard().index() + what.apply(part))
                .toList());
    if (concerned.size() > MAX_NAMED) {
      named.add((concerned.size() - MAX_NAMED) + " more");
    }
    warnings.add(code.toWarning(" (" + String.join("; ", named) + ")", List.of()));
  }
}
