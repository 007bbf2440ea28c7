package dev.firsttoken.bench.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PromptSelectionTest {
  private static Prompt prompt(int lineNumber, int characters) {
    return new Prompt(lineNumber, "x".repeat(characters), -1, null);
  }

  private static PromptSelection offerAll(PromptSelection selection, int count) {
    for (int i = 1; i <= count && selection.offer(prompt(i, 10)); i++) {}
    return selection;
  }

  private static List<Integer> chosen(@Nullable Long seed, int count) {
    return offerAll(new PromptSelection(10, 1_000, seed), count).close().stream()
        .map(Prompt::lineNumber)
        .toList();
  }

  @Test
  void firstPromptsAreKeptInTheirOrder() {
    assertThat(chosen(null, 5)).containsExactly(1, 2, 3, 4, 5);
    assertThat(chosen(null, 500)).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
  }

  @Test
  void nothingIsOfferedOnceNothingMoreIsKept() {
    PromptSelection selection = new PromptSelection(1, 1_000, null);

    assertThat(selection.offer(prompt(1, 1))).isTrue();
    assertThat(selection.isFull()).isFalse();
    assertThat(selection.offer(prompt(2, 1))).isFalse();
    assertThat(selection.isFull()).isTrue();
  }

  @Test
  void charactersAreLimitedToo() {
    PromptSelection selection = new PromptSelection(10, 25, null);

    assertThat(offerAll(selection, 9).close()).hasSize(2);
    assertThat(selection.isFull()).isTrue();
  }

  @Test
  void eachPromptOfALongFileIsChosenWithTheSameProbability() {
    int[] counts = new int[101];
    for (long seed = 0; seed < 10_000; seed++) {
      for (int line : chosen(seed, 100)) {
        counts[line]++;
      }
    }

    // The expectation is 1,000 with a standard deviation of 30.
    for (int line = 1; line <= 100; line++) {
      assertThat(counts[line]).as("line %d", line).isBetween(850, 1_150);
    }
  }

  @Test
  void choiceDependsOnTheSeedAlone() {
    assertThat(chosen(3L, 100)).isEqualTo(chosen(3L, 100)).isNotEqualTo(chosen(4L, 100));
  }

  @Test
  void choiceAmongPromptsOfVeryDifferentLengthStaysWithinItsCharacters() {
    for (long seed = 0; seed < 20; seed++) {
      PromptSelection selection = new PromptSelection(10, 100, seed);
      offerAll(selection, 10);
      for (int i = 11; i < 1_000; i++) {
        selection.offer(prompt(i, i % 3 == 0 ? 90 : 30));
      }

      List<Prompt> chosen = selection.close();
      assertThat(chosen).isNotEmpty().doesNotHaveDuplicates();
      assertThat(chosen.stream().mapToLong(Prompt::length).sum()).isLessThanOrEqualTo(100);
    }
  }
}
