package dev.firsttoken.baselines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.wire.testing.RawClient;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Behaviour of each server where it can't do what the contract says; see baselines/README.md. */
@Tag("long")
class LimitationsIT {
  private static final String MALFORMED = "GET / HTTP/1.1\r\nHost: localhost\r\nno colon\r\n\r\n";

  @ParameterizedTest
  @ValueSource(strings = {"micronaut", "express", "netty"})
  void malformedHttpGetsAnErrorObject(String name) throws IOException {
    ContractTestBase.assertError(RawClient.request(Servers.port(name), MALFORMED), 400);
  }

  @ParameterizedTest
  @CsvSource({"fastapi, Invalid HTTP request received.", "flask, <title>Bad Request</title>"})
  void malformedHttpGetsTheServersOwnText(String name, String text) throws IOException {
    RawClient.Response response = RawClient.request(Servers.port(name), MALFORMED);

    assertThat(response.status()).isEqualTo(400);
    assertThat(response.text()).contains(text);
  }

  @ParameterizedTest
  @CsvSource({"micronaut, 400", "express, 200", "fastapi, 400", "flask, 400", "netty, 400"})
  void exponentIsAnIntegerForExpressAlone(String name, int status) throws IOException {
    assertThat(chat(name, "{\"frames\":1e0}")).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({"micronaut, 400", "express, 200", "fastapi, 200", "flask, 200", "netty, 200"})
  void duplicateFieldIsRejectedByTheProxyAlone(String name, int status) throws IOException {
    assertThat(chat(name, "{\"frames\":0,\"frames\":1}")).isEqualTo(status);
  }

  private static int chat(String name, String body) throws IOException {
    return RawClient.request(Servers.port(name), RawClient.chat(body)).status();
  }
}
