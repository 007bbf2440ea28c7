package dev.firsttoken.baselines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.wire.testing.RawClient;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Delays of the chunks for a client that reads late. The proxy is left out: Micronaut takes chunks
 * ahead of the client, so that they are written long before they are read.
 */
@ParameterizedClass
@MethodSource("dev.firsttoken.baselines.Servers#baselineNames")
@Tag("long")
class MicroDelayIT extends ContractTestBase {
  MicroDelayIT(String name) {
    super(name);
  }

  @Test
  void delayFollowsTheActualTimeOfThePreviousChunk() throws IOException {
    try (RawClient client = connect()) {
      client.send(requestTo("GET /micro/chunked?bytes=16777216&chunks=4&delay_ms=100"));
      client.readHeaders();
      // Takes as long as all four chunks would, of which the first is not yet read.
      get("/micro/chunked?bytes=4&chunks=4&delay_ms=100");
      long before = System.nanoTime();
      for (int chunk = 0; chunk < 4; chunk++) {
        assertThat(client.readChunk()).hasSize(4_194_304);
      }

      assertThat(System.nanoTime() - before)
          .as("the delay before the last chunk")
          .isGreaterThanOrEqualTo(100_000_000);
    }
  }
}
