package dev.firsttoken.deploy.slurm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firsttoken.bench.samples.SampleLog;
import dev.firsttoken.bench.servers.ProxyProcess;
import dev.firsttoken.wire.testing.RequiredProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The scripts of deploy/slurm, submitted to a real Slurm. */
@Tag("long")
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class SlurmIT {
  private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
  private static final Path SCRIPTS = REPOSITORY.resolve("deploy/slurm");

  /** For the tasks to begin, and the ten seconds that the bench takes for its warm-up. */
  private static final int LEAD_SECONDS = 30;

  /** Size of a sample file, in bytes, that has more than its header. */
  private static final int SOME_SAMPLES = 4_000;

  /** Warnings of a merge whose exit status is 1. */
  private static final Set<String> SHARD_PROBLEMS =
      Set.of("shards_missing", "shards_partial", "shards_apart");

  private static SlurmCluster slurm;
  private static ProxyProcess proxy;

  @TempDir Path checkout;

  @BeforeAll
  @Timeout(value = 3, unit = TimeUnit.MINUTES)
  static void start(@TempDir Path dir) {
    RequiredProgram.assume("munged", "munge", SlurmIT.class);
    RequiredProgram.assume("slurmctld", "slurmctld", SlurmIT.class);
    RequiredProgram.assume("slurmd", "slurmd", SlurmIT.class);
    RequiredProgram.assume("sbatch", "slurm-client", SlurmIT.class);
    if (!"root".equals(System.getProperty("user.name"))) {
      RequiredProgram.leaveOut(SlurmIT.class, "only root can run jobs of Slurm");
    }
    slurm = new SlurmCluster(dir);
    proxy = ProxyProcess.start();
  }

  @AfterAll
  static void stop() {
    if (proxy != null) {
      proxy.close();
    }
    if (slurm != null) {
      slurm.close();
    }
  }

  /** The scripts start the bench in the folder that they are submitted from. */
  @BeforeEach
  void addBench() throws IOException {
    Path bench = checkout.resolve("bench");
    Files.writeString(
        bench, "#!/bin/sh\nexec '%s' \"$@\"\n".formatted(REPOSITORY.resolve("bench")));
    Files.setPosixFilePermissions(bench, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Submits three shards of a load, and returns the number of the array. */
  private String submitSweep(String... flags) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--array=0-2",
                SCRIPTS.resolve("sweep.sbatch").toString(),
                Long.toString(Instant.now().getEpochSecond() + LEAD_SECONDS),
                "--base-url=" + proxy.url(),
                "--model=synthetic",
                "--concurrency=6",
                "--warmup=6",
                "--frames=10",
                "--delay-ms=20"));
    arguments.addAll(List.of(flags));
    return slurm.submit(checkout, arguments.toArray(String[]::new));
  }

  private String submitMerge(String array) {
    return slurm.submit(
        checkout,
        "--dependency=afterany:" + array,
        SCRIPTS.resolve("merge.sbatch").toString(),
        array);
  }

  private JsonNode merged(String array) throws IOException {
    return new ObjectMapper()
        .readTree(checkout.resolve("results/slurm-" + array + "/merged/result.json").toFile());
  }

  private String log(String job) throws IOException {
    return Files.readString(checkout.resolve("slurm-" + job + ".log"));
  }

  private Path samples(String array, int shard) {
    return checkout.resolve(
        "results/slurm-%s/shard-%d/%s".formatted(array, shard, SampleLog.FILE_NAME));
  }

  private static boolean isLargerThan(int bytes, Path file) {
    try {
      return Files.exists(file) && Files.size(file) > bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void arrayOfShardsAndItsDependentMergeMakeOneResult() throws IOException {
    String array = submitSweep("--duration=4s");
    String merge = submitMerge(array);

    int status = slurm.awaitEnd(merge);

    JsonNode result = merged(array);
    List<String> problems = shardProblems(result);
    assertThat(problems).as("a slow machine may begin shards apart").isSubsetOf("shards_apart");
    assertThat(status).as(log(merge)).isEqualTo(problems.isEmpty() ? 0 : 1);
    assertThat(result.path("shards").path("missing")).isEmpty();
    assertThat(result.path("shards").path("parts").findValuesAsText("index"))
        .containsExactly("0", "1", "2");
    JsonNode level = result.path("levels").get(0);
    assertThat(level.path("concurrency").asInt()).isEqualTo(6);
    assertThat(level.path("failed").asInt()).isZero();
    assertThat(level.path("ok").asInt()).isGreaterThan(6);
    int own = 0;
    for (int shard = 0; shard < 3; shard++) {
      own +=
          new ObjectMapper()
              .readTree(samples(array, shard).resolveSibling("result.json").toFile())
              .path("levels")
              .get(0)
              .path("ok")
              .asInt();
    }
    assertThat(level.path("ok").asInt()).isEqualTo(own);
  }

  private static List<String> shardProblems(JsonNode result) {
    return result.path("warnings").findValuesAsText("code").stream()
        .filter(SHARD_PROBLEMS::contains)
        .toList();
  }

  @Test
  void cancelledTaskIsNamedByTheMerge() throws IOException {
    String array = submitSweep("--duration=6s");
    String merge = submitMerge(array);
    slurm.await("samples of the task", () -> isLargerThan(SOME_SAMPLES, samples(array, 1)));

    slurm.cancel(array + "_1");

    assertThat(slurm.awaitEnd(merge)).as(log(merge)).isEqualTo(1);
    assertThat(log(merge).replaceAll("\\s+", " "))
        .contains("Shards ended before their plan (shard 1 in shard-1)");
    assertThat(merged(array).path("shards").path("parts").findValuesAsText("partial"))
        .containsExactly("false", "true", "false");
  }
}
