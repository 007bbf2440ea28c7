package dev.firsttoken.bench.dataset;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Parser of a prompts file's lines. It checks the messages but keeps them and all other fields
 * verbatim, so that what only the server knows is sent on.
 */
final class PromptParser {
  private static final int NO_TEXT = -1;

  private final LineReader reader;
  private final LineRules rules;

  private String line = "";
  private @Nullable String messages;
  private int textOffset;
  private @Nullable Integer lineMaxTokens;
  private LineFields otherFields;

  PromptParser(LineReader reader, LineRules rules) {
    this.reader = reader;
    this.rules = rules;
    this.otherFields = new LineFields(reader, line, rules.streamed());
  }

  /**
   * Parses the line that the reader read last.
   *
   * @throws IllegalArgumentException with the line, the value found and what was expected
   */
  Prompt parse(String text) {
    line = text;
    messages = null;
    textOffset = NO_TEXT;
    lineMaxTokens = null;
    otherFields = new LineFields(reader, line, rules.streamed());
    try (JsonParser in = JsonTokens.JSON.createParser(line)) {
      parseObject(in);
    } catch (StreamConstraintsException e) {
      throw reader.invalid(JsonTokens.beyondLimit(e));
    } catch (JsonProcessingException e) {
      throw invalidJson(e);
    } catch (IOException e) {
      throw new IllegalStateException("a string in memory can't be read", e);
    }
    String fault = SurrogateCheck.inJson(line);
    if (fault != null) {
      throw reader.invalid(fault);
    }
    String foundMessages = messages;
    if (foundMessages == null) {
      throw reader.invalid("has neither \"prompt\" nor \"messages\": " + LineReader.excerpt(line));
    }
    return new Prompt(
        reader.lineNumber(), foundMessages, textOffset, lineMaxTokens, otherFields.values());
  }

  private void parseObject(JsonParser in) throws IOException {
    if (in.nextToken() != JsonToken.START_OBJECT) {
      throw reader.invalid("must be a JSON object: " + LineReader.excerpt(line));
    }
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      in.nextToken();
      parseField(name, in);
    }
    if (in.nextToken() != null) {
      throw reader.invalid("has text after its JSON object; put one JSON object on each line");
    }
  }

  private IllegalArgumentException invalidJson(JsonProcessingException e) {
    int column = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getColumnNr());
    int from = Math.min(column - 1, line.length());
    String remainder = LineReader.excerpt(line.substring(from));
    return reader.invalid(
        "is not valid JSON from column %d: %s"
            .formatted(column, remainder.isEmpty() ? "the line ends too early" : remainder));
  }

  private void parseField(String name, JsonParser in) throws IOException {
    switch (name) {
      case "prompt" -> parsePrompt(in);
      case "messages" -> parseMessages(in);
      case "max_tokens" -> lineMaxTokens = parseMaxTokens(in);
      default -> otherFields.add(name, in);
    }
  }

  private void parsePrompt(JsonParser in) throws IOException {
    rejectDuplicate();
    if (in.currentToken() != JsonToken.VALUE_STRING || in.getText().isEmpty()) {
      throw reader.invalid("\"prompt\" must be a non-empty string: " + JsonTokens.describe(in));
    }
    Prompt prompt = Prompt.ofText(reader.lineNumber(), in.getText(), Prompt.Lengths.UNKNOWN);
    messages = prompt.messages();
    textOffset = prompt.textOffset();
  }

  private void rejectDuplicate() {
    if (messages != null) {
      throw reader.invalid(
          "must have either \"prompt\" or \"messages\", once: " + LineReader.excerpt(line));
    }
  }

  private void parseMessages(JsonParser in) throws IOException {
    rejectDuplicate();
    if (in.currentToken() != JsonToken.START_ARRAY) {
      throw reader.invalid("\"messages\" must be an array: " + JsonTokens.describe(in));
    }
    int arrayOffset = JsonTokens.offset(in);
    int count = 0;
    while (in.nextToken() != JsonToken.END_ARRAY) {
      int messageOffset = new MessageParser(reader, count).parse(in);
      textOffset = messageOffset == MessageParser.NOT_FROM_USER ? textOffset : messageOffset;
      count++;
    }
    if (count == 0) {
      throw reader.invalid("\"messages\" must contain at least one message: []");
    }
    messages = line.substring(arrayOffset, JsonTokens.offset(in) + 1);
    textOffset = textOffset < 0 ? NO_TEXT : textOffset - arrayOffset;
  }

  private @Nullable Integer parseMaxTokens(JsonParser in) throws IOException {
    if (in.currentToken() == JsonToken.VALUE_NULL) {
      return null;
    }
    Integer tokens =
        in.currentToken() == JsonToken.VALUE_NUMBER_INT ? rules.range().parse(in.getText()) : null;
    if (tokens == null) {
      throw reader.invalid(
          "\"max_tokens\" %s: %s".formatted(rules.range(), JsonTokens.describe(in)));
    }
    return tokens;
  }
}
