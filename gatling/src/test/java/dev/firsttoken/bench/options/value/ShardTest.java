package dev.firsttoken.bench.options.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShardTest {
  @Test
  void sharesOfAllShardsAddUpToTheWholeAndDifferByOneAtMost() {
    for (int count = 1; count <= 40; count++) {
      for (int items = 0; items <= 130; items++) {
        List<Integer> shares = new ArrayList<>();
        for (int index = 0; index < count; index++) {
          shares.add(new Shard(index, count).shareOf(items));
        }
        assertThat(shares.stream().mapToInt(Integer::intValue).sum()).isEqualTo(items);
        assertThat(shares).allMatch(share -> share >= 0);
        assertThat(shares.getFirst() - shares.getLast()).isBetween(0, 1);
      }
    }
  }

  @Test
  void eachItemIsDealtToOneShard() {
    for (int count = 1; count <= 40; count++) {
      for (int items = 0; items <= 130; items++) {
        List<Long> dealt = new ArrayList<>();
        for (int index = 0; index < count; index++) {
          Shard shard = new Shard(index, count);
          LongStream.range(0, shard.shareOf(items)).map(shard::positionOf).forEach(dealt::add);
        }
        assertThat(dealt)
            .containsExactlyInAnyOrderElementsOf(
                IntStream.range(0, items).mapToObj(Long::valueOf).toList());
      }
    }
  }

  @Test
  void largestCountsDoNotOverflow() {
    assertThat(new Shard(0, 1000).shareOf(Integer.MAX_VALUE)).isEqualTo(2_147_484);
    assertThat(new Shard(999, 1000).positionOf(Integer.MAX_VALUE)).isEqualTo(2_147_483_647_999L);
  }

  @ParameterizedTest
  @CsvSource({"0/1, 0, 1", "2/3, 2, 3", "' 999/1000 ', 999, 1000"})
  void shardIsItsNumberAndHowManyThereAre(String text, int index, int count) {
    assertThat(Shard.parse(text)).isEqualTo(new Shard(index, count));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "3/3 | must be from 0/3 to 2/3: shards count from 0",
        "1/1 | must be 0/1, the only shard of one",
        "0/0 | must be one of 1 to 1,000 shards",
        "0/1001 | must be one of 1 to 1,000 shards",
        "'' | must be the number of a shard, from 0, and how many there are, like 0/4",
        "-1/3 | like 0/4",
        "1 | like 0/4",
        "0/9999999999 | like 0/4"
      })
  void anythingElseIsRejectedWithTheWayOut(String text, String message) {
    assertThatThrownBy(() -> Shard.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
