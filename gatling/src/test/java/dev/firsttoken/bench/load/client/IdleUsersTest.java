package dev.firsttoken.bench.load.client;

import static dev.firsttoken.bench.testing.ChatResponses.goodStream;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.firsttoken.wire.testing.ScriptedServer;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class IdleUsersTest {
  private final IdleUsers idleUsers = new IdleUsers();

  @Test
  void userThatStaysIdleGivesUpItsConnection() throws InterruptedException {
    try (ScriptedServer server = ScriptedServer.responding(goodStream().getBytes(UTF_8));
        SingleUser single = new SingleUser(server.baseUrl())) {
      single.send();
      single.user().loop().execute(() -> idleUsers.releaseFor(1, single.user()));

      assertThat(server.peers().getFirst().awaitDisconnect(Duration.ofSeconds(20))).isTrue();
    }
  }

  @Test
  void userThatIsTakenInTimeKeepsItsConnection() throws InterruptedException {
    try (ScriptedServer server = ScriptedServer.responding(goodStream().getBytes(UTF_8));
        SingleUser single = new SingleUser(server.baseUrl())) {
      EventLoop loop = single.user().loop();
      single.send();
      loop.submit(
              () -> {
                idleUsers.releaseFor(1, single.user());
                assertThat(idleUsers.acquire(loop)).isSameAs(single.user());
              })
          .syncUninterruptibly();
      single.awaitLoop();
      single.send();

      assertThat(server.peers()).hasSize(1);
    }
  }

  @Test
  void usersOfAnEventLoopThatHasEndedAreGone() {
    EventLoop loop = new DefaultEventLoop();
    VirtualUser user = SingleUser.unusedUsers().activate(loop, 0);
    loop.submit(() -> idleUsers.release(user)).syncUninterruptibly();
    loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();

    assertThatCode(idleUsers::drain).doesNotThrowAnyException();
    assertThatCode(() -> idleUsers.releaseFor(1, user)).doesNotThrowAnyException();
  }
}
