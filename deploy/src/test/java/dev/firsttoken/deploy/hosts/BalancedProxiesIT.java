package dev.firsttoken.deploy.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.wire.testing.BenchCommand;
import dev.firsttoken.wire.testing.RequiredProgram;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three proxies behind HAProxy under the load of three injectors. */
@Tag("long")
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class BalancedProxiesIT {
  /** Bounds a load that ends as soon as the test has seen enough of it. */
  private static final String LONG_ENOUGH = "--duration=90s";

  private static final String NO_WARMUP = "--warmup=0";

  /** Has all its users when an injector is killed, and the others complete it. */
  private static final String DURATION = "--duration=20s";

  private static BalancedProxies cluster;
  private static CalmLoad calm;

  @TempDir Path dir;

  @BeforeAll
  @Timeout(value = 3, unit = TimeUnit.MINUTES)
  static void startCluster(@TempDir Path servers, @TempDir Path load) {
    RequiredProgram.assume("haproxy", "haproxy", BalancedProxiesIT.class);
    HostNetwork.assumePossible(BalancedProxiesIT.class);
    cluster = new BalancedProxies(servers);
    calm = CalmLoad.send(cluster, load);
  }

  @AfterAll
  static void stop() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @BeforeEach
  void startMissingProxies() {
    cluster.startMissing();
  }

  private static List<Sample> with(Outcome outcome, List<Sample> samples) {
    return samples.stream().filter(sample -> sample.outcome() == outcome).toList();
  }

  private static JsonNode level(BenchCommand bench) {
    return bench.json().path("levels").get(0);
  }

  /** Adds up a count of the results of all shards. */
  private static int sum(Injectors load, String count) {
    return load.shards().stream().mapToInt(shard -> level(shard).path(count).asInt()).sum();
  }

  private static void awaitAllUsers(Injectors load) {
    load.await("streams of all users", () -> cluster.model().inFlight() == Injectors.USERS);
  }

  private static void holdAll(Injectors load, ModelServer.Place place) {
    awaitAllUsers(load);
    cluster.model().hold(place);
    load.await("a held stream of each user", () -> cluster.model().held() == Injectors.USERS);
  }

  /**
   * Waits until the proxies have passed on the first event of each stream.
   *
   * @param unseen streams whose first event they had not counted before the load
   */
  private static void awaitFirstEvents(Injectors load, long unseen) {
    load.await("first events of all streams", () -> unseen() == unseen);
  }

  /** Waits until the others have a held stream of each user. */
  private static void awaitOthers(Injectors load, String killed) {
    ModelServer model = cluster.model();
    load.await(
        "streams of the other proxies for all users",
        () -> model.held() - model.held(killed) == Injectors.USERS);
  }

  /** Streams whose first event the running proxies have not counted. */
  private static long unseen() {
    return cluster.model().begun() - cluster.sum("chat_ttft_ms_count");
  }

  @Test
  void proxiesCountWhatTheInjectorsSaw() {
    assertThat(with(Outcome.OK, calm.samples())).hasSameSizeAs(calm.samples());
    assertThat(calm.counted()).isEqualTo(ProxyCounts.seen(calm.samples()));
    assertThat(calm.begun()).isEqualTo(calm.samples().size());
    for (int i = 0; i < BalancedProxies.SIZE; i++) {
      assertThat(cluster.model().begun(cluster.proxy(i).host().name())).isPositive();
    }
    JsonNode level = calm.merged().path("levels").get(0);
    assertThat(level.path("concurrency").asInt()).isEqualTo(Injectors.USERS);
    assertThat(level.path("ok").asInt() + level.path("warmup").asInt())
        .isEqualTo(calm.samples().size());
    assertThat(level.path("warmup").asInt()).isPositive();
    assertThat(level.path("failed").asInt()).isZero();
    assertThat(calm.merged().path("shards").path("missing")).isEmpty();
  }

  @Test
  void mergedPercentilesAreThoseOfAllSamplesTogether() {
    List<Sample> measured = calm.samples().stream().filter(Sample::isMeasured).toList();
    assertPercentiles("ttft", measured.stream().mapToLong(s -> s.eventNanos()[0] - s.sendNanos()));
    assertPercentiles(
        "dur",
        measured.stream().mapToLong(s -> s.eventNanos()[ModelServer.EVENTS - 1] - s.sendNanos()));
    assertPercentiles(
        "icl",
        measured.stream()
            .flatMapToLong(
                s ->
                    IntStream.range(1, ModelServer.EVENTS)
                        .mapToLong(i -> s.eventNanos()[i] - s.eventNanos()[i - 1])));
  }

  /** Histograms have three significant digits. */
  private static void assertPercentiles(String metric, LongStream nanos) {
    long[] sorted = nanos.sorted().toArray();
    JsonNode level = calm.merged().path("levels").get(0);
    for (int percent : List.of(50, 75, 90, 95, 99)) {
      String name = metric + "_p" + percent;
      int rank = Math.ceilDiv(percent * sorted.length, 100);
      assertThat(level.path(name).asDouble())
          .as(name)
          .isCloseTo(sorted[rank - 1] / 1e6, withinPercentage(0.2));
    }
  }

  @Test
  void rollingRestartLosesNoStream() throws Exception {
    try (Injectors load = Injectors.start(cluster, dir, LONG_ENOUGH, NO_WARMUP)) {
      awaitAllUsers(load);
      for (int i = 0; i < BalancedProxies.SIZE; i++) {
        RunningProxy drained = cluster.proxy(i);
        String name = drained.host().name();

        drained.signal("TERM");

        assertThat(drained.exitStatus()).as(drained.err()).isEqualTo(143);
        assertThat(drained.err()).containsPattern("waiting .* for \\d+ requests? in flight");
        int begun = cluster.model().begun(name);
        cluster.startAgain(i);
        load.await("streams of the new " + name, () -> cluster.model().begun(name) > begun + 20);
      }
      end(load);
      List<Sample> samples = load.samples();
      int aborted = with(Outcome.ABORTED, samples).size();
      assertThat(aborted).isLessThanOrEqualTo(Injectors.USERS);
      assertThat(with(Outcome.OK, samples)).as(failures(load)).hasSize(samples.size() - aborted);
      assertThat(sum(load, "failed")).isZero();
      assertThat(sum(load, "resent")).as("HAProxy sends them again, and no client").isZero();
      assertThat(sum(load, "ok")).isGreaterThan(BalancedProxies.SIZE * 20);
    }
  }

  /** Ends a load, whose streams in flight are then aborted. */
  private static void end(Injectors load) throws Exception {
    for (BenchCommand shard : load.shards()) {
      shard.signal("INT");
    }
    for (BenchCommand shard : load.shards()) {
      assertThat(shard.exitStatus()).as(shard.err()).isEqualTo(130);
    }
  }

  /** Lets held streams go on, until each user has begun another one. */
  private static void releaseAll(Injectors load) {
    ModelServer model = cluster.model();
    int begun = model.begun();
    model.release();
    load.await("another stream of each user", () -> model.begun() >= begun + Injectors.USERS);
  }

  private static String failures(Injectors load) {
    return load.shards().stream().map(BenchCommand::err).toList() + cluster.balancer().log();
  }

  @Test
  void killedProxyFailsExactlyItsOwnStreamsAndTheOthersTakeOver() throws Exception {
    long unseen = unseen();
    ModelServer model = cluster.model();
    try (Injectors load = Injectors.start(cluster, dir, LONG_ENOUGH, NO_WARMUP)) {
      holdAll(load, ModelServer.Place.AFTER_AN_EVENT);
      awaitFirstEvents(load, unseen);
      RunningProxy killed = cluster.proxy(1);
      String name = killed.host().name();
      int cut = model.held(name);
      int begun = model.begun(name);
      assertThat(cut).isBetween(1, Injectors.USERS - 2);

      killed.signal("KILL");

      assertThat(killed.exitStatus()).isEqualTo(137);
      awaitOthers(load, name);
      releaseAll(load);
      end(load);
      List<Sample> samples = load.samples();
      List<Sample> failed =
          samples.stream()
              .filter(each -> each.outcome() != Outcome.OK && each.outcome() != Outcome.ABORTED)
              .toList();
      assertThat(failed).as(failures(load)).hasSize(cut);
      assertThat(failed).allSatisfy(BalancedProxiesIT::assertCut);
      assertThat(model.begun(name)).isEqualTo(begun);
      assertThat(cluster.balancer().uses(killed.host())).isFalse();
      try (BenchCommand merge = load.merge()) {
        assertThat(merge.exitStatus()).isEqualTo(1);
        assertThat(level(merge).path("failed").asInt()).isEqualTo(cut);
        assertThat(level(merge).path("ok").asInt()).isEqualTo(with(Outcome.OK, samples).size());
      }
    } finally {
      model.release();
    }
  }

  /** A failure after the first bytes of a response. */
  private static void assertCut(Sample sample) {
    assertThat(sample.outcome()).isIn(Outcome.CUT, Outcome.RESET);
    assertThat(sample.status()).isEqualTo(200);
    assertThat(sample.eventNanos()).isNotEmpty();
  }

  @Test
  void requestsOfAKilledProxyThatHadNoByteOfAResponseGoToTheOthers() throws Exception {
    ModelServer model = cluster.model();
    try (Injectors load = Injectors.start(cluster, dir, LONG_ENOUGH, NO_WARMUP)) {
      holdAll(load, ModelServer.Place.BEFORE_THE_RESPONSE);
      RunningProxy killed = cluster.proxy(1);
      String name = killed.host().name();
      assertThat(model.held(name)).isPositive();

      killed.signal("KILL");

      awaitOthers(load, name);
      releaseAll(load);
      end(load);
      assertThat(sum(load, "failed")).isZero();
      assertThat(sum(load, "resent")).isZero();
    } finally {
      model.release();
    }
  }

  @Test
  void killedInjectorIsNamedInTheMergedResult() throws Exception {
    int killed = 2;
    int ownUsers = Injectors.USERS / BalancedProxies.SIZE;
    ModelServer model = cluster.model();
    long unseen = unseen();
    long left = cluster.sum("chat_requests_total", "status=\"499\"");
    int begun = model.begun();
    try (Injectors load =
        Injectors.start(cluster, dir, Injectors.startTogether(), DURATION, NO_WARMUP)) {
      load.await("samples", () -> model.begun() >= begun + 3 * Injectors.USERS);
      holdAll(load, ModelServer.Place.AFTER_AN_EVENT);
      awaitFirstEvents(load, unseen);

      load.shard(killed).signal("KILL");

      assertThat(load.shard(killed).exitStatus()).isEqualTo(137);
      load.await(
          "its streams among those whose client left",
          () -> cluster.sum("chat_requests_total", "status=\"499\"") - left == ownUsers);
      model.release();
      assertThat(load.shard(0).exitStatus()).as(load.shard(0).err()).isZero();
      assertThat(load.shard(1).exitStatus()).as(load.shard(1).err()).isZero();
      assertThat(cluster.sum("chat_requests_total", "status=\"499\"") - left).isEqualTo(ownUsers);
      List<Sample> itsSamples = load.samples(killed);
      assertThat(with(Outcome.OK, itsSamples)).isNotEmpty().hasSameSizeAs(itsSamples);
      try (BenchCommand merge = load.merge()) {
        assertThat(merge.exitStatus()).isEqualTo(1);
        assertThat(merge.err().replaceAll("\\s+", " "))
            .contains("Shards ended before their plan (shard 2 in shard-2/result)");
        JsonNode parts = merge.json().path("shards").path("parts");
        assertThat(parts.findValuesAsText("partial")).containsExactly("false", "false", "true");
        assertThat(merge.json().path("partial").asBoolean()).isTrue();
        assertThat(level(merge).path("ok").asInt()).isEqualTo(load.samples().size());
        assertThat(level(merge).path("failed").asInt()).isZero();
      }
    } finally {
      model.release();
    }
  }
}
