package dev.firsttoken.bench.report.terminal;

import dev.firsttoken.bench.result.MergedShards;
import dev.firsttoken.bench.result.MergedShards.CommonTime;
import dev.firsttoken.bench.result.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The rate of each level while all shards of a load had some, below the table. */
final class ShardLines {
  private ShardLines() {}

  /** Returns a line for each level of merged shards; none for any other result. */
  static List<String> format(Result result) {
    MergedShards shards = result.shards();
    List<String> lines = new ArrayList<>();
    for (int i = 0; shards != null && i < result.levels().size(); i++) {
      CommonTime time = shards.commonTimes().get(i);
      String level = result.levels().get(i).level().labelWithTarget();
      lines.add(
          time.nanos() == 0
              ? "steady_rps at %s: none, because there was no time in which all %d merged shards had load"
                  .formatted(level, shards.parts().size())
              : String.format(
                  Locale.ROOT,
                  "steady_rps at %s: %.2f, over the %.1f s in which all %d merged shards had load",
                  level,
                  time.rps(),
                  time.nanos() / 1e9,
                  shards.parts().size()));
    }
    return lines;
  }
}
