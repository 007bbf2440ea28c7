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
  private static final int MOST_CHARACTERS = 100;

  private StreamChecks() {}

  /** What was found, if it keeps the contract. */
  static String of(HttpResponse<String> answer) {
    header(answer, "content-type", "text/event-stream");
    header(answer, "cache-control", "no-cache");
    List<String> events = events(answer.body());
    ContractViolation.unless(
        !events.isEmpty() && events.getLast().equals(DONE), "the stream does not end with [DONE]");
    List<JsonNode> chunks = new ArrayList<>();
    for (String data : events.subList(0, events.size() - 1)) {
      chunks.add(chunk(data, chunks.size()));
    }
    ContractViolation.unless(chunks.size() >= 3, "only %d chunks came".formatted(chunks.size()));
    JsonNode role = chunks.getFirst().at("/choices/0/delta/role");
    ContractViolation.unless(
        role.asText().equals("assistant"), "the first chunk gives no role: " + role);
    long content = chunks.stream().filter(StreamChecks::hasContent).count();
    ContractViolation.unless(content > 0, "no chunk has content");
    long finished =
        chunks.stream().filter(c -> c.at("/choices/0/finish_reason").isTextual()).count();
    ContractViolation.unless(finished == 1, "%d chunks have a finish_reason".formatted(finished));
    JsonNode last = chunks.getLast();
    JsonNode tokens = last.at("/usage/completion_tokens");
    ContractViolation.unless(
        last.path("choices").isEmpty() && tokens.isIntegralNumber(),
        "the last chunk is no usage chunk: " + last);
    return "%d content events, %s tokens, [DONE]".formatted(content, tokens);
  }

  /** One object that stands for the whole answer. */
  static String whole(HttpResponse<String> answer) {
    header(answer, "content-type", "application/json");
    JsonNode body = tree(answer.body());
    common(body, "chat.completion", "the answer");
    ContractViolation.unless(
        body.at("/choices/0/message/role").asText().equals("assistant")
            && body.at("/choices/0/message/content").isTextual(),
        "no message of the assistant: " + body);
    ContractViolation.unless(
        body.at("/choices/0/finish_reason").isTextual(), "no finish_reason: " + body);
    JsonNode tokens = body.at("/usage/completion_tokens");
    ContractViolation.unless(tokens.isIntegralNumber(), "no usage: " + body);
    return "%d characters, %s tokens"
        .formatted(body.at("/choices/0/message/content").asText().length(), tokens);
  }

  private static JsonNode chunk(String data, int index) {
    JsonNode chunk = tree(data);
    common(chunk, "chat.completion.chunk", "chunk " + index);
    return chunk;
  }

  private static void common(JsonNode node, String object, String what) {
    JsonNode name = node.path("object");
    ContractViolation.unless(
        name.isTextual(),
        "%s does not say that it is a %s: %s".formatted(what, object, excerpt(node.toString())));
    ContractViolation.unless(
        name.asText().equals(object),
        "%s is a %s, not a %s".formatted(what, excerpt(name.toString()), object));
    ContractViolation.unless(!node.path("id").asText().isEmpty(), what + " has no id");
    ContractViolation.unless(node.path("created").isIntegralNumber(), what + " has no created");
    ContractViolation.unless(!node.path("model").asText().isEmpty(), what + " has no model");
    ContractViolation.unless(node.path("choices").isArray(), what + " has no choices");
  }

  private static boolean hasContent(JsonNode chunk) {
    JsonNode delta = chunk.at("/choices/0/delta");
    return !delta.path("content").asText().isEmpty()
        || !delta.path("reasoning_content").asText().isEmpty();
  }

  /**
   * The data of each event; this reader takes the simple form of events that we ask servers for.
   */
  private static List<String> events(String body) {
    List<String> events = new ArrayList<>();
    for (String line : body.lines().toList()) {
      if (line.startsWith("data:")) {
        events.add(line.substring("data:".length()).strip());
      }
    }
    return events;
  }

  static void header(HttpResponse<?> answer, String name, String value) {
    ContractViolation.unless(answer.statusCode() == 200, "HTTP %d".formatted(answer.statusCode()));
    String found = answer.headers().firstValue(name).orElse("(none)");
    ContractViolation.unless(
        found.contains(value), "%s is %s, not %s".formatted(name, found, value));
  }

  static JsonNode tree(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new ContractViolation("no JSON: " + excerpt(text));
    }
  }

  private static String excerpt(String text) {
    return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS) + "...";
  }
}
