package dev.firsttoken.bench.run;

import dev.firsttoken.bench.load.client.ClientContext;
import dev.firsttoken.bench.load.client.VirtualUser;
import dev.firsttoken.bench.load.requests.PlannedRequest;
import dev.firsttoken.bench.load.requests.RequestSource;
import dev.firsttoken.bench.samples.Entry;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.LevelBegin;
import dev.firsttoken.bench.samples.LevelEnd;
import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.Phase;
import dev.firsttoken.bench.samples.Sample;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * One request before the load, which tells whether the target responds as expected. If it is
 * refused for what it alone may hold, the shortest request of the run is sent, too. Both count as
 * further warm-up requests of the first level.
 *
 * @param samples of one or two requests
 */
record PreflightRequest(List<Sample> samples) {
  /** No virtual user of the load has this number. */
  private static final long USER = 0;

  private static final PlannedRequest REQUEST = PlannedRequest.immediate(0, Phase.WARMUP);

  /** Client errors that another request may not meet: the server is slow or busy. */
  private static final Set<Integer> TRANSIENT = Set.of(408, 425, 429);

  /** Client errors about what one request holds: its length, or a field of its line. */
  private static final Set<Integer> OF_ONE_REQUEST = Set.of(400, 413, 422);

  private static final int NOT_FOUND = 404;

  /**
   * Sends the request, and waits for its response.
   *
   * @throws UnreachableException with one sentence, if every further request would fail as well
   */
  static PreflightRequest send(ClientContext clientContext) {
    RequestSource requestSource = clientContext.workload().requestSource();
    Sample sample = exchange(clientContext);
    if (!isOfOneRequest(sample, requestSource)) {
      check(sample, requestSource);
      return new PreflightRequest(List.of(sample));
    }
    RequestSource shortest = requestSource.shortest();
    Sample second = exchange(clientContext.with(clientContext.workload().with(shortest)));
    check(second, shortest);
    return new PreflightRequest(List.of(sample, second));
  }

  private static Sample exchange(ClientContext clientContext) {
    EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    try {
      EventLoop loop = group.next();
      VirtualUser user = new VirtualUser(clientContext, loop, USER, 0);
      CompletableFuture<Sample> ended = new CompletableFuture<>();
      loop.execute(() -> user.send(REQUEST, ended::complete));
      Sample sample = ended.join(); // The timeout of the request ends it, whatever happens.
      loop.execute(user::stop);
      return sample;
    } finally {
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
  }

  private static void check(Sample sample, RequestSource requestSource) {
    if (willFailAgain(sample, requestSource)) {
      throw new UnreachableException(
          "%s. Nothing was measured; --no-preflight measures all the same"
              .formatted(sample.detail()));
    }
  }

  /** Returns true if a shorter request, or one of another line, may be accepted. */
  private static boolean isOfOneRequest(Sample sample, RequestSource requestSource) {
    return sample.outcome() == Outcome.HTTP_STATUS
        && requestSource.isVaried()
        && OF_ONE_REQUEST.contains(sample.status());
  }

  /** Errors that may pass, such as 429 or 503, are left to the load. */
  private static boolean willFailAgain(Sample sample, RequestSource requestSource) {
    return switch (sample.outcome()) {
      case NOT_A_STREAM, NOT_A_RESPONSE, NO_DONE, MALFORMED, CONNECT_FAILED, TLS_FAILED -> true;
      case HTTP_STATUS -> concernsAllRequests(sample.status(), requestSource);
      case OK,
          TIMED_OUT,
          EMPTY_STREAM,
          CUT,
          RESET,
          ERROR_EVENT,
          GENERATION_FAILED,
          TOO_LARGE,
          CLIENT_ERROR,
          ABORTED ->
          false;
    };
  }

  private static boolean concernsAllRequests(int status, RequestSource requestSource) {
    boolean isOfOneModel = requestSource.hasOwnModels() && status == NOT_FOUND;
    return status >= 300 && status < 500 && !TRANSIENT.contains(status) && !isOfOneModel;
  }

  /** Returns what is recorded in place of an entry: the first level has more warm-up requests. */
  List<Entry> addTo(Entry entry) {
    return switch (entry) {
      case LevelBegin begin when begin.level() == 0 -> {
        Level plan = begin.plan();
        Level withMore = plan.inRound(plan.target(), plan.round(), plan.warmup() + samples.size());
        List<Entry> entries = new ArrayList<>();
        entries.add(new LevelBegin(0, withMore));
        entries.addAll(samples);
        yield List.copyOf(entries);
      }
      case LevelEnd end when end.level() == 0 ->
          List.of(end.withWarmup(end.warmup() + samples.size()));
      default -> List.of(entry);
    };
  }
}
