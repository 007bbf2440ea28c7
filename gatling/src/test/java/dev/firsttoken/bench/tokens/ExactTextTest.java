package dev.firsttoken.bench.tokens;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.options.value.TokenizerName;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExactTextTest {
  private static final int MAX_TOKENS = 3_000;

  @Test
  void thereIsOneWordForEachByte() {
    assertThat(CommonWords.ALL).hasSize(256).doesNotHaveDuplicates();
    assertThat(CommonWords.ALL).allMatch(word -> word.matches("[a-z]{4}"));
  }

  @ParameterizedTest
  @EnumSource
  void everyTextHasExactlyItsTokens(TokenizerName name) {
    Tokenizer tokenizer = Tokenizer.of(name);
    for (int seed = 0; seed < 50; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      ExactText exactText = new ExactText(tokenizer, MAX_TOKENS, seed);
      for (int tokens : new int[] {1, 2, 7, 8, 9, random.nextInt(10, MAX_TOKENS), MAX_TOKENS}) {
        long index = random.nextLong(-100_000, 100_000);
        String text = exactText.text(index, tokens, seed);

        assertThat(tokenizer.count(text))
            .as("seed %d, index %d: %s", seed, index, text)
            .isEqualTo(tokens);
        assertThat(text).hasSize(ExactText.length(tokens));
      }
    }
  }

  @Test
  void noTwoTextsAreAlike() {
    ExactText exactText = exactText(1);
    for (int tokens : new int[] {3, 8, 100}) {
      Set<String> texts = new HashSet<>();
      for (int index = -20_000; index < 20_000; index++) {
        assertThat(texts.add(exactText.text(index, tokens, 1))).as("index %d", index).isTrue();
      }
    }
  }

  @Test
  void shortTextsRepeatOnlyAfterAllWereUsed() {
    Set<String> one = new HashSet<>();
    Set<String> two = new HashSet<>();
    for (int index = 0; index < 65_536; index++) {
      one.add(new String(ExactText.head(index, 1, 3), US_ASCII));
      two.add(new String(ExactText.head(index, 2, 3), US_ASCII));
    }

    assertThat(one).hasSize(256);
    assertThat(two).hasSize(65_536);
  }

  @Test
  void textsDifferAfterTheirFirstWordsToo() {
    ExactText exactText = exactText(1);
    Set<String> rests = new HashSet<>();
    for (int index = 0; index < 8_192; index++) {
      assertThat(rests.add(exactText.text(index, 60, 1).substring(45))).isTrue();
    }
  }

  @Test
  void sameSeedGivesTheSameTextsAndAnotherGivesOthers() {
    assertThat(exactText(7).text(5, 200, 7)).isEqualTo(exactText(7).text(5, 200, 7));
    assertThat(exactText(8).text(5, 200, 7)).isNotEqualTo(exactText(7).text(5, 200, 7));
    assertThat(exactText(7).text(5, 200, 8).substring(0, 39))
        .isNotEqualTo(exactText(7).text(5, 200, 7).substring(0, 39));
  }

  private static ExactText exactText(long seed) {
    return new ExactText(Tokenizer.of(TokenizerName.O200K_BASE), 200, seed);
  }
}
