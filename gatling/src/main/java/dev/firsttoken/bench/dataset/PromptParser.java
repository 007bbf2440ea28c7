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
  private static final String AFTER_PROMPT = "\"}]";

  private final LineReader reader;
  private final String line;
  private @Nullable String messages;
  private int textOffset = -1;
  private @Nullable Integer maxTokens;

  PromptParser(LineReader reader, String line) {
    this.reader = reader;
    this.line = line;
  }

  Prompt parse() {
    try (JsonParser in = JSON.createParser(line)) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        throw reader.invalid("must be a JSON object: " + LineReader.excerpt(line));
      }
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String name = in.currentName();
        in.nextToken();
        parseField(name, in);
      }
      if (in.nextToken() != null) {
        throw reader.invalid("must be one JSON object, and nothing behind it");
      }
    } catch (JsonProcessingException e) {
      throw invalidJson(e);
    } catch (IOException e) {
      throw new IllegalStateException("a text that can't be read", e);
    }
    String foundMessages = messages;
    if (foundMessages == null) {
      throw reader.invalid("neither \"prompt\" nor \"messages\": " + LineReader.excerpt(line));
    }
    return new Prompt(reader.lineNumber(), foundMessages, textOffset, maxTokens);
  }

  private IllegalArgumentException invalidJson(JsonProcessingException e) {
    int column = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getColumnNr());
    int from = Math.min(column - 1, line.length());
    String remainder = LineReader.excerpt(line.substring(from));
    return reader.invalid(
        "no JSON from column %d on: %s"
            .formatted(column, remainder.isEmpty() ? "the line ends there" : remainder));
  }

  private void parseField(String name, JsonParser in) throws IOException {
    switch (name) {
      case "prompt" -> parsePrompt(in);
      case "messages" -> parseMessages(in);
      case "max_tokens" -> maxTokens = parseMaxTokens(in);
      default -> in.skipChildren();
    }
  }

  private void parsePrompt(JsonParser in) throws IOException {
    rejectDuplicate();
    if (in.currentToken() != JsonToken.VALUE_STRING || in.getText().isEmpty()) {
      throw reader.invalid("\"prompt\" must be text that is not empty: " + describeToken(in));
    }
    String text = new String(JsonStringEncoder.getInstance().quoteAsString(in.getText()));
    messages = BEFORE_PROMPT + text + AFTER_PROMPT;
    textOffset = BEFORE_PROMPT.length();
  }

  private void rejectDuplicate() {
    if (messages != null) {
      throw reader.invalid(
          "only one of \"prompt\" and \"messages\", and that once: " + LineReader.excerpt(line));
    }
  }

  private void parseMessages(JsonParser in) throws IOException {
    rejectDuplicate();
    if (in.currentToken() != JsonToken.START_ARRAY) {
      throw reader.invalid("\"messages\" must be an array: " + describeToken(in));
    }
    int from = tokenOffset(in);
    int count = 0;
    while (in.nextToken() != JsonToken.END_ARRAY) {
      int foundOffset = new MessageParser(reader, count).parse(in);
      textOffset = foundOffset == MessageParser.NOT_FROM_USER ? textOffset : foundOffset;
      count++;
    }
    if (count == 0) {
      throw reader.invalid("\"messages\" must hold one message at least: []");
    }
    messages = line.substring(from, tokenOffset(in) + 1);
    textOffset = textOffset < 0 ? -1 : textOffset - from;
  }

  private @Nullable Integer parseMaxTokens(JsonParser in) throws IOException {
    if (in.currentToken() == JsonToken.VALUE_NULL) {
      return null;
    }
    if (in.currentToken() == JsonToken.VALUE_NUMBER_INT
        && in.getNumberType() == JsonParser.NumberType.INT
        && Setting.MAX_TOKENS.isInRange(in.getIntValue())) {
      return in.getIntValue();
    }
    throw reader.invalid(
        "\"max_tokens\" must be " + Setting.MAX_TOKENS.validValues() + ": " + describeToken(in));
  }

  /** Where the current token begins. */
  static int tokenOffset(JsonParser in) {
    return (int) in.currentTokenLocation().getCharOffset();
  }

  static String describeToken(JsonParser in) throws IOException {
    return switch (in.currentToken()) {
      case START_ARRAY -> "an array";
      case START_OBJECT -> "an object";
      case VALUE_STRING -> '"' + LineReader.excerpt(in.getText()) + '"';
      default -> LineReader.excerpt(in.getText());
    };
  }
}
