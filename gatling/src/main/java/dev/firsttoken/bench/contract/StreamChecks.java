package dev.firsttoken.bench.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Checks of a streamed and of a non-streamed response. */
final class StreamChecks {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String DONE = "[DONE]";

  private StreamChecks() {}

  /**
   * Verifies a streamed response.
   *
   * @return summary of the response, in one line
   * @throws ContractViolation if it violates the contract
   */
  static String verifyStreamed(HttpResponse<TimedBody> response) {
    verifyHeader(response, "content-type", "text/event-stream");
    verifyHeader(response, "cache-control", "no-cache");
    List<String> events = response.body().events();
    ContractViolation.throwUnless(
        !events.isEmpty() && events.getLast().equals(DONE), "the stream does not end with [DONE]");
    List<JsonNode> chunks = new ArrayList<>();
    for (String data : events.subList(0, events.size() - 1)) {
      chunks.add(parseChunk(data, chunks.size()));
    }
    ContractViolation.throwUnless(
        chunks.size() >= 3,
        "the stream has %d chunks, expected at least 3".formatted(chunks.size()));
    JsonNode role = chunks.getFirst().at("/choices/0/delta/role");
    ContractViolation.throwUnless(
        role.asText().equals("assistant"),
        "the role in the first chunk is %s, expected assistant".formatted(role));
    int contentChunks = ScannedStream.of(response.body()).contentEvents();
    ContractViolation.throwUnless(contentChunks > 0, "no chunk has content");
    long finishedChunks =
        chunks.stream().filter(chunk -> chunk.at("/choices/0/finish_reason").isTextual()).count();
    ContractViolation.throwUnless(
        finishedChunks == 1,
        "%d chunks have a finish_reason, expected 1".formatted(finishedChunks));
    JsonNode last = chunks.getLast();
    JsonNode tokens = last.at("/usage/completion_tokens");
    ContractViolation.throwUnless(
        last.path("choices").isEmpty() && tokens.isIntegralNumber(),
        "the last chunk has no usage: " + TimedBody.excerpt(last.toString()));
    return "%d content events, %s tokens, [DONE]".formatted(contentChunks, tokens);
  }

  /**
   * Verifies a non-streamed response.
   *
   * @return summary of the response, in one line
   * @throws ContractViolation if it violates the contract
   */
  static String verifyBuffered(HttpResponse<TimedBody> response) {
    verifyHeader(response, "content-type", "application/json");
    String text = response.body().text();
    String excerpt = TimedBody.excerpt(text);
    JsonNode body = parseJson(text);
    verifyCommonFields(body, "chat.completion", "the response");
    ContractViolation.throwUnless(
        body.at("/choices/0/message/role").asText().equals("assistant")
            && body.at("/choices/0/message/content").isTextual(),
        "no assistant message: " + excerpt);
    ContractViolation.throwUnless(
        body.at("/choices/0/finish_reason").isTextual(), "no finish_reason: " + excerpt);
    JsonNode tokens = body.at("/usage/completion_tokens");
    ContractViolation.throwUnless(tokens.isIntegralNumber(), "no usage: " + excerpt);
    return "%d characters, %s tokens"
        .formatted(body.at("/choices/0/message/content").asText().length(), tokens);
  }

  private static JsonNode parseChunk(String data, int index) {
    JsonNode chunk = parseJson(data);
    verifyCommonFields(chunk, "chat.completion.chunk", "chunk " + index);
    return chunk;
  }

  private static void verifyCommonFields(JsonNode node, String object, String subject) {
    JsonNode name = node.path("object");
    ContractViolation.throwUnless(
        name.isTextual(),
        "%s has no object field, expected %s: %s"
            .formatted(subject, object, TimedBody.excerpt(node.toString())));
    ContractViolation.throwUnless(
        name.asText().equals(object),
        "the object of %s is %s, expected %s"
            .formatted(subject, TimedBody.excerpt(name.toString()), object));
    ContractViolation.throwUnless(!node.path("id").asText().isEmpty(), subject + " has no id");
    ContractViolation.throwUnless(
        node.path("created").isIntegralNumber(), subject + " has no created");
    ContractViolation.throwUnless(
        !node.path("model").asText().isEmpty(), subject + " has no model");
    ContractViolation.throwUnless(node.path("choices").isArray(), subject + " has no choices");
  }

  static void verifyOk(HttpResponse<TimedBody> response) {
    if (response.statusCode() != 200) {
      throw new ContractViolation(StreamCheck.describeError(response));
    }
  }

  static void verifyHeader(HttpResponse<TimedBody> response, String name, String value) {
    verifyOk(response);
    String found = response.headers().firstValue(name).orElse("missing");
    ContractViolation.throwUnless(
        found.toLowerCase(Locale.ROOT).contains(value),
        "%s is %s, expected %s".formatted(name, found, value));
  }

  static JsonNode parseJson(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new ContractViolation("not JSON: " + TimedBody.excerpt(text));
    }
  }
}
