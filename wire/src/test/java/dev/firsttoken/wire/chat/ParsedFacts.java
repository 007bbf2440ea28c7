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
    boolean media,
    boolean done,
    boolean finished,
    boolean error,
    boolean malformed,
    boolean prelude,
    List<Long> usage,
    @Nullable String finishReason,
    boolean failed,
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
        false,
        done,
        false,
        false,
        malformed,
        false,
        List.of(-1L, -1L),
        null,
        false,
        List.of(-1L, -1L, -1L));
  }

  static ParsedFacts of(ChunkFacts facts) {
    return new ParsedFacts(
        facts.hasText(),
        facts.hasReasoning(),
        facts.hasToolCall(),
        facts.hasMedia(),
        facts.isDone(),
        facts.isFinished(),
        facts.hasError(),
        facts.isMalformed(),
        facts.isPrelude() && !facts.isMalformed(),
        List.of(facts.completionTokens(), facts.promptTokens()),
        facts.finishReason(),
        facts.hasFailed(),
        List.of(facts.seq(), facts.dueNanos(), facts.sentNanos()));
  }

  /** True if the event is a content event. */
  boolean content() {
    return text || reasoning || toolCall || media;
  }

  ParsedFacts exceptPrelude() {
    return new ParsedFacts(
        text,
        reasoning,
        toolCall,
        media,
        done,
        finished,
        error,
        malformed,
        false,
        usage,
        finishReason,
        failed,
        stamps);
  }

  /** Scans an event with this data. */
  static ParsedFacts parse(String data) {
    List<ParsedFacts> parsed = new ArrayList<>();
    ChatScanner scanner = new ChatScanner(facts -> parsed.add(of(facts)));
    byte[] bytes = data.getBytes(StandardCharsets.UTF_8);
    FragmentFeeder.feedInSizes(Math.max(1, bytes.length), bytes, scanner::onData);
    scanner.onEvent(false);
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
    scanner.onEvent(false);
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
    String type = tree.path("type").isTextual() ? tree.path("type").textValue() : "";
    String delta = isNonEmptyText(tree.path("delta")) ? type : "";
    boolean named = isNonEmptyText(tree.path("item").path("name"));
    boolean text = delta.matches("response\\.(output_text|refusal|audio\\.transcript)\\.delta");
    boolean reasoning = delta.matches("response\\.reasoning_(summary_)?text\\.delta");
    boolean toolCall =
        delta.matches("response\\.(function_call_arguments|custom_tool_call_input)\\.delta")
            || (type.equals("response.output_item.added") && named);
    boolean media =
        delta.equals("response.audio.delta") || isNonEmptyText(tree.path("partial_image_b64"));
    JacksonBlocks blocks = JacksonBlocks.of(tree);
    text |= blocks.text();
    reasoning |= blocks.reasoning();
    toolCall |= blocks.toolCall();
    boolean error = hasError(tree, type);
    boolean other = false;
    String finishReason = blocks.stopReason();
    boolean failed = finishReason != null && finishReason.matches("abort|error");
    for (JsonNode choice : elements(tree.path("choices"))) {
      text |= isNonEmptyText(choice.path("text"));
      if (!failed && isNonEmptyText(choice.path("finish_reason"))) {
        finishReason = choice.path("finish_reason").textValue();
        failed = finishReason.matches("abort|error");
      }
      for (String key : List.of("delta", "message")) {
        JacksonDelta parsed = JacksonDelta.of(choice.path(key));
        text |= parsed.text();
        reasoning |= parsed.reasoning();
        toolCall |= parsed.toolCall();
        media |= parsed.media();
        other |= parsed.other();
      }
    }
    boolean announces =
        tree.path("choices").isArray()
            || type.matches("response\\.(created|in_progress|output_item\\.added)")
            || type.matches("message_start|content_block_start|ping");
    return new ParsedFacts(
        text,
        reasoning,
        toolCall,
        media,
        false,
        type.matches("response\\.(completed|incomplete|failed)|message_stop"),
        error,
        false,
        announces
            && !(text || reasoning || toolCall || media || other || error)
            && finishReason == null,
        List.of(tokens(tree, "completion", "output"), promptTokens(tree)),
        finishReason,
        failed,
        List.of(
            number(tree.path("seq")), number(tree.path("due_ns")), number(tree.path("sent_ns"))));
  }

  private static boolean hasError(JsonNode tree, String type) {
    boolean found =
        type.matches("error|response\\.failed")
            || tree.path("object").asText().equals("error")
            || holdsValue(tree.path("error"))
            || holdsValue(tree.path("error_code"))
            || holdsValue(tree.path("response").path("error"));
    for (JsonNode choice : elements(tree.path("choices"))) {
      found |= holdsValue(choice.path("error"));
    }
    for (JsonNode element : elements(tree)) {
      found |= holdsValue(element.path("error"));
    }
    return found;
  }

  /** True if a value other than null, false, 0 and "" is here or anywhere below. */
  static boolean holdsValue(JsonNode node) {
    if (node.isContainerNode()) {
      for (JsonNode child : node) {
        if (holdsValue(child)) {
          return true;
        }
      }
      return false;
    }
    return isNonEmptyText(node)
        || node.asText().equals("true")
        || (node.isNumber() && number(node) != 0);
  }

  /** Adds the cached tokens, which the Messages API counts apart. */
  private static long promptTokens(JsonNode tree) {
    JsonNode started = tree.path("message").path("usage");
    long found = tokens(tree, "prompt", "input");
    long input = found < 0 ? plausible(number(started.path("input_tokens"))) : found;
    for (JsonNode usage : List.of(tree.path("usage"), started)) {
      for (String kind : List.of("read", "creation")) {
        long cached = plausible(number(usage.path("cache_" + kind + "_input_tokens")));
        input += input < 0 ? 0 : Math.max(0, cached);
      }
    }
    return plausible(input);
  }

  /** Returns the plausible token count found first at three paths, or -1. */
  private static long tokens(JsonNode tree, String chat, String responses) {
    JsonNode usage = tree.path("usage");
    return plausible(
        Stream.of(
                usage.path(chat + "_tokens"),
                usage.path(responses + "_tokens"),
                tree.path("response").path("usage").path(responses + "_tokens"))
            .mapToLong(ParsedFacts::number)
            .filter(number -> number != -1)
            .findFirst()
            .orElse(-1));
  }

  private static long plausible(long tokens) {
    return tokens >= 0 && tokens <= 1_000_000_000 ? tokens : -1;
  }

  static Iterable<JsonNode> elements(JsonNode node) {
    return node.isArray() ? node : List.of();
  }

  static boolean isNonEmptyText(JsonNode node) {
    return node.isTextual() && !node.textValue().isEmpty();
  }

  private static long number(JsonNode node) {
    return node.isIntegralNumber() && node.canConvertToLong() ? node.longValue() : -1;
  }
}
