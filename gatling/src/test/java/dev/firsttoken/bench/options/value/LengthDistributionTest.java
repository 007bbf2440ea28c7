package dev.firsttoken.bench.options.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LengthDistributionTest {

  @ParameterizedTest
  @CsvSource({
    "1024, 1024, 1024",
    "1, 1, 1",
    "1000000, 1000000, 1000000",
    "1024±10%, 922, 1126",
    "1024+-10%, 922, 1126",
    "1024+/-10%, 922, 1126",
    "100±29%, 71, 129",
    "100±2.5%, 98, 102",
    "100±0%, 100, 100",
    "1±99%, 1, 1",
    "uniform:100-2000, 100, 2000",
    "uniform:7-7, 7, 7"
  })
  void lengthsReachFromTheSmallestToTheLargest(String text, int min, int max) {
    assertThat(LengthDistribution.parse(text)).isEqualTo(new LengthDistribution(min, max));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "0",
        "-1",
        "1.5",
        "1e3",
        "1024 ",
        "1000001",
        "99999999999999999999",
        "1024±",
        "1024±10",
        "1024±100%",
        "1024±-1%",
        "1024±1.2345%",
        "±10%",
        "1024-10%",
        "1000000±1%",
        "uniform:",
        "uniform:0-5",
        "uniform:5",
        "uniform:1-1000001",
        "uniform:1-2-3",
        "uniform:-1-5",
        "normal:100",
        "１２",
        "10,20"
      })
  void anythingElseIsRejectedWithTheGrammar(String text) {
    assertThatThrownBy(() -> LengthDistribution.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("must be " + LengthDistribution.VALID_VALUES);
  }

  @Test
  void fallingRangeIsRejectedWithItsBounds() {
    assertThatThrownBy(() -> LengthDistribution.parse("uniform:2000-100"))
        .hasMessage("the range begins with 2,000, which is more than its end 100");
  }

  @Test
  void everyLengthOfTheRangeIsDrawnAndNoOther() {
    for (int seed = 0; seed < 100; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      LengthDistribution lengths = new LengthDistribution(3, 6);
      assertThat(IntStream.range(0, 200).map(i -> lengths.draw(random)).distinct().sorted())
          .as("seed %d", seed)
          .containsExactly(3, 4, 5, 6);
    }
  }

  @Test
  void fixedLengthIsDrawnAlways() {
    LengthDistribution fixed = LengthDistribution.parse("9");
    assertThat(fixed.isFixed()).isTrue();
    assertThat(fixed.draw(new SplittableRandom(1))).isEqualTo(9);
    assertThat(LengthDistribution.parse("9±50%").isFixed()).isFalse();
  }
}
