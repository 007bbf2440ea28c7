package dev.firsttoken.wire.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.firsttoken.wire.testing.FragmentFeeder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Facts of one event, found by the scanner or, for comparison, by Jackson. */
record ParsedFacts(
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

  static final ParsedFacts NOTHING = nothing(false, false);
  static final ParsedFacts MALFORMED = nothing(false, true);
  static final ParsedFacts DONE = nothing(true, false);

  private static final ObjectMapper JACKSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static ParsedFacts nothing(boolean done, boolean malformed) {
    return new ParsedFacts(
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

  static ParsedFacts of(ChunkFacts facts) {
    return new ParsedFacts(
        facts.hasText(),
        facts.hasReasoning(),
        facts.hasToolCall(),
        facts.isDone(),
        facts.isFinished(),
        facts.hasError(),
        facts.isMalformed(),
        List.of(facts.completionTokens(), facts.promptTokens()),
        facts.finishReason(),
        List.of(facts.seq(), facts.dueNanos(), facts.sentNanos()));
  }

  /** Scans an event with this data. */
  static ParsedFacts parse(String data) {
    List<ParsedFacts> parsed = new ArrayList<>();
    ChatScanner scanner = new ChatScanner(facts -> parsed.add(of(facts)));
    byte[] bytes = data.getBytes(StandardCharsets.UTF_8);
    FragmentFeeder.feedInSizes(Math.max(1, bytes.length), bytes, scanner::onData);
    scanner.onEvent();
    return parsed.getFirst();
  }

  /** Scans an event whose data has single quotes instead of double ones. */
  static ParsedFacts parseQuoted(String data) {
    return parse(data.replace('\'', '"'));
  }

  /** Feeds an event whose data has single quotes instead of double ones. */
  static void feedQuoted(ChatScanner scanner, String data) {
    byte[] bytes = data.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    FragmentFeeder.feedInSizes(bytes.length, bytes, scanner::onData);
    scanner.onEvent();
  }

  static ParsedFacts parseWithJackson(String data) {
    if (data.strip().equals("[DONE]")) {
      return DONE;
    }
    JsonNode tree;
    try {
      tree = JACKSON.readTree(data);
    } catch (JsonProcessingException e) {
      return MALFORMED;
    }
    return tree instanceof MissingNode ? MALFORMED : parseWithJackson(tree);
  }

  private static ParsedFacts parseWithJackson(JsonNode tree) {
    boolean text = false;
    boolean reasoning = false;
    boolean toolCall = false;
    String finishReason = null;
    for (JsonNode choice : elements(tree.path("choices"))) {
      text |= isNonEmptyText(choice.path("text"));
      finishReason =
          isNonEmptyText(choice.path("finish_reason"))
              ? choice.path("finish_reason").textValue()
              : finishReason;
      for (String key : List.of("delta", "message")) {
        JsonNode delta = choice.path(key);
        text |= isNonEmptyText(delta.path("content")) || isNonEmptyText(delta.path("refusal"));
        reasoning |=
            isNonEmptyText(delta.path("reasoning"))
                || isNonEmptyText(delta.path("reasoning_content"));
        toolCall |= isNonEmptyText(delta.path("function_call").path("arguments"));
        for (JsonNode call : elements(delta.path("tool_calls"))) {
          toolCall |= isNonEmptyText(call.path("function").path("arguments"));
        }
        for (JsonNode part : elements(delta.path("content"))) {
          text |= isNonEmptyText(part.path("text"));
          reasoning |= isNonEmptyText(part.path("thinking"));
          for (JsonNode thought : elements(part.path("thinking"))) {
            reasoning |= isNonEmptyText(thought.path("text"));
          }
        }
      }
    }
    String type = isNonEmptyText(tree.path("delta")) ? tree.path("type").asText() : "";
    return new ParsedFacts(
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

  /** Returns the plausible token count found first at three paths, or -1. */
  private static long tokens(JsonNode tree, String chat, String responses) {
    JsonNode usage = tree.path("usage");
    long found =
        Stream.of(
                usage.path(chat + "_tokens"),
                usage.path(responses + "_tokens"),
                tree.path("response").path("usage").path(responses + "_tokens"))
            .mapToLong(ParsedFacts::number)
            .filter(number -> number != -1)
            .findFirst()
            .orElse(-1);
    return found <= 1_000_000_000 ? found : -1;
  }

  private static Iterable<JsonNode> elements(JsonNode node) {
    return node.isArray() ? node : List.of();
  }

  private static boolean isNonEmptyText(JsonNode node) {
    return node.isTextual() && !node.textValue().isEmpty();
  }

  private static long number(JsonNode node) {
    return node.isIntegralNumber() && node.canConvertToLong() ? node.longValue() : -1;
  }
}
