package dev.firsttoken.deploy.hosts;

import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.samples.SampleFile;
import dev.firsttoken.bench.samples.SampleLog;
import dev.firsttoken.wire.testing.BenchCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Three injectors, each of which sends a shard of one load from a host of its own. */
final class Injectors implements AutoCloseable {
  /** Users of all shards together. */
  static final int USERS = 60;

  /** The bench takes ten seconds before the start for its warm-up. */
  private static final Duration LEAD = Duration.ofSeconds(15);

  private static final String RESULT = "result";

  private final Path dir;
  private final List<BenchCommand> shards = new ArrayList<>();

  private Injectors(Path dir) {
    this.dir = dir;
  }

  /**
   * Starts them.
   *
   * @param dir receives their folders
   * @param flags of all shards, besides those of the target and the users
   */
  static Injectors start(BalancedProxies cluster, Path dir, String... flags) {
    Injectors injectors = new Injectors(dir);
    try {
      for (int shard = 0; shard < BalancedProxies.SIZE; shard++) {
        injectors.shards.add(startShard(cluster, shard, injectors.folder(shard), flags));
      }
      return injectors;
    } catch (RuntimeException | Error e) {
      injectors.close();
      throw e;
    }
  }

  /** {@return flag with one start for all of them, about 15 s from now} */
  static String startTogether() {
    return "--start-at=" + Instant.now().plus(LEAD).truncatedTo(ChronoUnit.SECONDS);
  }

  private static BenchCommand startShard(
      BalancedProxies cluster, int shard, Path dir, String... flags) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "sweep",
                "--base-url=" + cluster.balancer().url(),
                "--model=" + RunningProxy.MODEL,
                "--concurrency=" + USERS,
                "--shard=%d/%d".formatted(shard, BalancedProxies.SIZE),
                // HAProxy would pass it to any of the proxies.
                "--scrape=off",
                "--results-dir=" + RESULT));
    arguments.addAll(List.of(flags));
    return BenchCommand.startBehind(
        cluster.injector(shard).prefix(),
        Map.of("LLM_API_KEY", RunningProxy.CALLER_KEY),
        dir,
        arguments.toArray(String[]::new));
  }

  /** Folder of a shard, in which its injector runs. */
  private Path folder(int shard) {
    try {
      return Files.createDirectories(dir.resolve("shard-" + shard));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  BenchCommand shard(int shard) {
    return shards.get(shard);
  }

  List<BenchCommand> shards() {
    return shards;
  }

  /** Waits for a condition while the first injector runs. */
  void await(String description, BooleanSupplier condition) {
    shards.getFirst().await(description, condition);
  }

  /** Requests of a shard that are in its folder, those of the warm-up included. */
  List<Sample> samples(int shard) {
    List<Sample> samples = new ArrayList<>();
    SampleFile.open(folder(shard).resolve(RESULT).resolve(SampleLog.FILE_NAME))
        .forEach(
            entry -> {
              if (entry instanceof Sample sample) {
                samples.add(sample);
              }
            });
    return samples;
  }

  /** Requests of all shards. */
  List<Sample> samples() {
    List<Sample> samples = new ArrayList<>();
    for (int shard = 0; shard < BalancedProxies.SIZE; shard++) {
      samples.addAll(samples(shard));
    }
    return samples;
  }

  /** Merges the folders of the shards; the caller closes the command. */
  BenchCommand merge() {
    List<String> arguments = new ArrayList<>(List.of("merge"));
    for (int shard = 0; shard < BalancedProxies.SIZE; shard++) {
      arguments.add("shard-%d/%s".formatted(shard, RESULT));
    }
    return BenchCommand.start(dir, arguments.toArray(String[]::new));
  }

  @Override
  public void close() {
    shards.forEach(BenchCommand::close);
  }
}
