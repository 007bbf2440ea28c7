package dev.firsttoken.bench.options;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.options.value.OtherToolFlag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class OtherToolFlagTest {

  @Test
  void eachEquivalentIsAFlagAndEachFlagOfAnotherToolIsNot() {
    List<String> flags =
        Arrays.stream(Setting.values()).map(setting -> "--" + setting.flag()).toList();

    assertThat(flags).containsAll(OtherToolFlag.all().values());
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
            (flag, equivalent) -> assertThat(rows).anyMatch(row -> isPair(row, flag, equivalent)));
  }

  private static boolean isPair(String row, String flag, String equivalent) {
    String[] cells = row.split("\\|", -1);
    return cells[1].contains(flag) && cells[2].contains(equivalent);
  }

  @Test
  void valueAfterTheNameIsIgnored() {
    assertThat(OtherToolFlag.name("--num-prompts=20")).isEqualTo("--num-prompts");
    assertThat(OtherToolFlag.equivalent("--num-prompts")).isEqualTo("--total");
    assertThat(OtherToolFlag.equivalent("20")).isNull();
  }
}
