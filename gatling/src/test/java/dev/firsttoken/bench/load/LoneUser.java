package dev.firsttoken.bench.load;

import dev.firsttoken.bench.options.Ask;
import dev.firsttoken.bench.options.Talk;
import dev.firsttoken.bench.options.Target;
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

/** One virtual user without Gatling, on an event loop of its own. */
final class LoneUser implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final EventLoop loop = group.next();
  private final BlockingQueue<Sample> samples = new LinkedBlockingQueue<>();
  private final BlockingQueue<Sample> over = new LinkedBlockingQueue<>();
  private final BlockingQueue<Long> sent = new LinkedBlockingQueue<>();
  private final BlockingQueue<Boolean> ended = new LinkedBlockingQueue<>();
  private final Calls calls;
  private final ChatUser user;

  LoneUser(String baseUrl) {
    this(baseUrl, PATIENCE, null);
  }

  LoneUser(String baseUrl, Duration timeout, @Nullable String apiKey) {
    this(target(baseUrl, timeout, apiKey), Talk.PLAIN);
  }

  /** One that has conversations, or whose answers' tokens are counted. */
  LoneUser(String baseUrl, Talk talk) {
    this(target(baseUrl, PATIENCE, null), talk);
  }

  private LoneUser(Target target, Talk talk) {
    Ask ask = new Ask("m", "hello", null, Map.of());
    this.calls = Calls.to(target, Asking.of(target, ask, talk), samples::add);
    this.user = new ChatUser(calls, loop, 7, 0);
  }

  private static Target target(String baseUrl, Duration timeout, @Nullable String apiKey) {
    URI chat = URI.create(baseUrl + "/api/chat/completions");
    return new Target(chat, true, timeout, apiKey, null);
  }

  /** Users at work at nobody's address, for what needs no answer. */
  static Users nobodys() {
    URI chat = URI.create("http://127.0.0.1:1/");
    Target target = new Target(chat, true, PATIENCE, null, null);
    return new Users(
        Calls.to(
            target,
            Asking.of(target, new Ask("m", "hello", null, Map.of()), Talk.PLAIN),
            sample -> {}));
  }

  ChatUser user() {
    return user;
  }

  Calls calls() {
    return calls;
  }

  /** When each request was told to be sent. */
  List<Long> sent() {
    return List.copyOf(sent);
  }

  /** Waits until its answer is over, whether or not it was read. */
  void awaitEnd() {
    taken(ended);
  }

  /** Whether it may send the next one. */
  boolean goesOn() {
    return !over.isEmpty();
  }

  /** Sends one request and waits for its sample. */
  Sample ask() {
    begin();
    return next();
  }

  /** The same, and waits until the user is ready to go on: it may read the answer first. */
  Sample turn() {
    begin();
    taken(over);
    return next();
  }

  /** The same for what is due. */
  Sample ask(Due due) {
    loop.execute(() -> user.ask(due, Told.done(sample -> {})));
    return next();
  }

  void begin() {
    loop.execute(
        () ->
            user.ask(
                Due.now(0, Phase.MEASURED),
                new Told(() -> sent.add(System.nanoTime()), () -> ended.add(true), over::add)));
  }

  void stop() {
    loop.execute(user::stop);
  }

  Sample next() {
    return taken(samples);
  }

  private static <T> T taken(BlockingQueue<T> queue) {
    try {
      T taken = queue.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (taken == null) {
        throw new AssertionError("nothing came");
      }
      return taken;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Returns when the event loop has done all that it was given before. */
  void settle() {
    loop.submit(() -> {}).syncUninterruptibly();
  }

  /** Samples that came and were not asked for. */
  int surplus() {
    return samples.size();
  }

  @Override
  public void close() {
    stop();
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
