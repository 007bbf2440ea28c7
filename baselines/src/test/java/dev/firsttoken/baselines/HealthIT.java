package dev.firsttoken.baselines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.wire.testing.RawClient;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Section "Health" of the contract. */
@ParameterizedClass
@MethodSource(ContractTestBase.SERVERS)
class HealthIT extends ContractTestBase {
  HealthIT(String name) {
    super(name);
  }

  @Test
  void healthIsUp() throws IOException {
    RawClient.Response response = get("/health");

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.header("content-type")).startsWith("application/json");
    assertThat(response.text()).isEqualTo("{\"status\":\"UP\"}");
  }

  @Test
  @Tag("long")
  void connectionIsKept() throws IOException {
    try (RawClient client = connect()) {
      for (int i = 0; i < 3; i++) {
        client.send(requestTo("GET /health"));

        assertThat(client.read().status()).isEqualTo(200);
      }
    }
  }

  @Test
  @Tag("long")
  void healthIsNoChatRequest() throws IOException {
    double before = scrape().sum("chat_requests_total");
    get("/health");

    assertThat(scrape().sum("chat_requests_total")).isEqualTo(before);
  }
}
