package dev.firsttoken.baselines;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firsttoken.wire.testing.RawClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Section "Micro" of the contract. */
@ParameterizedClass
@MethodSource(ContractTestBase.SERVERS)
class MicroIT extends ContractTestBase {
  MicroIT(String name) {
    super(name);
  }

  @Test
  void plainHas1024BytesByDefault() throws IOException {
    assertPlain("", 1024);
  }

  @ParameterizedTest
  @Tag("long")
  @CsvSource({"0", "1", "100000", "16777216"})
  void plainHasExactlyTheRequestedBytes(int bytes) throws IOException {
    assertPlain("?bytes=" + bytes, bytes);
  }

  @ParameterizedTest
  @Tag("long")
  @CsvSource({
    "'', 1024, 10",
    "?bytes=10&chunks=3, 10, 3",
    "?bytes=5, 5, 5",
    "?bytes=1&chunks=1, 1, 1",
    "?bytes=0, 0, 0",
    "?bytes=0&chunks=1, 0, 0",
    "?bytes=10000&chunks=10000, 10000, 10000",
    "?bytes=16777216&chunks=4, 16777216, 4",
    "?bytes=40&chunks=4&delay_ms=5, 40, 4",
  })
  void chunkedHasExactlyTheRequestedChunks(String query, int bytes, int chunks) throws IOException {
    try (RawClient client = connect()) {
      client.send(requestTo("GET /micro/chunked" + query));
      assertThat(client.readHeaders())
          .contains("application/octet-stream")
          .containsIgnoringCase("transfer-encoding: chunked")
          .doesNotContainIgnoringCase("content-length");
      List<Integer> sizes = new ArrayList<>();
      for (int size = client.readChunk().length; size > 0; size = client.readChunk().length) {
        sizes.add(size);
      }
      assertThat(sizes).hasSize(chunks);
      assertThat(sizes.stream().mapToInt(Integer::intValue).sum()).isEqualTo(bytes);
    }
  }

  @Test
  @Tag("long")
  void chunksAreTheDelayApart() throws IOException {
    long before = System.nanoTime();
    get("/micro/chunked?bytes=5&chunks=5&delay_ms=20");

    assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(80_000_000);
  }

  @ParameterizedTest
  @Tag("long")
  @CsvSource({
    "/micro/plain?bytes=-1, bytes, 'bytes must be an integer from 0 to 16777216, not \"-1\".'",
    "/micro/plain?bytes=16777217, bytes, 'bytes must be an integer from 0 to 16777216, not"
        + " \"16777217\".'",
    "/micro/plain?bytes=abc, bytes, 'bytes must be an integer from 0 to 16777216, not \"abc\".'",
    "/micro/plain?bytes=, bytes, 'bytes must be an integer from 0 to 16777216, not \"\".'",
    "/micro/chunked?bytes=1.5, bytes, 'bytes must be an integer from 0 to 16777216, not \"1.5\".'",
    "/micro/chunked?chunks=0, chunks, 'chunks must be an integer from 1 to 1024, not \"0\".'",
    "/micro/chunked?bytes=20000&chunks=10001, chunks, 'chunks must be an integer from 1 to 10000,"
        + " not \"10001\".'",
    "/micro/chunked?bytes=5&chunks=6, chunks, 'chunks must be an integer from 1 to 5, not \"6\".'",
    "/micro/chunked?bytes=0&chunks=2, chunks, 'chunks must be an integer from 1 to 1, not \"2\".'",
    "/micro/chunked?delay_ms=60001, delay_ms, 'delay_ms must be an integer from 0 to 60000, not"
        + " \"60001\".'",
  })
  void numberOutOfRangeIsRejectedWithNameValueAndRange(String path, String param, String message)
      throws IOException {
    JsonNode error = assertError(get(path), 400);

    assertThat(error.get("message").asText()).isEqualTo(message);
    assertThat(error.get("param").asText()).isEqualTo(param);
  }

  private void assertPlain(String query, int bytes) throws IOException {
    RawClient.Response response = get("/micro/plain" + query);

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.header("content-type")).startsWith("text/plain");
    assertThat(response.header("content-length")).isEqualTo(Integer.toString(bytes));
    assertThat(response.body()).hasSize(bytes);
  }
}
