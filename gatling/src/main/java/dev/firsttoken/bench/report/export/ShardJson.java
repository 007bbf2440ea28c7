package dev.firsttoken.bench.report.export;

import static dev.firsttoken.bench.report.export.JsonNumbers.millis;
import static dev.firsttoken.bench.report.export.JsonNumbers.rate;

import dev.firsttoken.bench.result.MergedShards;
import dev.firsttoken.bench.result.MergedShards.CommonTime;
import dev.firsttoken.bench.result.MergedShards.Part;
import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.samples.RunHeader.RecordedShard;
import dev.firsttoken.bench.samples.RunHeader.RecordedShard.WallClock;
import dev.firsttoken.bench.samples.Sample;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON of a load that several machines sent: the part of one of them, or all parts together. */
final class ShardJson {
  private ShardJson() {}

  /** Adds the part that a run sent, or the parts that a result was merged of, if there are any. */
  static void add(Map<String, @Nullable Object> fields, Result result) {
    RecordedShard shard = result.header().shard();
    if (shard != null) {
      fields.put("shard", fields(shard));
    }
    MergedShards shards = result.shards();
    if (shards != null) {
      Map<String, @Nullable Object> merged = new LinkedHashMap<>();
      merged.put("count", shards.count());
      merged.put("merged", shards.parts().size());
      merged.put("missing", shards.missing());
      merged.put("parts", shards.parts().stream().map(ShardJson::partFields).toList());
      fields.put("shards", merged);
    }
  }

  /** Adds the time in which all shards had load, and the rate in it, to the fields of a level. */
  static void addCommonTime(
      Map<String, @Nullable Object> fields, @Nullable MergedShards shards, int level) {
    if (shards != null) {
      CommonTime time = shards.commonTimes().get(level);
      fields.put("steady_rps", rate(time.rps()));
      fields.put("common_time", millis(time.nanos() == 0 ? Sample.NONE : time.nanos()));
    }
  }

  private static Map<String, @Nullable Object> fields(RecordedShard shard) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("index", shard.index());
    fields.put("count", shard.count());
    fields.put("start_at", shard.startAt());
    WallClock clock = shard.clock();
    fields.put("clock", clock == null ? null : clockFields(clock));
    return fields;
  }

  /** An error that no time service keeps small says nothing. */
  private static Map<String, @Nullable Object> clockFields(WallClock clock) {
    boolean isKept = clock.synchronised();
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("synchronised", isKept);
    fields.put("offset", isKept ? millis(clock.offsetNanos()) : null);
    fields.put("error", isKept ? millis(clock.errorNanos()) : null);
    return fields;
  }

  private static Map<String, @Nullable Object> partFields(Part part) {
    Map<String, @Nullable Object> fields = fields(part.shard());
    fields.put("name", part.name());
    fields.put("started_at", part.startedAt());
    fields.put("partial", part.partial());
    fields.put("valid", part.valid());
    fields.put("late", millis(part.apart().lateNanos()));
    fields.put("early", millis(part.apart().earlyNanos()));
    fields.put("apart", part.apart().isNoticed());
    fields.put("warnings", part.warnings().stream().map(WarningJson::fields).toList());
    return fields;
  }

  /** Returns the fields of each level, with what only a load of several machines has. */
  static List<Map<String, @Nullable Object>> levels(Result result) {
    List<Map<String, @Nullable Object>> levels =
        result.levels().stream()
            .map(level -> LevelJson.fields(level, result.header().settings().percentiles()))
            .toList();
    for (int i = 0; i < levels.size(); i++) {
      addCommonTime(levels.get(i), result.shards(), i);
    }
    return levels;
  }
}
