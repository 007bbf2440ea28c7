package dev.firsttoken.proxy.clients;

import static dev.firsttoken.proxy.clients.ModelResponses.KEEP_ALIVE;
import static dev.firsttoken.proxy.clients.ModelResponses.ROLE;
import static dev.firsttoken.proxy.clients.ModelResponses.STREAM_HEADERS;
import static dev.firsttoken.proxy.clients.ModelResponses.arguments;
import static dev.firsttoken.proxy.clients.ModelResponses.buffered;
import static dev.firsttoken.proxy.clients.ModelResponses.chunk;
import static dev.firsttoken.proxy.clients.ModelResponses.end;
import static dev.firsttoken.proxy.clients.ModelResponses.error;
import static dev.firsttoken.proxy.clients.ModelResponses.reasoning;
import static dev.firsttoken.proxy.clients.ModelResponses.text;
import static dev.firsttoken.proxy.clients.ModelResponses.tool;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.firsttoken.wire.testing.Peer;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Upstream that responds according to the case that the request names. */
final class CaseUpstream implements ScriptedServer.Script {
  private static final String RETRY_AFTER_1_S = "\r\nRetry-After: 1";

  private final Consumer<Case> awaitFirstTextSent;

  /**
   * @param awaitFirstTextSent waits until the first text of a case's response has left the proxy
   */
  CaseUpstream(Consumer<Case> awaitFirstTextSent) {
    this.awaitFirstTextSent = awaitFirstTextSent;
  }

  @Override
  public void serve(Peer peer) throws IOException {
    for (var request = peer.readRequest(); request != null; request = peer.readRequest()) {
      respond(peer, Case.forRequest(request.text()));
    }
  }

  private void respond(Peer peer, Case testCase) throws IOException {
    switch (testCase) {
      case STREAMED ->
          sendInTwo(peer, stream(ROLE, KEEP_ALIVE, text("Hel"), text("lo wörld")) + end("stop"));
      case BUFFERED -> peer.send(buffered("Hello wörld"));
      case TOOLS -> peer.send(tools() + end("tool_calls"));
      case REASONING ->
          peer.send(
              stream(ROLE, reasoning("Let me "), reasoning("see."), text("42")) + end("stop"));
      case BAD_REQUEST -> peer.send(error("400 Bad Request", "too many words"));
      case RATE_LIMIT ->
          peer.send(error("429 Too Many Requests" + RETRY_AFTER_1_S, "come back later"));
      case CUT_BETWEEN_EVENTS -> sendThenReset(peer, testCase, "");
      case CUT_IN_EVENT -> sendThenReset(peer, testCase, chunk(half(text("lo"))));
      case CUT_IN_CHUNK -> sendThenReset(peer, testCase, half(chunk(text("lo"))));
    }
  }

  private static String tools() {
    return stream(
        ROLE,
        tool(0, "weather"),
        arguments(0, "{\"city\":"),
        arguments(0, "\"Zürich\"}"),
        tool(1, "weather"),
        arguments(1, "{\"city\":\"Oslo\"}"));
  }

  private void sendThenReset(Peer peer, Case testCase, String last) throws IOException {
    peer.send(stream(ROLE, text("Hel")) + last);
    awaitFirstTextSent.accept(testCase);
    peer.rst();
  }

  /** Sends in two writes, which split a character. */
  private static void sendInTwo(Peer peer, String response) throws IOException {
    byte[] bytes = response.getBytes(UTF_8);
    int at = response.substring(0, response.indexOf('ö')).getBytes(UTF_8).length + 1;
    peer.send(Arrays.copyOf(bytes, at));
    peer.send(Arrays.copyOfRange(bytes, at, bytes.length));
  }

  private static String half(String text) {
    return text.substring(0, text.length() / 2);
  }

  private static String stream(String... events) {
    return Stream.of(events)
        .map(ModelResponses::chunk)
        .collect(Collectors.joining("", STREAM_HEADERS, ""));
  }
}
