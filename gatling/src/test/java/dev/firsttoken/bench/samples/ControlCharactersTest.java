package dev.firsttoken.bench.samples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ControlCharactersTest {
  @ParameterizedTest
  @ValueSource(
      ints = {
        0, 0x1b, 0x7f, 0x9b, 0x061c, 0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202e, 0x2066, 0x2069
      })
  void charactersThatControlATerminalOrReorderTextAreReplaced(int point) {
    String text = "a" + Character.toString(point) + "b";

    assertThat(ControlCharacters.replace(text)).isEqualTo("a b");
    assertThat(ControlCharacters.replaceWithinLines(text)).isEqualTo("a?b");
  }

  @Test
  void textsOfAllScriptsAndJoinedEmojiStay() {
    String text = "für שלום مرحبا می\u200cخواهم 👩\u200d💻";

    assertThat(ControlCharacters.replace(text)).isEqualTo(text);
    assertThat(ControlCharacters.replaceWithinLines(text)).isEqualTo(text);
  }

  @Test
  void messageOfSeveralLinesKeepsThem() {
    assertThat(ControlCharacters.replace("a\n\tb")).isEqualTo("a  b");
    assertThat(ControlCharacters.replaceWithinLines("a\n\tb\r")).isEqualTo("a\n\tb?");
  }
}
