package dev.firsttoken.bench.dataset;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.firsttoken.bench.dataset.Trace.Recorded;
import java.io.IOException;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A line like Mooncake's traces have: {@code {"timestamp": 27482, "input_length": 6955,
 * "output_length": 52}}, the time in milliseconds. Other keys, as {@code hash_ids}, are passed
 * over.
 */
final class JsonTraceParser {
  private static final JsonFactory JSON = new JsonFactory();

  /** A year 10,000 in milliseconds has fewer digits. */
  private static final int MOST_DIGITS = 30;

  private final LineReader lines;
  private @Nullable BigDecimal nanos;
  private @Nullable Integer inputTokens;
  private @Nullable Integer outputTokens;

  private JsonTraceParser(LineReader lines) {
    this.lines = lines;
  }

  static Recorded read(LineReader lines, String line) {
    JsonTraceParser read = new JsonTraceParser(lines);
    try (JsonParser in = JSON.createParser(line)) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        throw lines.bad("must be a JSON object: " + LineReader.excerpt(line));
      }
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String name = in.currentName();
        in.nextToken();
        read.field(name, in);
      }
      if (in.nextToken() != null) {
        throw lines.bad("must be one JSON object, and nothing behind it");
      }
    } catch (JsonProcessingException e) {
      throw lines.bad("must be a JSON object, is none: " + LineReader.excerpt(line));
    } catch (IOException e) {
      throw new IllegalStateException("a text that can't be read", e);
    }
    return read.whole(line);
  }

  private Recorded whole(String line) {
    BigDecimal time = nanos;
    Integer input = inputTokens;
    Integer output = outputTokens;
    if (time == null || input == null || output == null) {
      String lacks = time == null ? "timestamp" : input == null ? "input_length" : "output_length";
      throw lines.bad("has no \"%s\": %s".formatted(lacks, LineReader.excerpt(line)));
    }
    return new Recorded(time, input, output);
  }

  private void field(String name, JsonParser in) throws IOException {
    switch (name) {
      case "timestamp" -> nanos = nanos(in);
      case "input_length" -> inputTokens = tokens(name, in);
      case "output_length" -> outputTokens = tokens(name, in);
      default -> in.skipChildren();
    }
  }

  private BigDecimal nanos(JsonParser in) throws IOException {
    if (in.currentToken().isNumeric() && in.getTextLength() <= MOST_DIGITS) {
      BigDecimal millis = in.getDecimalValue();
      if (millis.precision() - millis.scale() <= MOST_DIGITS) {
        return millis.movePointRight(6);
      }
    }
    throw lines.bad("\"timestamp\" must be a time in milliseconds: " + PromptParser.value(in));
  }

  private int tokens(String name, JsonParser in) throws IOException {
    if (in.currentToken() == JsonToken.VALUE_NUMBER_INT
        && in.getNumberType() == JsonParser.NumberType.INT
        && in.getIntValue() >= 0
        && in.getIntValue() <= Trace.MOST_TOKENS) {
      return in.getIntValue();
    }
    throw lines.bad(
        "\"%s\" must be a whole number from 0 to %,d: %s"
            .formatted(name, Trace.MOST_TOKENS, PromptParser.value(in)));
  }
}
