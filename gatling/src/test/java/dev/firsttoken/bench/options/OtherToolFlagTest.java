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
  void eachIsDocumented() throws IOException {
    String page = Files.readString(Path.of("../docs/coming-from.md"));

    assertThat(OtherToolFlag.all().keySet()).allMatch(page::contains);
  }

  @Test
  void valueAfterTheNameIsIgnored() {
    assertThat(OtherToolFlag.name("--num-prompts=20")).isEqualTo("--num-prompts");
    assertThat(OtherToolFlag.equivalent("--num-prompts")).isEqualTo("--total");
    assertThat(OtherToolFlag.equivalent("20")).isNull();
  }
}
