package dev.firsttoken.proxy.relay;

import static dev.firsttoken.proxy.testing.Streams.DONE;
import static dev.firsttoken.proxy.testing.Streams.END;
import static dev.firsttoken.proxy.testing.Streams.HELLO;
import static dev.firsttoken.proxy.testing.Streams.ROLE;
import static dev.firsttoken.proxy.testing.Streams.STREAM_HEADERS;
import static dev.firsttoken.proxy.testing.Streams.USAGE;
import static dev.firsttoken.proxy.testing.Streams.bytes;
import static dev.firsttoken.proxy.testing.Streams.chunk;
import static dev.firsttoken.proxy.testing.Streams.content;
import static dev.firsttoken.proxy.testing.Streams.event;
import static dev.firsttoken.proxy.testing.Streams.sha256;
import static dev.firsttoken.proxy.testing.Streams.stream;
import static dev.firsttoken.proxy.testing.Streams.streamInChunksOf;
import static dev.firsttoken.wire.testing.RawClient.chat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.ProxyUnderTest;
import dev.firsttoken.proxy.testing.ProxyFixture;
import dev.firsttoken.proxy.testing.Streams;
import dev.firsttoken.wire.testing.RawClient;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The bytes of a stream reach the client unchanged, whatever they are and however they are cut. */
class StreamBytesTest extends ProxyFixture {
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  /** Every construct of an event stream, with two content events before a usage of 7 tokens. */
  private static final byte[] MIXED_EVENTS =
      bytes(
          BYTE_ORDER_MARK
              + (": hello\r\n\r\nevent: e\rid: 1\rretry: 10\r\r" + ROLE + content("é€😀"))
              + ("data:{\"choices\":[{\"delta\":{\"reasoning\":\"r\"},\"new\":1}]}\r\n\r\n" + USAGE)
              + (": " + "long".repeat(2000) + "\n\ndata:[DONE]\n\n"));

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 4096})
  void streamInReadsOfAnySizePassesUnchanged(int size) throws Exception {
    byte[] response = streamInChunksOf(100, MIXED_EVENTS);
    ScriptedServer upstream =
        upstreamRunning(
            peer -> {
              peer.readRequest();
              for (int at = 0; at < response.length; at += size) {
                peer.send(Arrays.copyOfRange(response, at, Math.min(response.length, at + size)));
              }
              peer.awaitClose();
            });
    assertPasses(upstream, MIXED_EVENTS, 2, 7);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 4096})
  void streamInChunksOfAnySizePassesUnchanged(int size) throws Exception {
    assertPasses(upstreamResponding(streamInChunksOf(size, MIXED_EVENTS)), MIXED_EVENTS, 2, 7);
  }

  @Test
  void charactersSplitBetweenBytesPassUnchanged() throws Exception {
    byte[] body = bytes(content("é€😀") + DONE);
    int first = content("é€😀").indexOf("é");
    int last = first + bytes("é€😀").length;
    Semaphore received = new Semaphore(0);
    ScriptedServer upstream =
        upstreamRunning(
            peer -> {
              for (int cut = first; peer.readRequest() != null; cut++) {
                peer.send(STREAM_HEADERS + Integer.toHexString(body.length) + "\r\n");
                peer.send(Arrays.copyOf(body, cut));
                await(received);
                peer.send(Arrays.copyOfRange(body, cut, body.length));
                peer.send("\r\n" + END);
              }
            });
    ProxyUnderTest proxy = proxyTo(upstream);
    try (RawClient client = new RawClient(proxy.port())) {
      for (int cut = first; cut < last; cut++) {
        client.send(chat(Streams.STREAM_REQUEST));
        client.readHeaders();
        assertThat(client.readLine()).isEqualTo(Integer.toHexString(body.length));
        // The first part of a character arrives before the rest of it is sent.
        assertThat(client.readBytes(cut)).isEqualTo(Arrays.copyOf(body, cut));
        received.release();
        byte[] remaining = Arrays.copyOfRange(body, cut, body.length);
        assertThat(client.readBytes(remaining.length)).as("cut at %d", cut).isEqualTo(remaining);
        assertThat(client.readBytes(7)).isEqualTo(bytes("\r\n" + END));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"'\n'", "'\r\n'", "'\r'", "'\n\r\n'"})
  void everyLineEndingIsAccepted(String end) throws Exception {
    String body = (content("a") + ROLE + content("b") + USAGE + DONE).replace("\n", end);
    assertPasses(upstreamResponding(stream(body)), bytes(body), 2, 7);
    assertPasses(upstreamResponding(streamInChunksOf(1, bytes(body))), bytes(body), 2, 7);
  }

  @Test
  void crLfSplitBetweenReadsPassesUnchanged() throws Exception {
    String[] parts = {"data: {\"choices\":\r", "\ndata: []}\r", "\n\r", "\n", "data: [DONE]\n\n"};
    Semaphore received = new Semaphore(0);
    ScriptedServer upstream =
        upstreamRunning(
            peer -> {
              peer.readRequest();
              peer.send(STREAM_HEADERS);
              for (String part : parts) {
                peer.send(chunk(part));
                await(received);
              }
              peer.send(END);
              peer.awaitClose();
            });
    ProxyUnderTest proxy = proxyTo(upstream);
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(chat(Streams.STREAM_REQUEST));
      client.readHeaders();
      for (String part : parts) {
        assertThat(client.readChunk()).isEqualTo(bytes(part));
        received.release();
      }
      assertThat(client.readChunk()).isEmpty();
    }
    assertCounted(proxy, 1, "200", "completed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data:{\"choices\":[{\"delta\":{\"content\":\"x\"}}]}\n\ndata:[DONE]\n\n",
        BYTE_ORDER_MARK
            + "data: {\"choices\":[{\"delta\":{\"content\":\"x\"}}]}\n\ndata:[DONE]\n\n",
        "data: {\"choices\":[{\"delta\":\ndata: {\"content\":\"x\"}}\ndata:]}\n\ndata: [DONE]\n\n",
      })
  void dataWithoutASpaceOrAfterAByteOrderMarkOrOnSeveralLinesIsCounted(String body)
      throws Exception {
    assertPasses(upstreamResponding(stream(body)), bytes(body), 1, 1);
  }

  @Test
  void commentsAndOtherFieldsPassAndCountNoTokens() throws Exception {
    String body =
        ": ping\n\n: OPENROUTER PROCESSING\n\nevent: ping\nid: 7\nretry: 10\n\nevent: x\n"
            + ROLE
            + DONE;
    assertPasses(upstreamResponding(stream(body)), bytes(body), 0, 0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"reasoning\":\"x\"}",
        "{\"reasoning_content\":\"x\"}",
        "{\"refusal\":\"x\"}",
        "{\"content\":\"x\",\"a_field_of_tomorrow\":{\"b\":[1,2,{\"c\":null}]}}",
        "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"a\"}}]}",
      })
  void contentOfEveryKindPassesUnchangedAndCountsAsTheFirstToken(String delta) throws Exception {
    String body = ROLE + event("{\"choices\":[{\"delta\":" + delta + "}]}") + DONE;
    assertPasses(upstreamResponding(stream(body)), bytes(body), 1, 1);
  }

  @Test
  void bytesAfterDonePassAndAreNotCountedTwice() throws Exception {
    String body = HELLO + USAGE + DONE + ": bye\n\n" + USAGE + DONE + "\n\nleft over";
    assertPasses(upstreamResponding(stream(body)), bytes(body), 1, 7);
  }

  @Test
  void compressedStreamPassesUnchanged() throws Exception {
    byte[] gzip = gzip(Streams.BODY);
    String headers = STREAM_HEADERS.replace("\r\n\r\n", "\r\nContent-Encoding: gzip\r\n\r\n");
    byte[] inChunks = streamInChunksOf(5, gzip);
    ByteArrayOutputStream response = new ByteArrayOutputStream();
    response.writeBytes(bytes(headers));
    response.write(inChunks, STREAM_HEADERS.length(), inChunks.length - STREAM_HEADERS.length());
    ScriptedServer upstream = upstreamResponding(response.toByteArray());
    ProxyUnderTest proxy = proxyTo(upstream);

    RawClient.Response relayed =
        RawClient.request(
            proxy.port(),
            chat(Streams.STREAM_REQUEST)
                .replace("Host: localhost", "Host: localhost\r\nAccept-Encoding: gzip"));

    assertThat(relayed.header("content-encoding")).isEqualTo("gzip");
    assertThat(sha256(relayed.body())).isEqualTo(sha256(gzip));
    assertThat(upstream.requests().getFirst().header("accept-encoding")).isIn(null, "identity");
    proxy.awaitIdle();
    assertThat(proxy.sum("chat_bytes_out_total")).isEqualTo(gzip.length);
    assertThat(proxy.sum("chat_errors_total")).isZero();
  }

  @Test
  void proxyNeverCompressesAStream() throws Exception {
    ProxyUnderTest proxy = proxyTo(upstreamResponding(Streams.STREAM));
    String request =
        chat(Streams.STREAM_REQUEST)
            .replace("Host: localhost", "Host: localhost\r\nAccept-Encoding: gzip");
    RawClient.Response relayed = RawClient.request(proxy.port(), request);
    assertThat(relayed.header("content-encoding")).isNull();
    assertThat(relayed.text()).isEqualTo(Streams.BODY);
  }

  /** Checks that the body passes unchanged and is counted as one stream. */
  private void assertPasses(ScriptedServer upstream, byte[] body, int contentEvents, int tokens)
      throws IOException {
    ProxyUnderTest proxy = proxyTo(upstream);
    RawClient.Response relayed = requestStream(proxy);
    assertThat(relayed.complete()).isTrue();
    assertThat(sha256(relayed.body())).isEqualTo(sha256(body));
    assertCounted(proxy, 1, "200", "completed");
    assertThat(proxy.sum("chat_tokens_total")).isEqualTo(tokens);
    assertThat(proxy.sum("chat_ttft_ms_count")).isEqualTo(contentEvents == 0 ? 0 : 1);
    assertThat(proxy.sum("chat_bytes_out_total")).isEqualTo(body.length);
    assertThat(proxy.sum("chat_errors_total")).isZero();
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(bytes(text));
    }
    return bytes.toByteArray();
  }
}
