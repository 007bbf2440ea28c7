package dev.firsttoken.proxy.synthetic;

import dev.firsttoken.proxy.exchange.ChatRequest;
import dev.firsttoken.proxy.exchange.Knobs;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** The JSON of one synthetic answer: what it says, in chunks or as a whole. All ASCII. */
final class Script {
  /** What frames are cut from: nothing in it that JSON would have to escape. */
  private static final String WORDS = "the quick brown fox jumps over the lazy dog and ";

  private final String id =
      "chatcmpl-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
  private final long created = Instant.now().getEpochSecond();
  private final Knobs knobs;
  private final int promptTokens;

  Script(ChatRequest request) {
    this.knobs = request.knobs();
    this.promptTokens = Math.ceilDiv(request.bodyBytes(), 4);
  }

  /** One frame's text. */
  String text() {
    int times = Math.ceilDiv(knobs.bytesPerFrame(), WORDS.length());
    return WORDS.repeat(times).substring(0, knobs.bytesPerFrame());
  }

  String role() {
    return choice("{\"role\":\"assistant\",\"content\":\"\"}", "null");
  }

  String content() {
    return choice("{\"content\":\"" + text() + "\"}", "null");
  }

  String reasoning() {
    return choice("{\"reasoning_content\":\"" + text() + "\"}", "null");
  }

  String finish() {
    return choice("{}", "\"stop\"");
  }

  String usageChunk() {
    return chunk("[]", ",\"usage\":" + usage());
  }

  /** Of a whole answer, up to the first character of its text. */
  String beforeText() {
    return opening("chat.completion")
        + "[{\"index\":0,\"message\":{\"role\":\"assistant\",\"refusal\":null,\""
        + (knobs.reasoningFrames() > 0 ? "reasoning_content" : "content")
        + "\":\"";
  }

  /** Of a whole answer, between its reasoning and its content. */
  String betweenTexts() {
    return "\",\"content\":\"";
  }

  /** Of a whole answer, from after the last character of its text. */
  String afterText() {
    return "\"},\"logprobs\":null,\"finish_reason\":\"stop\"}],\"usage\":" + usage() + "}";
  }

  private String choice(String delta, String finishReason) {
    return chunk(
        "[{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":" + finishReason + "}]", "");
  }

  private String chunk(String choices, String more) {
    String stamps = knobs.stamp() ? Event.STAMPS : "";
    return opening("chat.completion.chunk") + choices + more + stamps + "}";
  }

  private String opening(String object) {
    return "{\"id\":\""
        + id
        + "\",\"object\":\""
        + object
        + "\",\"created\":"
        + created
        + ",\"model\":\"synthetic\",\"choices\":";
  }

  /** A token a frame; of the prompt, one for every four bytes of the request's body. */
  private String usage() {
    return "{\"prompt_tokens\":"
        + promptTokens
        + ",\"completion_tokens\":"
        + knobs.frames()
        + ",\"total_tokens\":"
        + (promptTokens + knobs.frames())
        + ",\"completion_tokens_details\":{\"reasoning_tokens\":"
        + knobs.reasoningFrames()
        + "}}";
  }
}
