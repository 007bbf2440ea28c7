package dev.firsttoken.bench.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

/** Reads a whole stream chunk by chunk, and holds each against the contract. */
final class StreamChecks {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String DONE = "[DONE]";
  private static final int MAX_EXCERPT_LENGTH = 100;

  private StreamChecks() {}

  /** What was found, if it keeps the contract. */
  static String verifyStreamed(HttpResponse<String> response) {
    verifyHeader(response, "content-type", "text/event-stream");
    verifyHeader(response, "cache-control", "no-cache");
    List<String> events = parseEvents(response.body());
    ContractViolation.throwUnless(
        !events.isEmpty() && events.getLast().equals(DONE), "the stream does not end with [DONE]");
    List<JsonNode> chunks = new ArrayList<>();
    for (String data : events.subList(0, events.size() - 1)) {
      chunks.add(parseChunk(data, chunks.size()));
    }
    ContractViolation.throwUnless(
        chunks.size() >= 3, "only %d chunks came".formatted(chunks.size()));
    JsonNode role = chunks.getFirst().at("/choices/0/delta/role");
    ContractViolation.throwUnless(
        role.asText().equals("assistant"), "the first chunk gives no role: " + role);
    long contentChunks = chunks.stream().filter(StreamChecks::hasContent).count();
    ContractViolation.throwUnless(contentChunks > 0, "no chunk has content");
    long finishedChunks =
        chunks.stream().filter(c -> c.at("/choices/0/finish_reason").isTextual()).count();
    ContractViolation.throwUnless(
        finishedChunks == 1, "%d chunks have a finish_reason".formatted(finishedChunks));
    JsonNode last = chunks.getLast();
    JsonNode tokens = last.at("/usage/completion_tokens");
    ContractViolation.throwUnless(
        last.path("choices").isEmpty() && tokens.isIntegralNumber(),
        "the last chunk is no usage chunk: " + last);
    return "%d content events, %s tokens, [DONE]".formatted(contentChunks, tokens);
  }

  /** One object that stands for the whole answer. */
  static String verifyBuffered(HttpResponse<String> response) {
    verifyHeader(response, "content-type", "application/json");
    JsonNode body = parseJson(response.body());
    verifyCommonFields(body, "chat.completion", "the answer");
    ContractViolation.throwUnless(
        body.at("/choices/0/message/role").asText().equals("assistant")
            && body.at("/choices/0/message/content").isTextual(),
        "no message of the assistant: " + body);
    ContractViolation.throwUnless(
        body.at("/choices/0/finish_reason").isTextual(), "no finish_reason: " + body);
    JsonNode tokens = body.at("/usage/completion_tokens");
    ContractViolation.throwUnless(tokens.isIntegralNumber(), "no usage: " + body);
    return "%d characters, %s tokens"
        .formatted(body.at("/choices/0/message/content").asText().length(), tokens);
  }

  private static JsonNode parseChunk(String data, int index) {
    JsonNode chunk = parseJson(data);
    verifyCommonFields(chunk, "chat.completion.chunk", "chunk " + index);
    return chunk;
  }

  private static void verifyCommonFields(JsonNode node, String object, String what) {
    JsonNode name = node.path("object");
    ContractViolation.throwUnless(
        name.isTextual(),
        "%s does not say that it is a %s: %s".formatted(what, object, excerpt(node.toString())));
    ContractViolation.throwUnless(
        name.asText().equals(object),
        "%s is a %s, not a %s".formatted(what, excerpt(name.toString()), object));
    ContractViolation.throwUnless(!node.path("id").asText().isEmpty(), what + " has no id");
    ContractViolation.throwUnless(
        node.path("created").isIntegralNumber(), what + " has no created");
    ContractViolation.throwUnless(!node.path("model").asText().isEmpty(), what + " has no model");
    ContractViolation.throwUnless(node.path("choices").isArray(), what + " has no choices");
  }

  private static boolean hasContent(JsonNode chunk) {
    JsonNode delta = chunk.at("/choices/0/delta");
    return !delta.path("content").asText().isEmpty()
        || !delta.path("reasoning_content").asText().isEmpty();
  }

  /**
   * The data of each event; this reader takes the simple form of events that we ask servers for.
   */
  private static List<String> parseEvents(String body) {
    List<String> events = new ArrayList<>();
    for (String line : body.lines().toList()) {
      if (line.startsWith("data:")) {
        events.add(line.substring("data:".length()).strip());
      }
    }
    return events;
  }

  static void verifyHeader(HttpResponse<?> response, String name, String value) {
    ContractViolation.throwUnless(
        response.statusCode() == 200, "HTTP %d".formatted(response.statusCode()));
    String found = response.headers().firstValue(name).orElse("(none)");
    ContractViolation.throwUnless(
        found.contains(value), "%s is %s, not %s".formatted(name, found, value));
  }

  static JsonNode parseJson(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new ContractViolation("no JSON: " + excerpt(text));
    }
  }

  private static String excerpt(String text) {
    return text.length() <= MAX_EXCERPT_LENGTH
        ? text
        : text.substring(0, MAX_EXCERPT_LENGTH) + "...";
  }
}
