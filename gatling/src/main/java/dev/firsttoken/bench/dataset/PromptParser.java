package dev.firsttoken.bench.dataset;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.firsttoken.bench.dataset.Prompts.Prompt;
import dev.firsttoken.bench.options.Setting;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads one line of a prompts file. Messages are looked through but passed on as they stand, so
 * that nothing a server may understand is lost.
 */
final class PromptParser {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .build();
  private static final String BEFORE_PROMPT = "[{\"role\":\"user\",\"content\":\"";
  private static final String BEHIND_PROMPT = "\"}]";

  private final LineReader lines;
  private final String line;
  private @Nullable String messages;
  private int textAt = -1;
  private @Nullable Integer maxTokens;

  PromptParser(LineReader lines, String line) {
    this.lines = lines;
    this.line = line;
  }

  Prompt read() {
    try (JsonParser in = JSON.createParser(line)) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        throw lines.bad("must be a JSON object: " + LineReader.excerpt(line));
      }
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String name = in.currentName();
        in.nextToken();
        field(name, in);
      }
      if (in.nextToken() != null) {
        throw lines.bad("must be one JSON object, and nothing behind it");
      }
    } catch (JsonProcessingException e) {
      throw noJson(e);
    } catch (IOException e) {
      throw new IllegalStateException("a text that can't be read", e);
    }
    String found = messages;
    if (found == null) {
      throw lines.bad("neither \"prompt\" nor \"messages\": " + LineReader.excerpt(line));
    }
    return new Prompt(lines.number(), found, textAt, maxTokens);
  }

  private IllegalArgumentException noJson(JsonProcessingException e) {
    int column = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getColumnNr());
    int from = Math.min(column - 1, line.length());
    String rest = LineReader.excerpt(line.substring(from));
    return lines.bad(
        "no JSON from column %d on: %s"
            .formatted(column, rest.isEmpty() ? "the line ends there" : rest));
  }

  private void field(String name, JsonParser in) throws IOException {
    switch (name) {
      case "prompt" -> prompt(in);
      case "messages" -> messages(in);
      case "max_tokens" -> maxTokens = maxTokens(in);
      default -> in.skipChildren();
    }
  }

  private void prompt(JsonParser in) throws IOException {
    once();
    if (in.currentToken() != JsonToken.VALUE_STRING || in.getText().isEmpty()) {
      throw lines.bad("\"prompt\" must be text that is not empty: " + value(in));
    }
    String text = new String(JsonStringEncoder.getInstance().quoteAsString(in.getText()));
    messages = BEFORE_PROMPT + text + BEHIND_PROMPT;
    textAt = BEFORE_PROMPT.length();
  }

  private void once() {
    if (messages != null) {
      throw lines.bad(
          "only one of \"prompt\" and \"messages\", and that once: " + LineReader.excerpt(line));
    }
  }

  private void messages(JsonParser in) throws IOException {
    once();
    if (in.currentToken() != JsonToken.START_ARRAY) {
      throw lines.bad("\"messages\" must be an array: " + value(in));
    }
    int from = offset(in);
    int count = 0;
    while (in.nextToken() != JsonToken.END_ARRAY) {
      int found = new MessageParser(lines, count).at(in);
      textAt = found == MessageParser.OF_ANOTHER ? textAt : found;
      count++;
    }
    if (count == 0) {
      throw lines.bad("\"messages\" must hold one message at least: []");
    }
    messages = line.substring(from, offset(in) + 1);
    textAt = textAt < 0 ? -1 : textAt - from;
  }

  private @Nullable Integer maxTokens(JsonParser in) throws IOException {
    if (in.currentToken() == JsonToken.VALUE_NULL) {
      return null;
    }
    if (in.currentToken() == JsonToken.VALUE_NUMBER_INT
        && in.getNumberType() == JsonParser.NumberType.INT
        && Setting.MAX_TOKENS.spans(in.getIntValue())) {
      return in.getIntValue();
    }
    throw lines.bad("\"max_tokens\" must be " + Setting.MAX_TOKENS.valid() + ": " + value(in));
  }

  /** Where the current token begins. */
  static int offset(JsonParser in) {
    return (int) in.currentTokenLocation().getCharOffset();
  }

  static String value(JsonParser in) throws IOException {
    return switch (in.currentToken()) {
      case START_ARRAY -> "an array";
      case START_OBJECT -> "an object";
      case VALUE_STRING -> '"' + LineReader.excerpt(in.getText()) + '"';
      default -> LineReader.excerpt(in.getText());
    };
  }
}
