package dev.firsttoken.proxy.downstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.SyntheticProxyContext;
import dev.firsttoken.proxy.config.Configuration;
import dev.firsttoken.proxy.meter.Meter;
import dev.firsttoken.wire.testing.LeakWatch;
import io.micronaut.context.ApplicationContext;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Work on large and encoded bodies: the event loop hands it to a worker, which the test plays. */
class BodyReadingTest {
  private static final int INLINE_BYTES = 64 * 1024;

  private final LeakWatch leakWatch = LeakWatch.start();
  private final ApplicationContext beans = new SyntheticProxyContext().build().start();
  private final AdmissionControl admissionControl =
      new AdmissionControl(beans.getBean(Configuration.class));
  private final List<Runnable> work = new ArrayList<>();
  private final ChatRouteHandler handler =
      new ChatRouteHandler(
          new DownstreamContext(
              beans.getBean(Router.class),
              beans.getBean(RequestFilter.class),
              admissionControl,
              beans.getBean(MemoryBudget.class),
              new BodyWorkers(new Worker()),
              beans.getBean(Meter.class)),
          System::nanoTime);
  private final EmbeddedChannel channel =
      new EmbeddedChannel(handler.framingEnforcer(), new HttpServerCodec(), handler);

  @AfterEach
  void assertNothingIsHeld() {
    channel.finishAndReleaseAll();
    work.forEach(Runnable::run);
    channel.runPendingTasks();
    assertThat(admissionControl.inFlight()).isZero();
    assertThat(beans.getBean(MemoryBudget.class).used()).as("reserved bytes").isZero();
    beans.close();
    leakWatch.close();
  }

  @Test
  void smallBodyIsReadAtOnce() {
    post("", body(INLINE_BYTES));

    assertThat(work).isEmpty();
    assertThat(responses()).startsWith("HTTP/1.1 200 OK");
  }

  @Test
  void largeBodyIsReadByAWorker() {
    post("", body(INLINE_BYTES + 1));
    assertThat(work).hasSize(1);
    assertThat(responses()).as("before the worker has run").isEmpty();
    runWork();

    assertThat(responses()).startsWith("HTTP/1.1 200 OK");
    assertThat(handler.state()).isInstanceOf(ConnectionState.Idle.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate", "zstd"})
  void encodedBodyIsReadByAWorkerHoweverSmall(String coding) {
    post("Content-Encoding: " + coding + "\r\n", "x");
    assertThat(work).hasSize(1);
    runWork();

    assertThat(responses())
        .startsWith("HTTP/1.1 400 Bad Request")
        .contains("is not valid " + coding);
    assertThat(handler.state()).isInstanceOf(ConnectionState.Idle.class);
  }

  @Test
  void bodyOfAClientThatLeftIsNotRead() {
    post("", body(INLINE_BYTES + 1));
    channel.close();
    runWork();

    assertThat(handler.state()).isInstanceOf(ConnectionState.Closed.class);
    assertThat(beans.getBean(MemoryBudget.class).used()).isZero();
  }

  @Test
  void shutdownEndsARequestWhoseBodyIsNotRead() {
    post("", body(INLINE_BYTES + 1));
    channel.pipeline().fireUserEventTriggered(AdmissionControl.Drain.ABORT);
    runWork();

    assertThat(responses()).startsWith("HTTP/1.1 503").contains("\"code\":\"shut_down\"");
  }

  private void post(String header, String body) {
    String request =
        "POST /v1/chat/completions HTTP/1.1\r\n"
            + "Host: localhost\r\n"
            + "Content-Type: application/json\r\n"
            + header
            + "Content-Length: "
            + body.length()
            + "\r\n\r\n"
            + body;
    channel.writeInbound(Unpooled.copiedBuffer(request, StandardCharsets.US_ASCII));
    channel.runPendingTasks();
  }

  private void runWork() {
    work.removeFirst().run();
    channel.runPendingTasks();
  }

  private String responses() {
    StringBuilder text = new StringBuilder();
    for (Object part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
      text.append(part instanceof ByteBuf bytes ? bytes.toString(StandardCharsets.UTF_8) : "");
      ReferenceCountUtil.release(part);
    }
    return text.toString();
  }

  private static String body(int length) {
    String start = "{\"model\":\"synthetic\",\"frames\":0,\"x\":\"";
    return start + "x".repeat(length - start.length() - 2) + "\"}";
  }

  /** Collects the tasks, which the test runs itself. */
  private final class Worker extends AbstractExecutorService {
    @Override
    public void execute(Runnable task) {
      work.add(task);
    }

    @Override
    public void shutdown() {}

    @Override
    public List<Runnable> shutdownNow() {
      return List.of();
    }

    @Override
    public boolean isShutdown() {
      return false;
    }

    @Override
    public boolean isTerminated() {
      return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return true;
    }
  }
}
