package dev.firsttoken.bench.load.requests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firsttoken.bench.dataset.Prompt;
import dev.firsttoken.bench.dataset.Prompts;
import dev.firsttoken.bench.dataset.Trace;
import dev.firsttoken.bench.options.RequestOptions;
import dev.firsttoken.bench.options.Target;
import dev.firsttoken.bench.options.WorkloadOptions;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Requests of the tests of this package, and their content. */
final class TestRequests {
  private static final ObjectMapper JSON = new ObjectMapper();
  static final Target TARGET =
      new Target(URI.create("http://h/chat"), true, Duration.ofSeconds(1), null, null);
  static final RequestOptions OPTIONS = new RequestOptions("m", "one \"two\"", 7, Map.of());
  private static final String SYSTEM = "{\"role\":\"system\",\"content\":\"é\"}";
  private static final String USER = "{\"role\":\"user\",\"content\":\"a\"}";
  static final String MESSAGES = "[" + SYSTEM + "," + USER + "]";
  static final Prompts PROMPTS =
      new Prompts(
          List.of(
              new Prompt(1, MESSAGES, MESSAGES.indexOf("a\"}]"), 9),
              new Prompt(3, MessageText.userMessages("b"), MessageText.BEFORE.length(), null)));

  private TestRequests() {}

  static WorkloadOptions workloadOptions(
      @Nullable Prompts prompts, @Nullable Trace trace, boolean unique) {
    return new WorkloadOptions(prompts, trace, 1, unique, null);
  }

  /** Returns the bytes as text, and releases them. */
  static String text(PreparedRequest request) {
    String text = request.bytes().toString(UTF_8);
    request.bytes().release();
    return text;
  }

  /** The body, whose length must match the headers. */
  static JsonNode body(PreparedRequest request) {
    String text = text(request);
    String body = text.substring(text.indexOf("\r\n\r\n") + 4);
    assertThat(text).contains("content-length: " + body.getBytes(UTF_8).length + "\r\n");
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw new AssertionError(body, e);
    }
  }

  static String lastContent(JsonNode body) {
    JsonNode messages = body.path("messages");
    return messages.path(messages.size() - 1).path("content").textValue();
  }
}
