package dev.firsttoken.proxy.chaos;

import dev.firsttoken.wire.testing.RawClient;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Response that a client received. It counts tokens in the simplest way, independently of the
 * proxy.
 */
record ReceivedResponse(RawClient.Response response) {
  private static final Pattern USAGE = Pattern.compile("\"completion_tokens\":([0-9]+)");
  private static final String END = "\n\n";

  /** Response of a client that disconnected before receiving anything. */
  static ReceivedResponse none() {
    return new ReceivedResponse(new RawClient.Response("", new byte[0], "", false));
  }

  int status() {
    return response.headers().isEmpty() ? 0 : response.status();
  }

  int bytes() {
    return response.body().length;
  }

  String text() {
    return response.text();
  }

  /** Completion tokens of the usage, or else the number of complete content events. */
  int tokens() {
    if (response.header("content-encoding") != null) {
      return 0;
    }
    boolean readable = isStream() || response.complete();
    Matcher usage = USAGE.matcher(isStream() ? completeEvents() : response.text());
    return readable && usage.find() ? Integer.parseInt(usage.group(1)) : contentEvents();
  }

  /** Number of complete content events. */
  int contentEvents() {
    boolean encoded = response.header("content-encoding") != null;
    return isStream() && !encoded
        ? (int) completeEvents().lines().filter(line -> line.contains("\"content\":\"")).count()
        : 0;
  }

  private boolean isStream() {
    return "text/event-stream".equals(response.header("content-type"));
  }

  private String completeEvents() {
    String text = new String(response.body(), StandardCharsets.UTF_8);
    return text.substring(0, Math.max(0, text.lastIndexOf(END)));
  }
}
