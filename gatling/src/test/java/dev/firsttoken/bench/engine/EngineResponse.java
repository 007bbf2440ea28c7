package dev.firsttoken.bench.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;

/**
 * Content of a response, streamed or not.
 *
 * @param toolCall name and arguments of the tool call, empty without one
 * @param tokens output tokens by the engine's usage
 */
record EngineResponse(
    String text, String reasoning, String toolCall, String finishReason, int tokens) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Parses the body of a response. */
  static EngineResponse parse(String body) {
    List<String> chunks =
        body.startsWith("data: ") || body.startsWith("event: ")
            ? body.lines()
                .filter(line -> line.startsWith("data: {"))
                .map(line -> line.substring("data: ".length()))
                .toList()
            : List.of(body);
    StringBuilder text = new StringBuilder();
    StringBuilder reasoning = new StringBuilder();
    StringBuilder toolCall = new StringBuilder();
    String finishReason = "";
    int tokens = 0;
    for (String chunk : chunks) {
      JsonNode json = read(chunk);
      if (json.path("type").asText().equals("response.completed")) {
        return ofResponsesApi(json.path("response"));
      }
      if (json.path("object").asText().equals("response")) {
        return ofResponsesApi(json);
      }
      JsonNode choice = json.path("choices").path(0);
      JsonNode delta = choice.has("delta") ? choice.path("delta") : choice.path("message");
      append(text, delta.path("content"));
      append(text, choice.path("text"));
      append(reasoning, delta.path("reasoning_content"));
      append(toolCall, delta.at("/tool_calls/0/function/name"));
      append(toolCall, delta.at("/tool_calls/0/function/arguments"));
      if (choice.path("finish_reason").isTextual()) {
        finishReason = choice.path("finish_reason").asText();
      }
      tokens = json.at("/usage/completion_tokens").asInt(tokens);
    }
    return new EngineResponse(
        text.toString().strip(),
        reasoning.toString().strip(),
        toolCall.toString(),
        finishReason,
        tokens);
  }

  private static EngineResponse ofResponsesApi(JsonNode response) {
    StringBuilder text = new StringBuilder();
    StringBuilder reasoning = new StringBuilder();
    for (JsonNode item : response.path("output")) {
      boolean isMessage = item.path("type").asText().equals("message");
      append(isMessage ? text : reasoning, item.at("/content/0/text"));
    }
    return new EngineResponse(
        text.toString().strip(),
        reasoning.toString().strip(),
        "",
        response.path("status").asText(),
        response.at("/usage/output_tokens").asInt());
  }

  private static void append(StringBuilder all, JsonNode part) {
    if (part.isTextual()) {
      all.append(part.asText());
    }
  }

  private static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new AssertionError("not JSON: " + json, e);
    }
  }
}
