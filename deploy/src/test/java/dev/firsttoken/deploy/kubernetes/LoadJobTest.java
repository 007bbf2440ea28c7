package dev.firsttoken.deploy.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.options.Command;
import dev.firsttoken.bench.options.Options;
import dev.firsttoken.bench.options.RawOptions;
import dev.firsttoken.bench.options.Setting;
import dev.firsttoken.bench.options.value.Shard;
import dev.firsttoken.wire.testing.CommandRunner;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that the pods of the load start, with the variables that they get. */
class LoadJobTest {
  private static final Manifests MANIFESTS =
      Cluster.build(Cluster.FOLDER, Cluster.OVERLAYS.getFirst());

  private final String start = Long.toString(Instant.now().getEpochSecond() + 60);

  @TempDir Path dir;

  private static WorkloadResource workload(String job) {
    return MANIFESTS.workloads().stream()
        .filter(workload -> workload.name().equals("Job " + job))
        .findFirst()
        .orElseThrow();
  }

  private IndexedPod sweep(int index) {
    return new IndexedPod(
        MANIFESTS,
        workload("first-token-sweep"),
        Map.of(IndexedPod.INDEX, Integer.toString(index), "START_AT", start, "LLM_API_KEY", "key"));
  }

  private static Options options(IndexedPod pod) {
    Map<Setting, String> settings = new EnumMap<>(Setting.class);
    assertThat(pod.arguments()).startsWith("sweep");
    for (String flag : pod.arguments().subList(1, pod.arguments().size())) {
      String[] parts = flag.split("=", 2);
      Setting key =
          Setting.valueOf(parts[0].substring(2).toUpperCase(Locale.ROOT).replace('-', '_'));
      assertThat(Command.SWEEP.accepts(key)).as(flag).isTrue();
      settings.put(key, parts[1]);
    }
    return Options.from(Command.SWEEP, RawOptions.fromFlags(settings, pod.variables()));
  }

  @Test
  void podsSendTheShardsOfOneLoad() {
    Job job = Objects.requireNonNull(MANIFESTS.find(Job.class, "first-token-sweep"));
    int pods = job.getSpec().getCompletions();
    List<Shard> shards = new ArrayList<>();
    for (int index = 0; index < pods; index++) {
      shards.add(options(sweep(index)).loadOptions().shardOptions().shard());
    }
    assertThat(shards)
        .containsExactlyElementsOf(
            IntStream.range(0, pods).mapToObj(index -> new Shard(index, pods)).toList());
  }

  @Test
  void podWritesToAFolderOfItsLoadAndShard() {
    assertThat(sweep(2).arguments())
        .contains(
            "--shard=2/3", "--start-at=" + start, "--results-dir=/results/" + start + "/shard-2")
        .noneMatch(argument -> argument.contains("$"));
  }

  @Test
  void mergeTakesTheFoldersOfTheLoad() throws IOException {
    Path results = dir.resolve("results");
    Path home = Files.createDirectory(dir.resolve("home"));
    Path bench = Files.writeString(home.resolve("bench"), "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
    Files.setPosixFilePermissions(bench, PosixFilePermissions.fromString("rwxr-xr-x"));
    for (String shard : List.of("shard-0", "shard-1", "shard-10")) {
      Files.createDirectories(results.resolve(start).resolve(shard));
    }
    String imageHome =
        ManifestsTest.group(
            Path.of("..", "dist", "image", "pom.xml"), "<image.home>([^<]+)</image.home>");
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("START_AT", start);

    List<String> command =
        new IndexedPod(MANIFESTS, workload("first-token-merge"), environment)
            .command().stream()
                .map(word -> word.replace("/results/", results + "/"))
                .map(word -> word.replace(imageHome + "/", home + "/"))
                .toList();

    assertThat(CommandRunner.run(command, environment, Duration.ofSeconds(30)).lines())
        .containsExactly(
            "merge", "shard-0", "shard-1", "shard-10", "--results-dir=merged", "--html");
  }
}
