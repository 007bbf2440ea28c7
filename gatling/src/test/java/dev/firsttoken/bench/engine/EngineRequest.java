package dev.firsttoken.bench.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Requests that select a text of the model, each with the response that the model gives. */
enum EngineRequest {
  TEXT(
      "chat/completions",
      message("hello"),
      new EngineResponse(words("w", 180), "", "", "stop", 181)),
  REASONING(
      "chat/completions",
      message("think"),
      new EngineResponse(words("t", 60), words("r", 60), "", "stop", 123)),
  SCRIPTS(
      "chat/completions",
      message("scripts"),
      new EngineResponse(
          "Grüße, Привет, γειά, שלום, नमस्ते, 日本語, 한국어, 👋🏽🎉", "", "", "stop", 34)),
  TOOL_CALL(
      "chat/completions",
      message("Is it warm in Paris?")
          + ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"get_weather\","
          + "\"parameters\":{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"},"
          + "\"unit\":{\"type\":\"string\"}}}}}]",
      new EngineResponse(
          "",
          "",
          "get_weather{\"city\": \"Paris, France\", \"unit\": \"celsius\"}",
          "tool_calls",
          15)),
  COMPLETION(
      "completions",
      "\"prompt\":\"Once\",\"max_tokens\":100",
      new EngineResponse(words("w", 100), "", "", "length", 100));

  private final String path;
  private final String fields;
  private final EngineResponse response;

  EngineRequest(String path, String fields, EngineResponse response) {
    this.path = path;
    this.fields = fields;
    this.response = response;
  }

  /** The response that the model gives. */
  EngineResponse response() {
    return response;
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
