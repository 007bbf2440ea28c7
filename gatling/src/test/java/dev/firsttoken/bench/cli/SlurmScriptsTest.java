package dev.firsttoken.bench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.options.Command;
import dev.firsttoken.bench.options.Options;
import dev.firsttoken.bench.options.RawOptions;
import dev.firsttoken.bench.options.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The scripts of deploy/slurm, run as Slurm runs them, with a bench that prints its arguments. */
class SlurmScriptsTest {
  private static final Path SCRIPTS = Path.of("../deploy/slurm").toAbsolutePath().normalize();

  @TempDir Path checkout;

  private record Run(int status, List<String> lines) {}

  @BeforeEach
  void installBench() throws IOException {
    Path bench = Files.writeString(checkout.resolve("bench"), "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
    Files.setPosixFilePermissions(bench, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Run run(String script, Map<String, String> variables, String... args) throws Exception {
    List<String> command = new ArrayList<>(List.of("sh", SCRIPTS.resolve(script).toString()));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("SLURM_"));
    builder.environment().put("SLURM_SUBMIT_DIR", checkout.toString());
    builder.environment().putAll(variables);
    Process process = builder.start();
    List<String> lines = process.inputReader().lines().toList();
    return new Run(process.waitFor(), lines);
  }

  private static Map<String, String> task(int index, int first, int last, int count) {
    return Map.of(
        "SLURM_ARRAY_JOB_ID",
        "41",
        "SLURM_ARRAY_TASK_ID",
        Integer.toString(index),
        "SLURM_ARRAY_TASK_MIN",
        Integer.toString(first),
        "SLURM_ARRAY_TASK_MAX",
        Integer.toString(last),
        "SLURM_ARRAY_TASK_COUNT",
        Integer.toString(count));
  }

  @Test
  void eachTaskSendsItsShard() throws Exception {
    String start = Long.toString(Instant.now().getEpochSecond() + 60);
    Run run = run("sweep.sbatch", task(2, 0, 2, 3), start, "--rate=30", "--duration=9s");

    assertThat(run.status()).isZero();
    assertThat(run.lines())
        .containsExactly(
            "sweep",
            "--rate=30",
            "--duration=9s",
            "--shard=2/3",
            "--start-at=" + start,
            "--results-dir=results/slurm-41/shard-2");
    Options options =
        Options.from(Command.SWEEP, RawOptions.fromFlags(settings(run.lines()), Map.of()));
    assertThat(options.loadOptions().shardOptions().shard().index()).isEqualTo(2);
    assertThat(checkout.resolve("results/slurm-41")).isDirectory();
  }

  private static Map<Setting, String> settings(List<String> lines) {
    Map<Setting, String> settings = new EnumMap<>(Setting.class);
    for (String flag : lines.subList(1, lines.size())) {
      String[] parts = flag.split("=", 2);
      Setting key =
          Setting.valueOf(parts[0].substring(2).toUpperCase(Locale.ROOT).replace('-', '_'));
      assertThat(Command.SWEEP.accepts(key)).as(flag).isTrue();
      settings.put(key, parts[1]);
    }
    return settings;
  }

  /** Arrays 1-3, 0,2,5 and 0-4:2, all of three tasks. */
  @ParameterizedTest
  @CsvSource({"1, 1, 3", "2, 0, 5", "4, 0, 4"})
  void arrayThatDoesNotCountFromZeroWithoutGapsIsRefused(int index, int first, int last)
      throws Exception {
    Run run = run("sweep.sbatch", task(index, first, last, 3), "1");
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.lines())
        .containsExactly("sweep.sbatch: shards count from 0 without gaps: sbatch --array=0-9");
  }

  @Test
  void arrayOfOneTaskIsTheWholeLoad() throws Exception {
    assertThat(run("sweep.sbatch", task(0, 0, 0, 1), "1").lines()).contains("--shard=0/1");
  }

  @Test
  void taskWithoutAnArrayOrAStartIsRefused() throws Exception {
    assertThat(run("sweep.sbatch", Map.of(), "1").lines().getLast())
        .contains("submit this as a job array");
    assertThat(run("sweep.sbatch", task(0, 0, 2, 3)).lines().getLast()).contains("usage: sbatch");
    assertThat(run("merge.sbatch", Map.of()).lines().getLast()).contains("usage: sbatch");
  }

  @Test
  void mergeTakesTheFoldersOfTheArray() throws Exception {
    for (String folder : List.of("shard-0", "shard-1", "shard-10")) {
      Files.createDirectories(checkout.resolve("results/slurm-41").resolve(folder));
    }
    assertThat(run("merge.sbatch", Map.of(), "41").lines())
        .containsExactly(
            "merge", "shard-0", "shard-1", "shard-10", "--results-dir=merged", "--html");
  }
}
