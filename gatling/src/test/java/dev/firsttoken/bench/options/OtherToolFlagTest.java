package dev.firsttoken.bench.options;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.options.value.OtherToolFlag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class OtherToolFlagTest {

  @Test
  void eachEquivalentIsAFlagAndEachFlagOfAnotherToolIsNot() {
    List<String> flags =
        Arrays.stream(Setting.values()).map(setting -> "--" + setting.flag()).toList();

    assertThat(OtherToolFlag.all().values())
        .allSatisfy(
            words -> {
              assertThat(words).matches("is .+");
              assertThat(flags).containsAll(OtherToolFlag.flagsIn(words));
            });
    assertThat(OtherToolFlag.all().keySet()).as("--url is of micro alone").contains("--url");
    assertThat(flags.stream().filter(flag -> !flag.equals("--url")))
        .doesNotContainAnyElementsOf(OtherToolFlag.all().keySet());
  }

  @Test
  void eachIsInARowBesideItsEquivalent() throws IOException {
    List<String> rows =
        Files.readAllLines(Path.of("../docs/coming-from.md")).stream()
            .filter(line -> line.startsWith("| "))
            .toList();

    assertThat(OtherToolFlag.all())
        .allSatisfy(
            (flag, words) ->
                assertThat(rows)
                    .as("%s %s", flag, words)
                    .anyMatch(row -> isPair(row, flag, OtherToolFlag.flagsIn(words))));
  }

  private static boolean isPair(String row, String flag, List<String> ours) {
    String[] cells = row.split("\\|", -1);
    return Pattern.compile("[` ]" + flag + "[` ]").matcher(cells[1]).find()
        && ours.stream().allMatch(cells[2]::contains);
  }

  @Test
  void valueAfterTheNameIsIgnored() {
    assertThat(OtherToolFlag.name("--num-prompts=20")).isEqualTo("--num-prompts");
    assertThat(OtherToolFlag.explain("--num-prompts")).isEqualTo("is --total");
    assertThat(OtherToolFlag.explain("20")).isNull();
  }
}
