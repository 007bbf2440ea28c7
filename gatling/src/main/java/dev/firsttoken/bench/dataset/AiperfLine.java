package dev.firsttoken.bench.dataset;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Parser of AIPerf's single turns: {@code {"text": "…"}} or {@code {"texts": ["…", "…"]}}. Fields
 * that steer AIPerf, such as {@code type} and {@code delay}, are ignored.
 */
final class AiperfLine {
  private final LineReader reader;
  private final TokenRange range;
  private final List<String> texts = new ArrayList<>();
  private @Nullable Integer outputTokens;

  private AiperfLine(LineReader reader, TokenRange range) {
    this.reader = reader;
    this.range = range;
  }

  /**
   * Parses the line that the reader read last, which is a valid JSON object.
   *
   * @throws IllegalArgumentException with the line, the value found and what was expected
   */
  static Prompt parse(LineReader reader, String line, TokenRange range) throws IOException {
    AiperfLine parser = new AiperfLine(reader, range);
    try (JsonParser in = JsonTokens.JSON.createParser(line)) {
      in.nextToken();
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String name = in.currentName();
        in.nextToken();
        parser.parseField(name, in);
      }
    }
    if (parser.texts.isEmpty()) {
      throw reader.invalid("has no text: " + LineReader.excerpt(line));
    }
    return Prompt.ofTexts(
        reader.lineNumber(), parser.texts, new Prompt.Lengths(null, parser.outputTokens));
  }

  private void parseField(String name, JsonParser in) throws IOException {
    if (in.currentToken() == JsonToken.VALUE_NULL) {
      return;
    }
    switch (name) {
      case "text" -> addText(name, in);
      case "texts" -> addTexts(in);
      case "output_length" -> outputTokens = parseTokens(name, in);
      case "role" -> checkRole(in);
      case "image", "images", "audio", "audios", "video", "videos" ->
          throw reader.invalid(
              "has \"%s\", which can't be sent. Write it as a part of \"messages\""
                  .formatted(name));
      default -> in.skipChildren();
    }
  }

  private void addText(String name, JsonParser in) throws IOException {
    if (in.currentToken() != JsonToken.VALUE_STRING || in.getText().isEmpty()) {
      throw reader.invalid(
          "\"%s\" must be a non-empty string: %s".formatted(name, JsonTokens.describe(in)));
    }
    String fault = SurrogateCheck.inText(in.getText());
    if (fault != null) {
      throw reader.invalid("\"%s\" %s".formatted(name, fault));
    }
    texts.add(in.getText());
  }

  private void addTexts(JsonParser in) throws IOException {
    if (in.currentToken() != JsonToken.START_ARRAY) {
      throw reader.invalid("\"texts\" must be an array of strings: " + JsonTokens.describe(in));
    }
    while (in.nextToken() != JsonToken.END_ARRAY) {
      addText("texts[%d]".formatted(texts.size()), in);
    }
  }

  private Integer parseTokens(String name, JsonParser in) throws IOException {
    Integer tokens =
        in.currentToken() == JsonToken.VALUE_NUMBER_INT ? range.parse(in.getText()) : null;
    if (tokens == null) {
      throw reader.invalid("\"%s\" %s: %s".formatted(name, range, JsonTokens.describe(in)));
    }
    return tokens;
  }

  private void checkRole(JsonParser in) throws IOException {
    if (in.currentToken() != JsonToken.VALUE_STRING || !in.getText().equals("user")) {
      throw reader.invalid("\"role\" must be \"user\" or absent: " + JsonTokens.describe(in));
    }
  }
}
