package dev.firsttoken.bench.options;

import dev.firsttoken.bench.options.value.Endpoint;
import java.util.List;
import java.util.Map;

/** Checks of what is sent and of the responses that count, beyond single settings. */
record RequestChecks(
    RawOptions rawOptions, RequestOptions requestOptions, int turns, boolean isWhole) {
  void check() {
    checkReasoningFrames();
    checkTurns();
    checkStreamSettings();
    checkOutputSettings();
  }

  private void checkReasoningFrames() {
    Map<String, Integer> synthetic = requestOptions.syntheticOptions();
    Integer frames = synthetic.get("frames");
    Integer reasoningFrames = synthetic.get("reasoning_frames");
    if (frames != null && reasoningFrames != null && reasoningFrames > frames) {
      throw rawOptions.invalid(
          Setting.REASONING_FRAMES, "must be at most --frames=%d".formatted(frames));
    }
  }

  private void checkTurns() {
    Endpoint endpoint = requestOptions.bodyOptions().endpoint();
    if (!endpoint.takesMessages() && turns > 1) {
      throw rawOptions.invalid(
          Setting.TURNS,
          "needs messages, and a request of --endpoint=%s has none".formatted(endpoint.label()));
    }
  }

  private void checkOutputSettings() {
    if (requestOptions.bodyOptions().endpoint() != Endpoint.EMBEDDINGS) {
      return;
    }
    for (Setting key : List.of(Setting.OUTPUT_TOKENS, Setting.MAX_TOKENS, Setting.IGNORE_EOS)) {
      if (rawOptions.has(key)) {
        throw rawOptions.invalid(
            key, "applies to generated text, and --endpoint=embeddings returns none");
      }
    }
  }

  private void checkStreamSettings() {
    for (Setting key : List.of(Setting.END, Setting.ANY_CONTENT_TYPE)) {
      if (isWhole && rawOptions.has(key)) {
        throw rawOptions.invalid(
            key, "applies to streams, and with --no-stream or embeddings there are none");
      }
    }
  }
}
