package dev.firsttoken.bench.load.client;

import dev.firsttoken.bench.load.requests.PlannedRequest;
import dev.firsttoken.bench.options.BodyOptions;
import dev.firsttoken.bench.options.ConnectionOptions;
import dev.firsttoken.bench.options.RequestOptions;
import dev.firsttoken.bench.options.Target;
import dev.firsttoken.bench.options.WorkloadOptions;
import dev.firsttoken.bench.options.value.Endpoint;
import dev.firsttoken.bench.options.value.JsonPatch;
import dev.firsttoken.bench.options.value.RequestHeaders;
import dev.firsttoken.bench.options.value.ResponseOptions;
import dev.firsttoken.bench.samples.Phase;
import dev.firsttoken.bench.samples.Sample;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One virtual user without Gatling, on its own event loop. */
public final class SingleUser implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final EventLoop loop = group.next();
  private volatile @Nullable Throwable thrownBySent;
  private volatile @Nullable Throwable thrownByEnded;
  private final BlockingQueue<Sample> samples = new LinkedBlockingQueue<>();
  private final BlockingQueue<Sample> ready = new LinkedBlockingQueue<>();
  private final BlockingQueue<Long> sent = new LinkedBlockingQueue<>();
  private final BlockingQueue<Boolean> ended = new LinkedBlockingQueue<>();
  private final ClientContext clientContext;
  private final VirtualUser user;

  public SingleUser(String baseUrl) {
    this(baseUrl, TIMEOUT, null);
  }

  SingleUser(String baseUrl, Duration timeout, @Nullable String apiKey) {
    this(target(baseUrl, timeout, apiKey), WorkloadOptions.DEFAULT);
  }

  /** A user with conversations, or with a tokenizer. */
  SingleUser(String baseUrl, WorkloadOptions workloadOptions) {
    this(target(baseUrl, TIMEOUT, null), workloadOptions);
  }

  /** A user of a target with headers or connections of its own. */
  SingleUser(Target target) {
    this(target, WorkloadOptions.DEFAULT);
  }

  private SingleUser(Target target, WorkloadOptions workloadOptions) {
    this(
        target,
        Workload.of(target, new RequestOptions("m", "hello", null, Map.of()), workloadOptions));
  }

  /** A user of another API, or with other responses that count. */
  SingleUser(String baseUrl, Endpoint endpoint, ResponseOptions responseOptions) {
    this(baseUrl, endpoint, responseOptions, WorkloadOptions.DEFAULT);
  }

  SingleUser(
      String baseUrl,
      Endpoint endpoint,
      ResponseOptions responseOptions,
      WorkloadOptions workloadOptions) {
    this(
        target(baseUrl, TIMEOUT, null),
        Workload.of(
            target(baseUrl, TIMEOUT, null),
            new RequestOptions(
                "m",
                "hello",
                null,
                Map.of(),
                new BodyOptions(
                    JsonPatch.NONE, "max_tokens", endpoint, !responseOptions.isWhole())),
            workloadOptions,
            responseOptions));
  }

  private SingleUser(Target target, Workload workload) {
    this.clientContext = ClientContext.forTarget(target, workload, samples::add);
    this.user = new VirtualUser(clientContext, loop, 7, 0);
  }

  /** Creates a user that sends plain GET requests of a URL. */
  static SingleUser plain(String url, Duration timeout) {
    Target target = new Target(URI.create(url), true, timeout, null, null);
    return new SingleUser(target, Workload.ofPlain(target));
  }

  /** Returns a target whose connections differ from the usual ones. */
  static Target target(
      String baseUrl, RequestHeaders headers, ConnectionOptions connectionOptions) {
    return new Target(
        URI.create(baseUrl + "/api/chat/completions"),
        true,
        TIMEOUT,
        null,
        null,
        headers,
        connectionOptions);
  }

  private static Target target(String baseUrl, Duration timeout, @Nullable String apiKey) {
    URI chat = URI.create(baseUrl + "/api/chat/completions");
    return new Target(chat, true, timeout, apiKey, null);
  }

  /** Users of an address where nothing listens, for tests that send nothing. */
  public static VirtualUsers unusedUsers() {
    URI chat = URI.create("http://127.0.0.1:1/");
    Target target = new Target(chat, true, TIMEOUT, null, null);
    return new VirtualUsers(
        ClientContext.forTarget(
            target,
            Workload.of(
                target, new RequestOptions("m", "hello", null, Map.of()), WorkloadOptions.DEFAULT),
            sample -> {}));
  }

  public VirtualUser user() {
    return user;
  }

  ClientContext clientContext() {
    return clientContext;
  }

  /** Times of onSent, in nanoseconds. */
  List<Long> sent() {
    return List.copyOf(sent);
  }

  /** Waits until the response has ended, whether or not its text is decoded. */
  void awaitEnded() {
    poll(ended);
  }

  /** True if the user can send its next request. */
  boolean canSendNext() {
    return !ready.isEmpty();
  }

  /** Sends one request and waits for its sample. */
  Sample send() {
    startRequest();
    return nextSample();
  }

  /** Sends one request and waits until the user can send the next, which may need the text. */
  Sample sendTurn() {
    startRequest();
    poll(ready);
    return nextSample();
  }

  /** Sends a planned request and waits for its sample. */
  public Sample send(PlannedRequest plannedRequest) {
    loop.execute(() -> user.send(plannedRequest, sample -> {}));
    return nextSample();
  }

  void startRequest() {
    PlannedRequest request = PlannedRequest.immediate(0, Phase.MEASURED);
    loop.execute(() -> user.send(request, new Recorder()));
  }

  private final class Recorder implements RequestListener {
    @Override
    public void onSent(long sendNanos) {
      throwIfSet(thrownBySent);
      sent.add(System.nanoTime());
    }

    @Override
    public void onEnded(long sendNanos, long endNanos) {
      throwIfSet(thrownByEnded);
      ended.add(true);
    }

    @Override
    public void onReady(Sample sample) {
      ready.add(sample);
    }
  }

  /** Makes the listener throw, whether an exception or an error. */
  void throwWhen(@Nullable Throwable sent, @Nullable Throwable ended) {
    thrownBySent = sent;
    thrownByEnded = ended;
  }

  private static void throwIfSet(@Nullable Throwable thrown) {
    switch (thrown) {
      case null -> {}
      case Error e -> throw e;
      case RuntimeException e -> throw e;
      default -> throw new IllegalArgumentException(thrown);
    }
  }

  void stop() {
    loop.execute(user::stop);
  }

  Sample nextSample() {
    return poll(samples);
  }

  private static <T> T poll(BlockingQueue<T> queue) {
    try {
      T item = queue.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
      if (item == null) {
        throw new AssertionError("nothing arrived in " + TIMEOUT);
      }
      return item;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Waits until the event loop has run all earlier tasks. */
  void awaitLoop() {
    loop.submit(() -> {}).syncUninterruptibly();
  }

  /** Number of samples that no test has taken. */
  int unexpectedSamples() {
    return samples.size();
  }

  @Override
  public void close() {
    stop();
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
