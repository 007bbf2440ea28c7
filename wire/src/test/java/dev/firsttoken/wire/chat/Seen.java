package dev.firsttoken.wire.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.firsttoken.wire.testing.Pieces;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The facts of one event, by the scanner and, to compare with, by Jackson's tree. */
record Seen(
    boolean text,
    boolean reasoning,
    boolean toolCall,
    boolean done,
    boolean finished,
    boolean error,
    boolean malformed,
    List<Long> usage,
    @Nullable String finishReason,
    List<Long> stamps) {

  static final Seen NOTHING = nothing(false, false);
  static final Seen MALFORMED = nothing(false, true);
  static final Seen DONE = nothing(true, false);

  private static final ObjectMapper TREES =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static Seen nothing(boolean done, boolean malformed) {
    return new Seen(
        false,
        false,
        false,
        done,
        false,
        false,
        malformed,
        List.of(-1L, -1L),
        null,
        List.of(-1L, -1L, -1L));
  }

  static Seen of(ChatScanner facts) {
    return new Seen(
        facts.text(),
        facts.reasoning(),
        facts.toolCall(),
        facts.done(),
        facts.finished(),
        facts.error(),
        facts.malformed(),
        List.of(facts.completionTokens(), facts.promptTokens()),
        facts.finishReason(),
        List.of(facts.seq(), facts.dueNanos(), facts.sentNanos()));
  }

  /** Of an event with this data. */
  static Seen in(String data) {
    List<Seen> seen = new ArrayList<>();
    ChatScanner scanner = new ChatScanner(facts -> seen.add(of(facts)));
    byte[] bytes = data.getBytes(StandardCharsets.UTF_8);
    Pieces.ofSize(Math.max(1, bytes.length), bytes, scanner::data);
    scanner.event();
    return seen.getFirst();
  }

  /** Of an event whose data is written with single quotes for double ones. */
  static Seen inQuoted(String data) {
    return in(data.replace('\'', '"'));
  }

  /** Reads an event whose data is written with single quotes for double ones. */
  static void read(ChatScanner scanner, String data) {
    byte[] bytes = data.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    Pieces.ofSize(bytes.length, bytes, scanner::data);
    scanner.event();
  }

  static Seen byTree(String data) {
    if (data.strip().equals("[DONE]")) {
      return DONE;
    }
    JsonNode tree;
    try {
      tree = TREES.readTree(data);
    } catch (JsonProcessingException e) {
      return MALFORMED;
    }
    return tree instanceof MissingNode ? MALFORMED : byTree(tree);
  }

  private static Seen byTree(JsonNode tree) {
    boolean text = false;
    boolean reasoning = false;
    boolean toolCall = false;
    String finishReason = null;
    for (JsonNode choice : elements(tree.path("choices"))) {
      text |= filled(choice.path("text"));
      finishReason =
          filled(choice.path("finish_reason"))
              ? choice.path("finish_reason").textValue()
              : finishReason;
      for (String answer : List.of("delta", "message")) {
        JsonNode delta = choice.path(answer);
        text |= filled(delta.path("content")) || filled(delta.path("refusal"));
        reasoning |= filled(delta.path("reasoning")) || filled(delta.path("reasoning_content"));
        toolCall |= filled(delta.path("function_call").path("arguments"));
        for (JsonNode call : elements(delta.path("tool_calls"))) {
          toolCall |= filled(call.path("function").path("arguments"));
        }
        for (JsonNode part : elements(delta.path("content"))) {
          text |= filled(part.path("text"));
          reasoning |= filled(part.path("thinking"));
          for (JsonNode thought : elements(part.path("thinking"))) {
            reasoning |= filled(thought.path("text"));
          }
        }
      }
    }
    String type = filled(tree.path("delta")) ? tree.path("type").asText() : "";
    return new Seen(
        text || type.matches("response\\.(output_text|refusal)\\.delta"),
        reasoning || type.matches("response\\.reasoning_(summary_)?text\\.delta"),
        toolCall || type.equals("response.function_call_arguments.delta"),
        false,
        tree.path("type").asText().matches("response\\.(completed|incomplete|failed)"),
        tree.hasNonNull("error")
            || tree.path("response").hasNonNull("error")
            || tree.path("type").asText().equals("error"),
        false,
        List.of(tokens(tree, "completion", "output"), tokens(tree, "prompt", "input")),
        finishReason,
        List.of(
            number(tree.path("seq")), number(tree.path("due_ns")), number(tree.path("sent_ns"))));
  }

  /** The one of three places that has a number, where that can be one of tokens. */
  private static long tokens(JsonNode tree, String chat, String responses) {
    JsonNode usage = tree.path("usage");
    long found =
        Stream.of(
                usage.path(chat + "_tokens"),
                usage.path(responses + "_tokens"),
                tree.path("response").path("usage").path(responses + "_tokens"))
            .mapToLong(Seen::number)
            .filter(number -> number != -1)
            .findFirst()
            .orElse(-1);
    return found <= 1_000_000_000 ? found : -1;
  }

  private static Iterable<JsonNode> elements(JsonNode node) {
    return node.isArray() ? node : List.of();
  }

  private static boolean filled(JsonNode node) {
    return node.isTextual() && !node.textValue().isEmpty();
  }

  private static long number(JsonNode node) {
    return node.isIntegralNumber() && node.canConvertToLong() ? node.longValue() : -1;
  }
}
