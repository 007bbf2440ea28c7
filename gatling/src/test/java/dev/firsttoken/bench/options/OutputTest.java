package dev.firsttoken.bench.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firsttoken.bench.samples.RunHeader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputTest {
  @TempDir Path dir;

  private static Output parse(Map<Setting, String> flags) {
    return Output.forCopies(RawOptions.fromFlags(flags, Map.of()), List.of());
  }

  @Test
  void reportLandsInTheCurrentDirectory() {
    assertThat(parse(Map.of(Setting.HTML, "true")).html()).isEqualTo(Path.of("bench-report.html"));
    assertThat(parse(Map.of(Setting.HTML, "false")).html()).isNull();
    assertThat(parse(Map.of()).html()).isNull();
  }

  @Test
  void otherNameImpliesTheReport() {
    String file = dir.resolve("bench-elide.html").toString();
    assertThat(parse(Map.of(Setting.OUT, file)).html()).isEqualTo(Path.of(file));
    assertThat(parse(Map.of(Setting.OUT, file, Setting.HTML, "true")).html())
        .isEqualTo(Path.of(file));
    assertThatThrownBy(() -> parse(Map.of(Setting.OUT, file, Setting.HTML, "false")))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessage("--html=false: can't be given with --out, which implies --html");
  }

  @Test
  void dashStandsForStandardOutput() {
    assertThat(parse(Map.of(Setting.JSON, "-")).json()).isNull();
    assertThatThrownBy(
            () ->
                Output.forCopies(
                    RawOptions.fromProperties(Map.of("json", "-"), Map.of()), List.of()))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessage("-Djson=-: must be a file, because Maven writes its log to standard output");
  }

  @Test
  void noPlaceOfAnOutputSaysHowARunWasMeasured() {
    assertThat(RunHeader.OUTPUT_OPTIONS)
        .containsAll(
            Arrays.stream(Setting.values())
                .filter(key -> key.scope() == Setting.Scope.OUTPUT)
                .map(Setting::flag)
                .toList())
        .contains(Setting.CSV.flag(), Setting.MARKDOWN.flag(), Setting.ANNOTATE.flag())
        .contains(Setting.PERCENTILES.flag());
  }

  @Test
  void filesMustDiffer() {
    String file = dir.resolve("x").toString();
    String same = dir.resolve("./x").toString();
    assertThatThrownBy(() -> parse(Map.of(Setting.JSON, file, Setting.CSV, same)))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessageContaining("--csv")
        .hasMessageContaining("x: must be a different file from --json");
    assertThatThrownBy(() -> parse(Map.of(Setting.CSV, file, Setting.OUT, same)))
        .hasMessageContaining("--out")
        .hasMessageContaining("x: must be a different file from --csv");
    assertThatThrownBy(() -> parse(Map.of(Setting.JSON, file, Setting.MARKDOWN, same)))
        .hasMessageContaining("x: must be a different file from --json");
  }

  @Test
  void noOutputOverwritesAFileThatIsRead() throws IOException {
    Path input = Files.writeString(dir.resolve("input"), "x");
    Path link = Files.createSymbolicLink(dir.resolve("link"), input);
    List<Setting> inputs = Arrays.stream(Setting.values()).filter(Setting::isInputFile).toList();
    List<Setting> outputs =
        List.of(Setting.JSON, Setting.CSV, Setting.OUT, Setting.MARKDOWN, Setting.ANNOTATE);

    assertThat(inputs).contains(Setting.DATASET, Setting.CONFIG, Setting.CA_FILE);
    for (Setting read : inputs) {
      for (Setting written : outputs) {
        Map<Setting, String> flags = Map.of(read, input.toString(), written, link.toString());
        assertThatThrownBy(() -> parse(flags))
            .isInstanceOf(InvalidOptionException.class)
            .hasMessage(
                "--%s=%s: must be a different file from --%s, which is read"
                    .formatted(written.flag(), link, read.flag()));
      }
    }
  }

  @Test
  void noOutputOverwritesAResultThatIsRead() throws IOException {
    Path input = Files.writeString(dir.resolve("result.json"), "x");
    RawOptions flags =
        RawOptions.fromFlags(
            Map.of(Setting.OUT, dir.resolve("./result.json").toString()), Map.of());

    assertThatThrownBy(() -> Output.forCopies(flags, List.of(input)))
        .hasMessageEndingWith("must be a different file from %s, which is read".formatted(input));
    assertThatThrownBy(() -> Output.forMerge(flags, List.of(input)))
        .hasMessageEndingWith("must be a different file from %s, which is read".formatted(input));
  }

  @Test
  void existingFileThatIsNotReadMayBeOverwritten() throws IOException {
    Path earlier = Files.writeString(dir.resolve("earlier"), "x");
    Path input = Files.writeString(dir.resolve("input"), "x");

    assertThat(
            parse(Map.of(Setting.JSON, earlier.toString(), Setting.PROMPTS, input.toString()))
                .json())
        .isEqualTo(earlier);
  }
}
