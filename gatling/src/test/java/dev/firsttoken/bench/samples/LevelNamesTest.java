package dev.firsttoken.bench.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LevelNamesTest {
  private static Level users(int concurrency) {
    return Level.closed(concurrency, 1, 0);
  }

  private static Level rate(double rate) {
    return new Level(0, rate, Arrivals.POISSON, 1, 0, 0, 0);
  }

  @Test
  void oneLevelHasItsUnit() {
    assertThat(LevelNames.join(List.of(users(1)))).isEqualTo("1 user");
    assertThat(LevelNames.join(List.of(users(8)))).isEqualTo("8 users");
    assertThat(LevelNames.join(List.of(rate(1)))).isEqualTo("1 request/s");
    assertThat(LevelNames.join(List.of(rate(2.5)))).isEqualTo("2.5 requests/s");
  }

  @Test
  void severalLevelsShareTheirUnit() {
    assertThat(LevelNames.join(List.of(users(1), users(8), users(32))))
        .isEqualTo("1, 8 and 32 users");
    assertThat(LevelNames.join(List.of(rate(5), rate(10)))).isEqualTo("5 and 10 requests/s");
  }

  @Test
  void levelsOfBothModelsOrOfTargetsHaveTheirOwnUnits() {
    assertThat(LevelNames.join(List.of(users(8), rate(20)))).isEqualTo("8 users and 20 requests/s");
    assertThat(LevelNames.join(List.of(users(8).inRound("express", 1, 0), users(1))))
        .isEqualTo("8 users of express and 1 user");
  }

  @Test
  void manyTextsAreCounted() {
    List<String> texts = IntStream.rangeClosed(1, 6).mapToObj(Integer::toString).toList();

    assertThat(LevelNames.joinTexts(texts.subList(0, 4))).isEqualTo("1, 2, 3 and 4");
    assertThat(LevelNames.joinTexts(texts)).isEqualTo("1, 2, 3, 4 and 2 more");
  }
}
