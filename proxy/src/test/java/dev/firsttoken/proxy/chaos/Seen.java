package dev.firsttoken.proxy.chaos;

import dev.firsttoken.wire.testing.RawClient;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a client got. Its tokens are counted here in the plainest way, apart from how the proxy
 * does.
 */
record Seen(RawClient.Answer answer) {
  private static final Pattern USAGE = Pattern.compile("\"completion_tokens\":([0-9]+)");
  private static final String END = "\n\n";

  /** Of one that left before anything came. */
  static Seen nothing() {
    return new Seen(new RawClient.Answer("", new byte[0], "", false));
  }

  int status() {
    return answer.head().isEmpty() ? 0 : answer.status();
  }

  int bytes() {
    return answer.body().length;
  }

  String text() {
    return answer.text();
  }

  /** What the usage said, or how many events with content came whole. */
  int tokens() {
    if (answer.header("content-encoding") != null) {
      return 0;
    }
    boolean readable = stream() || answer.complete();
    Matcher usage = USAGE.matcher(stream() ? wholeEvents() : answer.text());
    return readable && usage.find() ? Integer.parseInt(usage.group(1)) : contentEvents();
  }

  /** Events with content that came whole. */
  int contentEvents() {
    boolean encoded = answer.header("content-encoding") != null;
    return stream() && !encoded
        ? (int) wholeEvents().lines().filter(line -> line.contains("\"content\":\"")).count()
        : 0;
  }

  private boolean stream() {
    return "text/event-stream".equals(answer.header("content-type"));
  }

  private String wholeEvents() {
    String text = new String(answer.body(), StandardCharsets.UTF_8);
    return text.substring(0, Math.max(0, text.lastIndexOf(END)));
  }
}
