package dev.firsttoken.bench.load.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.firsttoken.bench.load.client.ContentCapture.Events;
import java.io.IOException;
import java.util.List;

/**
 * Text of a response, joined from its content events.
 *
 * @param text visible text, including a refusal and the transcript of audio
 * @param reasoning reasoning text
 * @param arguments concatenated names and arguments of tool calls
 */
record ResponseText(String text, String reasoning, String arguments) {
  private static final ObjectReader JSON = new ObjectMapper().reader();

  /** Servers send one of these fields, or the same text in both and in the details as well. */
  private static final List<String> REASONING_FIELDS = List.of("reasoning_content", "reasoning");

  /**
   * Joins the content events of a stream, or the only one of a response that is not streamed.
   *
   * @throws IOException if an event is not JSON, which the scanner rules out
   */
  static ResponseText parse(Events events) throws IOException {
    Joiner joined = new Joiner();
    int from = 0;
    for (long end : events.ends()) {
      JsonNode chunk = JSON.readTree(events.bytes(), from, (int) end - from);
      for (JsonNode choice : chunk.path("choices")) {
        joined.add(choice);
      }
      joined.addBlocks(chunk);
      from = (int) end;
    }
    return new ResponseText(
        toValidUtf8(joined.text), toValidUtf8(joined.reasoning), toValidUtf8(joined.arguments));
  }

  /** Replaces an unpaired surrogate, in which a cut response may end, by a question mark. */
  private static String toValidUtf8(StringBuilder joined) {
    return new String(joined.toString().getBytes(UTF_8), UTF_8);
  }

  /** Joins the text fields of choices, which make an event a content event. */
  private static final class Joiner {
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder reasoning = new StringBuilder();
    private final StringBuilder arguments = new StringBuilder();

    void add(JsonNode choice) {
      text.append(choice.path("text").asText(""));
      for (String delta : List.of("delta", "message")) {
        addDelta(choice.path(delta));
      }
    }

    /** Joins the text fields of the Responses and Messages APIs. */
    void addBlocks(JsonNode event) {
      BlockText.of(event)
          .forEach(
              part -> {
                switch (part.kind()) {
                  case TEXT -> text.append(part.text());
                  case REASONING -> reasoning.append(part.text());
                  case ARGUMENTS -> arguments.append(part.text());
                }
              });
    }

    private void addDelta(JsonNode delta) {
      addContent(delta.path("content"));
      text.append(delta.path("refusal").asText(""));
      text.append(delta.path("audio").path("transcript").asText(""));
      addReasoning(delta);
      for (JsonNode call : delta.path("tool_calls")) {
        addCall(call.path("function"), "arguments");
        addCall(call.path("custom"), "input");
      }
      addCall(delta.path("function_call"), "arguments");
    }

    private void addReasoning(JsonNode delta) {
      for (String name : REASONING_FIELDS) {
        String reasoningText = delta.path(name).asText("");
        if (!reasoningText.isEmpty()) {
          reasoning.append(reasoningText);
          return;
        }
      }
      for (JsonNode detail : delta.path("reasoning_details")) {
        reasoning.append(detail.path("text").asText(""));
        reasoning.append(detail.path("summary").asText(""));
      }
    }

    private void addCall(JsonNode call, String input) {
      arguments.append(call.path("name").asText(""));
      arguments.append(call.path(input).asText(""));
    }

    private void addContent(JsonNode content) {
      if (content.isTextual()) {
        text.append(content.textValue());
      }
      if (content.isArray()) {
        for (JsonNode part : content) {
          text.append(part.path("text").asText(""));
          addThinking(part.path("thinking"));
        }
      }
    }

    private void addThinking(JsonNode thinking) {
      if (thinking.isTextual()) {
        reasoning.append(thinking.textValue());
      }
      if (thinking.isArray()) {
        for (JsonNode part : thinking) {
          reasoning.append(part.path("text").asText(""));
        }
      }
    }
  }
}
