package dev.firsttoken.bench.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShardOptionsTest {
  private static Options parse(String... flags) {
    Map<Setting, String> settings = new EnumMap<>(Setting.class);
    for (String flag : flags) {
      String[] parts = flag.split("=", 2);
      settings.put(Setting.valueOf(parts[0]), parts[1]);
    }
    return Options.from(Command.SWEEP, RawOptions.fromFlags(settings, Map.of()));
  }

  @Test
  void withoutShardAllOfTheLoadIsSentAtOnce() {
    assertThat(parse("CONCURRENCY=8").loadOptions().shardOptions()).isEqualTo(ShardOptions.NONE);
  }

  @Test
  void shardIsRecordedButTheStartIsNotRepeated() {
    Options options =
        parse("SHARD=1/3", "CONCURRENCY=9", "START_AT=" + Instant.now().plusSeconds(60));
    assertThat(options.recordedOptions()).containsEntry("shard", "1/3").containsKey("start-at");
    assertThat(options.givenOptions().values())
        .containsKey(Setting.SHARD)
        .doesNotContainKey(Setting.START_AT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "FIND_MAX=true SLO=ttft:p95<1s | can't be given with --find-max",
        "CONCURRENCY=8,2 | 3 shards can't share 2 users of --concurrency; use more users, or at"
            + " most 2 shards",
        "CONCURRENCY=4,5 | gives shard 0/3 2 users in two levels, which could not be told apart;"
            + " let the numbers differ by at least 3",
        "CONCURRENCY=3 TOTAL=2 | 3 shards can't share 2 requests of --total",
        "RATE=0.05 DURATION=40s | a rate of 0.05/s gives 3 shards less than one request each",
        "RATE=9 MAX_IN_FLIGHT=2 | 3 shards can't share 2 requests of --max-in-flight",
        "CONCURRENCY=9 MAX_ERRORS=10 | --max-errors=10: can't be counted over several shards; give"
            + " a share like 5%",
        "CONCURRENCY=9 SLO=rps>5 | a shard sends only a part of rps"
      })
  void loadThatCanNotBeSplitIsRejectedAtEachShardAlike(String flags, String message) {
    for (int shard = 0; shard < 3; shard++) {
      String[] all = ("SHARD=" + shard + "/3 " + flags).split(" ", -1);
      assertThatThrownBy(() -> parse(all))
          .isInstanceOf(InvalidOptionException.class)
          .hasMessageContaining(message);
    }
  }

  @Test
  void traceWithFewerRequestsThanShardsIsRejected(@TempDir Path dir) throws Exception {
    Path trace = dir.resolve("trace.csv");
    Files.writeString(
        trace, "TIMESTAMP,ContextTokens,GeneratedTokens\n2024-05-10 00:00:00.009930,10,3\n");
    assertThatThrownBy(() -> parse("SHARD=0/2", "TRACE=" + trace))
        .hasMessageContaining("2 shards can't share 1 requests of the trace");
  }

  @Test
  void loadThatCanBeSplitIsAccepted() {
    Options options = parse("SHARD=2/3", "CONCURRENCY=3,6", "RATE=1", "TOTAL=6", "MAX_ERRORS=5%");
    assertThat(options.loadOptions().shardOptions().shard().shareOf(6)).isEqualTo(2);
    assertThat(options.workloadOptions().shard())
        .isEqualTo(options.loadOptions().shardOptions().shard());
  }
}
