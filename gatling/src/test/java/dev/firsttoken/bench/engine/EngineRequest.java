package dev.firsttoken.bench.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Requests that select a text of the model, each with the response that the model gives. */
enum EngineRequest {
  TEXT("chat/completions", message("hello")),
  REASONING("chat/completions", message("think")),
  SCRIPTS("chat/completions", message("scripts")),
  TOOL_CALL(
      "chat/completions",
      message("Is it warm in Paris?")
          + ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"get_weather\","
          + "\"parameters\":{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"},"
          + "\"unit\":{\"type\":\"string\"}}}}}]"),
  COMPLETION("completions", "\"prompt\":\"Once\",\"max_tokens\":100"),
  RESPONSE("responses", "\"input\":\"think\"");

  private static final String GREETINGS = "Grüße, Привет, γειά, שלום, नमस्ते, 日本語, 한국어, 👋🏽🎉";
  private static final String CALL =
      "get_weather{\"city\": \"Paris, France\", \"unit\": \"celsius\"}";

  private final String path;
  private final String fields;

  EngineRequest(String path, String fields) {
    this.path = path;
    this.fields = fields;
  }

  /** The response that the model gives. */
  EngineResponse response() {
    return switch (this) {
      case TEXT -> new EngineResponse(words("w", 180), "", "", "stop", 181);
      case REASONING -> new EngineResponse(words("t", 60), words("r", 60), "", "stop", 123);
      case SCRIPTS -> new EngineResponse(GREETINGS, "", "", "stop", 34);
      case TOOL_CALL -> new EngineResponse("", "", CALL, "tool_calls", 15);
      case RESPONSE -> new EngineResponse(words("t", 60), words("r", 60), "", "completed", 123);
      case COMPLETION -> new EngineResponse(words("w", 100), "", "", "length", 100);
    };
  }

  /** Request for a streamed response with usage. */
  String streamed() {
    return http(path, fields + ",\"stream\":true,\"stream_options\":{\"include_usage\":true}");
  }

  /** Request for a response in one piece. */
  String buffered() {
    return http(path, fields);
  }

  /** Request for a stream that ends after so many tokens. */
  static String endless(int maxTokens) {
    return http(
        "chat/completions",
        message("endless") + ",\"stream\":true,\"max_tokens\":%d".formatted(maxTokens));
  }

  /** Request on a connection of its own, with the fields of a JSON object as its body. */
  private static String http(String path, String fields) {
    byte[] body = ("{" + fields + "}").getBytes(UTF_8);
    return ("POST /v1/%s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            + "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s")
        .formatted(path, body.length, new String(body, UTF_8));
  }

  private static String message(String content) {
    return "\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]".formatted(content);
  }

  private static String words(String letter, int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(n -> letter + n)
        .collect(Collectors.joining(" "));
  }
}
