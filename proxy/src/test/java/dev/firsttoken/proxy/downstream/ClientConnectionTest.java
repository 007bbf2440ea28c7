package dev.firsttoken.proxy.downstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.SyntheticProxyContext;
import dev.firsttoken.proxy.config.Configuration;
import dev.firsttoken.proxy.meter.Meter;
import dev.firsttoken.proxy.testing.ScrapedMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micronaut.context.ApplicationContext;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientConnectionTest {
  /**
   * Next state for each state and event; empty if the event is impossible: {@link FramingEnforcer}
   * holds the bytes behind a request until its response is complete.
   */
  private static final String TRANSITIONS =
      """
      event             | Idle             | ReceivingHeaders | Forwarding | ReceivingBody | Discarding | Responding | Closing
      chat request      | ReceivingBody    | ReceivingBody    |            |               |            |            | Closing
      rejected request  | Discarding       | Discarding       |            |               |            |            | Closing
      other request     | Forwarding       | Forwarding       |            |               |            |            | Closing
      content           | Idle             | ReceivingHeaders | Forwarding | ReceivingBody | Discarding | Responding | Closing
      last content      | Idle             | ReceivingHeaders | Forwarding | Responding    | Idle       | Responding | Closing
      malformed content | Closed           | Closed           | Closed     | Closed        | Closed     | Responding | Closing
      partial headers   | ReceivingHeaders | ReceivingHeaders | Forwarding | ReceivingBody | Discarding | Responding | Closing
      next request      | ReceivingBody    | ReceivingBody    | Forwarding | ReceivingBody | Discarding | Responding | Closing
      other response    | Idle             | ReceivingHeaders | Idle       | ReceivingBody | Discarding | Responding | Closing
      timeout           | Closed           | Closed           | Forwarding | Closed        | Closed     | Responding | Closed
      drain             | Closed           | ReceivingHeaders | Forwarding | ReceivingBody | Discarding | Responding | Closing
      no memory         | Closed           | Closed           | Closed     | Closed        | Closed     | Closed     | Closed
      shutdown          | Idle             | ReceivingHeaders | Forwarding | Closed        | Discarding | Closed     | Closing
      disconnect        | Closed           | Closed           | Closed     | Closed        | Closed     | Closed     | Closed
      """;

  private static final ApplicationContext BEANS = new SyntheticProxyContext().build().start();

  private final AdmissionControl admissionControl =
      new AdmissionControl(BEANS.getBean(Configuration.class));
  private final CloseHandler closeHandler = new CloseHandler();
  private final ChatRouteHandler handler =
      new ChatRouteHandler(
          new DownstreamContext(
              BEANS.getBean(Router.class),
              BEANS.getBean(RequestFilter.class),
              admissionControl,
              BEANS.getBean(MemoryBudget.class),
              BEANS.getBean(BodyWorkers.class),
              BEANS.getBean(Meter.class)),
          () -> this.nowNanos);
  private final EmbeddedChannel channel =
      new EmbeddedChannel(closeHandler, handler.framingEnforcer(), new HttpServerCodec(), handler);
  private long nowNanos;

  static Stream<Arguments> transitions() {
    List<List<String>> rows =
        TRANSITIONS.lines().map(line -> List.of(line.split(" *\\| *", -1))).toList();
    List<String> states = rows.getFirst();
    return rows.stream()
        .skip(1)
        .flatMap(
            row ->
                IntStream.range(1, states.size())
                    .filter(i -> !row.get(i).isEmpty())
                    .mapToObj(i -> Arguments.of(states.get(i), row.getFirst(), row.get(i))));
  }

  @AfterAll
  static void closeBeans() {
    BEANS.close();
  }

  @AfterEach
  void assertNoSlotIsHeldAfterTheClose() {
    channel.finishAndReleaseAll();
    assertThat(handler.state()).isInstanceOf(ConnectionState.Closed.class);
    assertThat(admissionControl.inFlight()).isZero();
    assertThat(BEANS.getBean(MemoryBudget.class).used()).as("reserved bytes").isZero();
  }

  @ParameterizedTest(name = "{0} and {1}: {2}")
  @MethodSource("transitions")
  void eventLeadsToTheNextState(String state, String event, String next) {
    moveTo(state);
    assertState(state);

    fire(event);

    assertState(next);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ReceivingHeaders", "ReceivingBody", "Responding"})
  void failedAllocationIsTheProxysFailure(String state) {
    moveTo(state);
    double overloaded = count("chat_errors_total", "reason=\"overloaded\"");
    double unavailable = count("chat_requests_total", "status=\"503\"");
    double left = count("chat_requests_total", "status=\"499\"");
    fire("no memory");

    assertThat(count("chat_errors_total", "reason=\"overloaded\"")).isEqualTo(overloaded + 1);
    assertThat(count("chat_requests_total", "status=\"503\"")).isEqualTo(unavailable + 1);
    assertThat(count("chat_requests_total", "status=\"499\"")).isEqualTo(left);
  }

  private static double count(String name, String label) {
    return ScrapedMetrics.parse(BEANS.getBean(PrometheusMeterRegistry.class)).sum(name, label);
  }

  @Test
  void responseThatCompletesWithinItsStartLeavesTheConnectionIdle() {
    receive(chatRequest("application/json"));
    receive(lastContent("{\"model\":\"synthetic\",\"stream\":true,\"frames\":0}"));

    assertState("Idle");
  }

  @Test
  void lastResponseClosesTheConnection() {
    HttpRequest request = chatRequest("application/json");
    request.headers().set("connection", "close");
    receive(request);
    receive(lastContent("{\"model\":\"synthetic\",\"stream\":true,\"frames\":0}"));

    assertState("Closed");
  }

  @Test
  void drainDuringAResponseClosesTheConnectionAfterIt() {
    moveTo("Responding");
    fire("drain");
    fire("shutdown");

    assertState("Closed");
  }

  @Test
  void chatRequestStartsOnceMicronautHasRespondedToTheRequestBeforeIt() {
    moveTo("Forwarding");
    fire("next request");
    assertState("Forwarding");

    fire("other response");

    assertState("ReceivingBody");
  }

  @Test
  void micronautGetsNoBody() {
    channel.writeInbound(
        bytes(
            "POST /nowhere HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
                + "Content-Length: 4\r\n\r\nbodyGET"));

    HttpRequest request = channel.readInbound();
    assertThat(request.headers().names()).containsExactly("Host");
    assertThat((HttpObject) channel.readInbound()).isSameAs(LastHttpContent.EMPTY_LAST_CONTENT);
    Object next = channel.readInbound();
    assertThat(next).isNull();
    assertThat(handler.framingEnforcer().heldBytes()).isEqualTo("GET".length());
  }

  @Test
  void microRequestHoldsASlotUntilItsResponse() {
    receive(request(HttpMethod.GET, "/micro/plain"));
    assertThat(admissionControl.inFlight()).isEqualTo(1);

    fire("other response");

    assertThat(admissionControl.inFlight()).isZero();
  }

  @Test
  void clientThatStillReadsTheLastResponseIsNotIdle() {
    for (int i = 0; i < 4; i++) {
      channel.flush();
      channel.pipeline().context(HttpServerCodec.class).write(bytes("x".repeat(10 - i)));
      advance(40);
    }
    assertState("Idle");

    channel.flush();
    advance(70);
    assertState("Idle");
    advance(10);

    assertState("Closed");
  }

  @Test
  void clientThatReadsNothingGetsNoFurtherResponse() {
    channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
    fire("next request");
    assertState("Idle");

    channel.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
    channel.runPendingTasks();

    assertState("ReceivingBody");
  }

  @Test
  void outputThatOnlyGrowsIsNoProgress() {
    for (int i = 0; i < 7; i++) {
      channel.pipeline().context(HttpServerCodec.class).write(bytes("x"));
      advance(10);
    }

    assertState("Closed");
  }

  @Test
  void slowReaderHoldsMemoryUntilItReads() {
    MemoryBudget budget = BEANS.getBean(MemoryBudget.class);
    moveTo("Responding");
    channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
    channel.runPendingTasks();
    assertThat(budget.used()).isPositive();

    channel.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
    channel.runPendingTasks();

    assertThat(budget.used()).isZero();
  }

  private void assertState(String expected) {
    assertThat(handler.state().getClass().getSimpleName()).isEqualTo(expected);
    boolean holdsSlot = expected.equals("ReceivingBody") || expected.equals("Responding");
    assertThat(admissionControl.inFlight()).as("slots").isEqualTo(holdsSlot ? 1 : 0);
  }

  private void moveTo(String state) {
    switch (state) {
      case "Idle" -> {}
      case "ReceivingHeaders" -> fire("partial headers");
      case "Forwarding" -> fire("other request");
      case "ReceivingBody" -> {
        fire("chat request");
        receive(content("{\"model\":\"synthetic\",\"stream\":true,"));
      }
      case "Discarding" -> fire("rejected request");
      case "Responding" -> {
        moveTo("ReceivingBody");
        fire("last content");
      }
      case "Closing" -> {
        closeHandler.holdsClose = true;
        fire("malformed content");
        closeHandler.holdsClose = false;
      }
      default -> throw new IllegalArgumentException(state);
    }
  }

  private void fire(String event) {
    switch (event) {
      case "chat request" -> receive(chatRequest("application/json"));
      case "rejected request" -> receive(chatRequest("text/plain"));
      case "other request" -> receive(request(HttpMethod.GET, "/health"));
      case "content" -> receive(content(" "));
      case "last content" -> receive(lastContent("\"ttft_ms\":600000}"));
      case "malformed content" -> {
        HttpObject malformed = lastContent("");
        malformed.setDecoderResult(DecoderResult.failure(new IllegalArgumentException()));
        receive(malformed);
      }
      case "partial headers" -> channel.writeInbound(bytes("P"));
      case "next request" ->
          channel.writeInbound(
              bytes(
                  (handler.state() instanceof ConnectionState.ReceivingHeaders ? "" : "P")
                      + "OST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n"
                      + "Content-Type: application/json\r\nContent-Length: 9\r\n\r\n"));
      case "other response" -> {
        ChannelHandlerContext ctx = channel.pipeline().context(handler);
        handler.write(ctx, LastHttpContent.EMPTY_LAST_CONTENT, ctx.newPromise());
      }
      case "timeout" -> {
        // In steps, because one long step is a pause of the proxy.
        for (int second = 0; second < 1_000; second++) {
          nowNanos += TimeUnit.SECONDS.toNanos(1);
          channel.advanceTimeBy(1, TimeUnit.SECONDS);
          channel.runScheduledPendingTasks();
        }
      }
      case "drain" -> channel.pipeline().fireUserEventTriggered(AdmissionControl.Drain.START);
      case "shutdown" -> channel.pipeline().fireUserEventTriggered(AdmissionControl.Drain.ABORT);
      case "no memory" ->
          channel.pipeline().fireExceptionCaught(new OutOfMemoryError("direct memory"));
      case "disconnect" -> channel.close();
      default -> throw new IllegalArgumentException(event);
    }
    channel.runPendingTasks();
  }

  /** Lets time pass second by second, with a check of the timeouts in each. */
  private void advance(int seconds) {
    for (int i = 0; i < seconds; i++) {
      nowNanos += TimeUnit.SECONDS.toNanos(1);
      channel.advanceTimeBy(1, TimeUnit.SECONDS);
      channel.runScheduledPendingTasks();
    }
  }

  /** Passes a message from the codec to the handler. */
  private void receive(HttpObject part) {
    channel.pipeline().context(HttpServerCodec.class).fireChannelRead(part);
    channel.runPendingTasks();
  }

  private static HttpRequest chatRequest(String contentType) {
    HttpRequest request = request(HttpMethod.POST, "/v1/chat/completions");
    request.headers().set("content-type", contentType);
    return request;
  }

  private static HttpRequest request(HttpMethod method, String path) {
    HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, method, path);
    request.headers().set("host", "localhost");
    return request;
  }

  private static HttpObject content(String text) {
    return new DefaultHttpContent(bytes(text));
  }

  private static HttpObject lastContent(String text) {
    return new DefaultLastHttpContent(bytes(text));
  }

  private static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
  }

  /** Keeps the channel open, so that a test can look at a connection that is about to close. */
  private static final class CloseHandler extends ChannelOutboundHandlerAdapter {
    private boolean holdsClose;

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
      if (!holdsClose) {
        ctx.close(promise);
      }
    }
  }
}
