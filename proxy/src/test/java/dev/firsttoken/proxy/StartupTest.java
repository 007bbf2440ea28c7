package dev.firsttoken.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firsttoken.proxy.config.Configuration;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the user reads when the server has started, or can't. */
class StartupTest {
  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio"})
  void hostThatIsNoAddressIsNamedAndNotThePort(String transport) {
    assertThatThrownBy(() -> start("no-such-host.invalid", "0", transport))
        .isInstanceOf(StartupException.class)
        .hasMessageStartingWith(
            "FIRST_TOKEN_HOST=no-such-host.invalid is no address, and no name that can be"
                + " resolved.")
        .hasMessageNotContaining("PORT");
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio"})
  void hostOfAnotherMachineIsNamedAndNotThePort(String transport) {
    assertThatThrownBy(() -> start("192.0.2.1", "0", transport))
        .isInstanceOf(StartupException.class)
        .hasMessageStartingWith("The server can't listen on 192.0.2.1:0 (")
        .hasMessageEndingWith(
            "Set FIRST_TOKEN_HOST to an address of this machine, like 127.0.0.1.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio"})
  void portInUseIsNamed(String transport) throws IOException {
    try (ServerSocket used = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> start("127.0.0.1", Integer.toString(used.getLocalPort()), transport))
          .isInstanceOf(StartupException.class)
          .hasMessage(
              "Another program listens on 127.0.0.1:%d. Stop it, or set PORT (or --port) to another"
                  + " port, or to 0 for a free one.",
              used.getLocalPort());
    }
  }

  @Test
  void greetingIsAUrl() {
    Configuration configuration = configuration("::1", "0", "nio");
    try (EmbeddedServer server = Application.start(configuration)) {
      assertThat(Application.startupMessage(configuration, server))
          .startsWith("First Token on http://[::1]:" + server.getPort() + ", relaying to ");
    }
  }

  private static void start(String host, String port, String transport) {
    Application.start(configuration(host, port, transport)).close();
  }

  private static Configuration configuration(String host, String port, String transport) {
    return Configuration.of(
        Map.of(
            "FIRST_TOKEN_HOST", host,
            "PORT", port,
            "FIRST_TOKEN_TRANSPORT", transport,
            "PROXY_API_KEY", "k"));
  }
}
