package dev.firsttoken.wire.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Recorded stream of a real provider, with the facts that Jackson finds in it. The folder in the
 * environment variable {@code FIRST_TOKEN_STREAMS} has the recordings: files {@code *.jsonl} with
 * the JSON of one chunk a line.
 *
 * @param name name of the file
 * @param body event stream, including {@code [DONE]}
 * @param response response with this body, one HTTP chunk for each event
 * @param contentEvents number of events with text, reasoning or a tool call
 * @param reasoningEvents number of content events with reasoning
 * @param toolCallEvents number of content events with the name or arguments of a tool call
 * @param tokens last {@code usage.completion_tokens} that is not null
 */
public record Recording(
    String name,
    String body,
    String response,
    int contentEvents,
    int reasoningEvents,
    int toolCallEvents,
    long tokens) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String HEADERS =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

  /** Loads all recordings in order of their names, or none if the variable is not set. */
  public static List<Recording> loadAll() throws IOException {
    String directory = System.getenv("FIRST_TOKEN_STREAMS");
    if (directory == null || directory.isBlank()) {
      return List.of();
    }
    List<Recording> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of(directory)).sorted()) {
      for (Path file : files.filter(path -> path.toString().endsWith(".jsonl")).toList()) {
        all.add(load(file));
      }
    }
    return all;
  }

  private static Recording load(Path file) throws IOException {
    StringBuilder body = new StringBuilder();
    StringBuilder response = new StringBuilder(HEADERS);
    int[] events = new int[3];
    long tokens = 0;
    for (String line : Files.readAllLines(file)) {
      JsonNode chunk = JSON.readTree(line);
      JsonNode usage = chunk.path("usage").path("completion_tokens");
      tokens = usage.isNumber() ? usage.asLong() : tokens;
      count(chunk, events);
      append("data: " + line + "\n\n", body, response);
    }
    append("data: [DONE]\n\n", body, response);
    response.append("0\r\n\r\n");
    return new Recording(
        String.valueOf(file.getFileName()),
        body.toString(),
        response.toString(),
        events[0],
        events[1],
        events[2],
        tokens);
  }

  private static void append(String event, StringBuilder body, StringBuilder response) {
    int length = event.getBytes(StandardCharsets.UTF_8).length;
    body.append(event);
    response.append(Integer.toHexString(length)).append("\r\n").append(event).append("\r\n");
  }

  private static void count(JsonNode chunk, int[] events) {
    boolean text = false;
    boolean reasoning = false;
    boolean toolCall = false;
    for (JsonNode choice : chunk.path("choices")) {
      JsonNode delta = choice.path("delta");
      text |= isNonEmptyText(delta.path("content")) || isNonEmptyText(delta.path("refusal"));
      reasoning |=
          isNonEmptyText(delta.path("reasoning_content"))
              || isNonEmptyText(delta.path("reasoning"))
              || isNonEmptyText(delta.path("thinking"));
      for (JsonNode call : delta.path("tool_calls")) {
        JsonNode function = call.path("function");
        toolCall |=
            isNonEmptyText(function.path("name")) || isNonEmptyText(function.path("arguments"));
      }
    }
    events[0] += text || reasoning || toolCall ? 1 : 0;
    events[1] += reasoning ? 1 : 0;
    events[2] += toolCall ? 1 : 0;
  }

  private static boolean isNonEmptyText(JsonNode node) {
    return node.isTextual() && !node.textValue().isEmpty();
  }
}
