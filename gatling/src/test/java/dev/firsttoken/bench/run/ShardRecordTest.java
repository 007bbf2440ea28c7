package dev.firsttoken.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.options.Command;
import dev.firsttoken.bench.options.Options;
import dev.firsttoken.bench.options.RawOptions;
import dev.firsttoken.bench.options.Setting;
import dev.firsttoken.bench.samples.RunHeader.RecordedShard;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ShardRecordTest {
  private static @Nullable RecordedShard record(Map<Setting, String> more) {
    Map<Setting, String> settings = new EnumMap<>(Setting.class);
    settings.put(Setting.RATE, "10");
    settings.putAll(more);
    Options options = Options.from(Command.SWEEP, RawOptions.fromFlags(settings, Map.of()));
    return ShardRecord.of(options.loadOptions(), List.of());
  }

  @Test
  void limitThatTheUserGaveIsThatOfAllShards() {
    assertThat(record(Map.of(Setting.SHARD, "1/3", Setting.MAX_IN_FLIGHT, "50")))
        .extracting(RecordedShard::maxInFlight)
        .isEqualTo(50);
    assertThat(record(Map.of(Setting.SHARD, "1/3")))
        .extracting(RecordedShard::maxInFlight)
        .isNull();
    assertThat(record(Map.of())).isNull();
  }
}
