package dev.firsttoken.bench.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Usage errors and help, in the JVM of the test. */
class UsageTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... args) {
    StandardStreams standardStreams =
        new StandardStreams(
            new PrintStream(out, true, UTF_8),
            false,
            new PrintStream(err, true, UTF_8),
            null,
            true);
    return Main.run(args, standardStreams);
  }

  private String out() {
    return out.toString(UTF_8);
  }

  private String err() {
    return err.toString(UTF_8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sweep --total=0 | --total=0: must be a whole number from 1 to 10,000,000",
        "sweep --totl=3 | did you mean --total or --tokenizer?",
        "swep | did you mean sweep or report?",
        "sweep --num-prompts 20 --max-concurrency=4 --isl 64 | ; here --num-prompts is --total,"
            + " --max-concurrency is --concurrency, --isl is --input-tokens. docs/coming-from.md",
        "sweep --max-seconds=5 --rate-type=constant | ; here --max-seconds is --duration,"
            + " --rate-type is --rate or --concurrency. docs/coming-from.md",
        "sweep --save-result | ; here --save-result is not needed: results are always kept, see"
            + " --results-dir. docs",
        "sweep --endpoint=/v1/chat/completions | must be chat, completions, responses, messages,"
            + " embeddings; give a path by --path",
        "smoke --num-prompts 20 | Unknown options: '--num-prompts', '20' (bench smoke --help",
        "run --timeout | --timeout",
        "sweep --ca-file=/no/such.pem | must be a readable PEM file",
        "report nowhere | nowhere: no such file or directory",
        "report a b | report: several results make one HTML file; name it, for example --out=",
        "serve --results=nowhere | --results=nowhere: must be a directory",
        "run --out=no/such/dir.html | --out=no/such/dir.html: must be a file in an existing"
            + " directory",
        "report | PATH",
        "merge a b --json=x --csv=x | --csv=x: must be a different file from --json",
        "merge a b --json= | --json=: must be a file in an existing directory",
        "merge /dev/zero /dev/zero | /dev/zero is not a result: it must be a file of at most 256"
            + " MiB",
        "baselines | baselines: needs a command: up, down or status",
        "sweep --concurrency=4 --concurrency=8 | --concurrency is given more than once; give"
            + " --concurrency=4,8 (bench sweep --help",
        "sweep --slo=ttft:p99<300ms --slo=error<1% | --slo is given more than once; give"
            + " --slo='ttft:p99<300ms,error<1%' (bench sweep --help",
        "compare --expect=a<=b:e2e_p50 --expect=a>c:rps | --expect is given more than once; give"
            + " --expect='a<=b:e2e_p50,a>c:rps' (bench compare --help",
        "sweep --rate=1 --seed=7 --seed 8 --seed=9 | --seed is given more than once; give it once",
        "run --no-stream --no-stream | --no-stream is given more than once; give it once",
        "serve --port=1 --port=2 | --port is given more than once; give it once",
        "serve --port=99999 | --port=99999: must be a whole number from 0 to 65,535"
      })
  void usageErrorIsOneLineWithTheCorrection(String commandLine, String expectedMessage) {
    assertThat(run(commandLine.split(" ", -1))).isEqualTo(ExitStatus.USAGE);
    assertThat(out()).isEmpty();
    assertThat(err()).contains(expectedMessage).hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource({
    "demo",
    "serve",
    "smoke",
    "run",
    "sweep",
    "compare",
    "micro",
    "watch",
    "wrk2",
    "calibrate",
    "report",
    "merge",
    "test",
    "completion",
    "baselines"
  })
  void everyCommandHasHelpWithExamples(String command) {
    assertThat(run(command, "--help")).isEqualTo(ExitStatus.SUCCESS);
    assertThat(out()).contains("Usage: bench " + command, "Examples:");
  }

  @Test
  void repeatedSecretIsNotShown() {
    run("sweep", "--api-key=sk-one", "--api-key=sk-two");

    assertThat(err())
        .contains("--api-key is given more than once; give it once")
        .doesNotContain("sk-");
  }

  @Test
  void headerIsNoRepetition() {
    run("sweep", "--header=a: 1", "--header=b: 2", "--total=0");

    assertThat(err()).contains("--total=0: must be").doesNotContain("given");
  }

  @Test
  void flagBesideTheSameKeyOfAConfigIsNoRepetition(@TempDir Path dir) throws IOException {
    Path config = Files.writeString(dir.resolve("bench.conf"), "concurrency=4\n");
    run("sweep", "--config=" + config, "--concurrency=8", "--total=0");

    assertThat(err()).contains("--total=0: must be").doesNotContain("given");
  }

  @ParameterizedTest
  @CsvSource({
    "report, --json",
    "report, --out",
    "merge, --json",
    "merge, --out",
    "compare, --json",
    "compare, --markdown"
  })
  void noOutputOverwritesAFileThatIsRead(String command, String flag, @TempDir Path dir)
      throws IOException {
    Files.createDirectory(dir.resolve("raw"));
    List<String> names =
        List.of("samples.jsonl.gz", "result.json", "compare.json", "wrk.jsonl", "raw/1-a.txt");
    for (String name : names) {
      Files.writeString(dir.resolve(name), "x");
    }

    for (String name : names) {
      Path file = dir.resolve(name);
      for (String path : List.of(dir.toString(), file.toString())) {
        err.reset();
        assertThat(run(command, path, path, flag + "=" + file)).isEqualTo(ExitStatus.USAGE);
        assertThat(err()).contains("must be a different file from " + file + ", which is read");
        assertThat(file).hasContent("x");
      }
    }
  }

  @Test
  void bidirectionalControlsOfAValueDoNotReachTheTerminal() {
    run("sweep", "--total=\u202e0\u001b[2J\u2066");

    assertThat(err()).contains("--total=?0?[2J?: must be");
  }

  @Test
  void completionScriptListsTheFlags() {
    assertThat(run("completion")).isEqualTo(ExitStatus.SUCCESS);
    assertThat(out()).contains("--concurrency", "complete -F");
  }
}
