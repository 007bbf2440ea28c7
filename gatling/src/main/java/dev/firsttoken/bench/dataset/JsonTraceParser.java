package dev.firsttoken.bench.dataset;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Parser of lines in the format of Mooncake's traces: {@code {"timestamp": 27482, "input_length":
 * 6955, "output_length": 52}}, with the time in milliseconds. It ignores other keys, such as {@code
 * hash_ids}.
 */
final class JsonTraceParser {
  private static final JsonFactory JSON = new JsonFactory();

  /** Enough for the year 10,000 in milliseconds, with fractions. */
  private static final int MAX_DIGITS = 30;

  private final LineReader reader;
  private @Nullable BigDecimal nanos;
  private @Nullable Integer inputTokens;
  private @Nullable Integer outputTokens;

  private JsonTraceParser(LineReader reader) {
    this.reader = reader;
  }

  static RecordedRequest parse(LineReader reader, String line) {
    JsonTraceParser parser = new JsonTraceParser(reader);
    try (JsonParser in = JSON.createParser(line)) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        throw reader.invalid("must be a JSON object: " + LineReader.excerpt(line));
      }
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String name = in.currentName();
        in.nextToken();
        parser.parseField(name, in);
      }
      if (in.nextToken() != null) {
        throw reader.invalid("has text after its JSON object; put one JSON object on each line");
      }
    } catch (JsonProcessingException e) {
      throw reader.invalid("is not a valid JSON object: " + LineReader.excerpt(line));
    } catch (IOException e) {
      throw new IllegalStateException("a string in memory can't be read", e);
    }
    return parser.toRequest(line);
  }

  private RecordedRequest toRequest(String line) {
    BigDecimal time = nanos;
    Integer input = inputTokens;
    Integer output = outputTokens;
    if (time == null || input == null || output == null) {
      String missing =
          time == null ? "timestamp" : input == null ? "input_length" : "output_length";
      throw reader.invalid("has no \"%s\": %s".formatted(missing, LineReader.excerpt(line)));
    }
    return new RecordedRequest(time, input, output);
  }

  private void parseField(String name, JsonParser in) throws IOException {
    switch (name) {
      case "timestamp" -> nanos = parseNanos(in);
      case "input_length" -> inputTokens = parseTokens(name, in);
      case "output_length" -> outputTokens = parseTokens(name, in);
      default -> in.skipChildren();
    }
  }

  private BigDecimal parseNanos(JsonParser in) throws IOException {
    if (in.currentToken().isNumeric() && in.getTextLength() <= MAX_DIGITS) {
      BigDecimal millis = in.getDecimalValue();
      if (millis.precision() - millis.scale() <= MAX_DIGITS) {
        return millis.movePointRight(6);
      }
    }
    throw reader.invalid(
        "\"timestamp\" must be a time in milliseconds: " + JsonTokens.describe(in));
  }

  private int parseTokens(String name, JsonParser in) throws IOException {
    if (in.currentToken() == JsonToken.VALUE_NUMBER_INT
        && in.getNumberType() == JsonParser.NumberType.INT
        && in.getIntValue() >= 0
        && in.getIntValue() <= RecordedRequest.MAX_TOKENS) {
      return in.getIntValue();
    }
    throw reader.invalid(
        "\"%s\" must be a whole number from 0 to %,d: %s"
            .formatted(name, RecordedRequest.MAX_TOKENS, JsonTokens.describe(in)));
  }
}
