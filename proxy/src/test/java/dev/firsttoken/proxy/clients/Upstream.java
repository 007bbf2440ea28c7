package dev.firsttoken.proxy.clients;

import static dev.firsttoken.proxy.clients.Answers.KEEP_ALIVE;
import static dev.firsttoken.proxy.clients.Answers.ROLE;
import static dev.firsttoken.proxy.clients.Answers.STREAM_HEAD;
import static dev.firsttoken.proxy.clients.Answers.arguments;
import static dev.firsttoken.proxy.clients.Answers.chunk;
import static dev.firsttoken.proxy.clients.Answers.end;
import static dev.firsttoken.proxy.clients.Answers.error;
import static dev.firsttoken.proxy.clients.Answers.reasoning;
import static dev.firsttoken.proxy.clients.Answers.text;
import static dev.firsttoken.proxy.clients.Answers.tool;
import static dev.firsttoken.proxy.clients.Answers.whole;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.firsttoken.wire.testing.Peer;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The model at the far side: what it answers is the case that the request asks for. */
final class Upstream implements ScriptedServer.Script {
  private static final String IN_A_SECOND = "\r\nRetry-After: 1";

  private final Consumer<Case> textPassedOn;

  /**
   * @param textPassedOn waits until the first text of a case's answer has left the proxy
   */
  Upstream(Consumer<Case> textPassedOn) {
    this.textPassedOn = textPassedOn;
  }

  @Override
  public void serve(Peer peer) throws IOException {
    for (var request = peer.readRequest(); request != null; request = peer.readRequest()) {
      answer(peer, Case.askedBy(request.text()));
    }
  }

  private void answer(Peer peer, Case asked) throws IOException {
    switch (asked) {
      case STREAMED ->
          inTwo(peer, stream(ROLE, KEEP_ALIVE, text("Hel"), text("lo wörld")) + end("stop"));
      case WHOLE -> peer.send(whole("Hello wörld"));
      case TOOLS -> peer.send(tools() + end("tool_calls"));
      case REASONING ->
          peer.send(
              stream(ROLE, reasoning("Let me "), reasoning("see."), text("42")) + end("stop"));
      case REFUSED -> peer.send(error("400 Bad Request", "too many words"));
      case LIMITED -> peer.send(error("429 Too Many Requests" + IN_A_SECOND, "come back later"));
      case CUT_BETWEEN_EVENTS -> cutAfter(peer, asked, "");
      case CUT_IN_EVENT -> cutAfter(peer, asked, chunk(half(text("lo"))));
      case CUT_IN_CHUNK -> cutAfter(peer, asked, half(chunk(text("lo"))));
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

  private void cutAfter(Peer peer, Case asked, String last) throws IOException {
    peer.send(stream(ROLE, text("Hel")) + last);
    textPassedOn.accept(asked);
    peer.rst();
  }

  /** In two writes, with half a character at the end of the first. */
  private static void inTwo(Peer peer, String answer) throws IOException {
    byte[] bytes = answer.getBytes(UTF_8);
    int at = answer.substring(0, answer.indexOf('ö')).getBytes(UTF_8).length + 1;
    peer.send(Arrays.copyOf(bytes, at));
    peer.send(Arrays.copyOfRange(bytes, at, bytes.length));
  }

  private static String half(String text) {
    return text.substring(0, text.length() / 2);
  }

  private static String stream(String... events) {
    return Stream.of(events).map(Answers::chunk).collect(Collectors.joining("", STREAM_HEAD, ""));
  }
}
