package dev.firsttoken.bench.cli;

import static dev.firsttoken.bench.testing.ChatResponses.goodStream;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firsttoken.bench.testing.BenchProcess;
import dev.firsttoken.wire.testing.Peer;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shards of one load by the real command line, on one machine. */
class ShardIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path dir;

  private BenchProcess shard(ScriptedServer server, Path work, String... flags) throws Exception {
    return BenchProcess.sweep(Files.createDirectories(work), server, flags);
  }

  /**
   * Returns a start that both shards reach on a slow machine, too: they have ten times as long as
   * it takes here to refuse a start that is past, and ten seconds for the warm-up.
   */
  private Instant reachableStart() throws Exception {
    long begin = System.nanoTime();
    try (ScriptedServer server = ScriptedServer.responding(goodStream().getBytes(UTF_8));
        BenchProcess late = shard(server, dir.resolve("late"), "--start-at=2026-01-31T12:00:00Z")) {
      assertThat(late.exitStatus()).as(late.err()).isEqualTo(ExitStatus.USAGE);
    }
    Duration startup = Duration.ofNanos(System.nanoTime() - begin);
    return Instant.now().plusSeconds(10).plus(startup.multipliedBy(10));
  }

  @Test
  void shardsThatStartTogetherMakeOneResult() throws Exception {
    Instant start = reachableStart();
    String startAt = "--start-at=" + start;
    List<Instant> received = new CopyOnWriteArrayList<>();
    String[] load = {"--concurrency=5", "--total=50", "--warmup=4"};
    try (ScriptedServer server = ScriptedServer.running(peer -> respond(peer, received));
        BenchProcess one = shard(server, dir.resolve("a"), flags(load, startAt, "--shard=0/2"));
        BenchProcess other = shard(server, dir.resolve("b"), flags(load, startAt, "--shard=1/2"))) {
      assertThat(one.exitStatus()).as(one.err()).isZero();
      assertThat(other.exitStatus()).as(other.err()).isZero();
      assertThat(one.err()).contains("bench: the load starts at " + start);
      JsonNode level = one.json().path("levels").get(0);
      assertThat(level.path("concurrency").asInt()).isEqualTo(3);
      assertThat(level.path("sent").asInt()).isEqualTo(30);
      assertThat(other.json().path("shard").path("index").asInt()).isEqualTo(1);
      assertThat(other.json().path("shard").path("start_at").asText()).isEqualTo(start.toString());
      // One request of each shard comes before the load, and four warm it up together.
      assertThat(server.requests())
          .filteredOn(request -> request.headers().startsWith("POST "))
          .hasSize(50 + 4 + 2);
      // Both processes and this one read the same wall clock.
      assertThat(received)
          .filteredOn(time -> !time.isBefore(start))
          .hasSizeGreaterThanOrEqualTo(50);
    }
    try (BenchProcess merge =
        BenchProcess.start(dir, "merge", "b/out", "a/out", "--results-dir=all", "--csv=all.csv")) {
      assertThat(merge.exitStatus()).as(merge.err()).isZero();
      JsonNode level = merge.json().path("levels").get(0);
      assertThat(level.path("concurrency").asInt()).isEqualTo(5);
      assertThat(level.path("sent").asInt()).isEqualTo(50);
      assertThat(level.path("ok").asInt()).isEqualTo(50);
      assertThat(merge.json().path("shards").path("missing")).isEmpty();
      assertThat(JSON.readTree(dir.resolve("all/result.json").toFile())).isEqualTo(merge.json());
      assertThat(dir.resolve("all.csv")).content().contains(",steady_rps,common_time_ms");
    }
    try (BenchProcess merge = BenchProcess.start(dir, "merge", "a/out")) {
      assertThat(merge.exitStatus()).isEqualTo(ExitStatus.FAILED);
      assertThat(merge.err()).contains("Shards are missing (1 of 2: shard 1)");
      assertThat(merge.json().path("partial").asBoolean()).isTrue();
    }
    Files.createDirectory(dir.resolve("died"));
    try (BenchProcess merge = BenchProcess.start(dir, "merge", "a/out", "died")) {
      assertThat(merge.exitStatus()).isEqualTo(ExitStatus.FAILED);
      assertThat(merge.err()).startsWith("bench: died has no samples: ");
      assertThat(merge.json().path("shards").path("missing").toString()).isEqualTo("[1]");
    }
    try (BenchProcess merge = BenchProcess.start(dir, "merge", "died")) {
      assertThat(merge.exitStatus()).isEqualTo(ExitStatus.USAGE);
      assertThat(merge.err())
          .startsWith("bench: died has no samples: its run ended before the load, so")
          .hasLineCount(1);
    }
    try (BenchProcess merge = BenchProcess.start(dir, "merge", "a/out", "all")) {
      assertThat(merge.exitStatus()).isEqualTo(ExitStatus.USAGE);
      assertThat(merge.err()).startsWith("bench: all contains no samples.jsonl.gz");
    }
  }

  private static String[] flags(String[] load, String... more) {
    String[] all = Arrays.copyOf(load, load.length + more.length + 1);
    System.arraycopy(more, 0, all, load.length, more.length);
    all[all.length - 1] = "--results-dir=out";
    return all;
  }

  /** Responds to requests, and notes when each chat request was received. */
  private static void respond(Peer peer, List<Instant> received) throws IOException {
    for (Peer.Request request = peer.readRequest(); request != null; request = peer.readRequest()) {
      if (request.headers().startsWith("POST ")) {
        received.add(Instant.now());
      }
      peer.send(goodStream().getBytes(UTF_8));
    }
  }

  @Test
  void killedShardIsNamedAndItsSamplesCount() throws Exception {
    String[] load = {"--rate=40", "--duration=8s", "--warmup=2"};
    try (ScriptedServer server = ScriptedServer.responding(goodStream().getBytes(UTF_8));
        BenchProcess one = shard(server, dir.resolve("a"), flags(load, "--shard=0/2"));
        BenchProcess other = shard(server, dir.resolve("b"), flags(load, "--shard=1/2"))) {
      Path samples = dir.resolve("b/out/samples.jsonl.gz");
      other.await("samples of the load", () -> Files.exists(samples) && size(samples) > 4_000);
      other.kill();
      assertThat(other.exitStatus()).isEqualTo(137);
      assertThat(one.exitStatus()).as(one.err()).isZero();
    }
    try (BenchProcess merge = BenchProcess.start(dir, "merge", "a/out", "b/out", "--out=r.html")) {
      assertThat(merge.exitStatus()).isEqualTo(ExitStatus.FAILED);
      assertThat(merge.err().replaceAll("\\s+", " "))
          .contains("Shards ended before their plan (shard 1 in b/out)");
      JsonNode result = merge.json();
      assertThat(result.path("partial").asBoolean()).isTrue();
      assertThat(result.path("shards").path("parts").get(1).path("partial").asBoolean()).isTrue();
      assertThat(result.path("levels").get(0).path("rate").asInt()).isEqualTo(40);
      int ofOne =
          JSON.readTree(dir.resolve("a/out/result.json").toFile())
              .path("levels")
              .get(0)
              .path("ok")
              .asInt();
      assertThat(result.path("levels").get(0).path("ok").asInt()).isGreaterThan(ofOne);
      assertThat(dir.resolve("r.html")).content().contains("shards_partial");
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void startThatIsPastIsRefusedBeforeAnyRequest() throws Exception {
    try (ScriptedServer server = ScriptedServer.responding(goodStream().getBytes(UTF_8));
        BenchProcess bench = shard(server, dir, "--start-at=2026-01-31T12:00:00Z")) {
      assertThat(bench.exitStatus()).isEqualTo(ExitStatus.USAGE);
      assertThat(bench.err())
          .startsWith("bench: --start-at=2026-01-31T12:00:00Z: is in the past (now ")
          .hasLineCount(1);
      assertThat(server.requests()).isEmpty();
    }
  }

  @Test
  void waitForTheStartEndsAtASignal() throws Exception {
    try (ScriptedServer server = ScriptedServer.responding(goodStream().getBytes(UTF_8));
        BenchProcess bench = shard(server, dir, "--start-at=" + Instant.now().plusSeconds(600))) {
      bench.awaitErr(Pattern.compile("the load starts at .*, in (\\d+) s"));
      bench.interrupt();
      assertThat(bench.exitStatus()).isEqualTo(130);
    }
  }
}
