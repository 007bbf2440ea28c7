package dev.firsttoken.bench.samples;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads and writes JSON as plain Java values: ordered maps, lists, strings, numbers, booleans. */
public final class JsonValues {
  private JsonValues() {}

  /**
   * Value that is written as it stands.
   *
   * @param json one JSON value, for example a list that keeps to one line
   */
  public record Raw(String json) {}

  /**
   * Writes a value with everything in it. Numbers are written in full, never as {@code 1E9}. NaN
   * and infinite numbers become null. Values of other types become their {@code toString()}.
   */
  public static void write(JsonGenerator out, @Nullable Object value) throws IOException {
    switch (value) {
      case null -> out.writeNull();
      case Map<?, ?> map -> writeMap(out, map);
      case Iterable<?> list -> writeList(out, list);
      case Raw raw -> out.writeRawValue(raw.json());
      case Boolean bool -> out.writeBoolean(bool);
      case Integer number -> out.writeNumber(number);
      case Long number -> out.writeNumber(number);
      case BigDecimal number -> out.writeNumber(number.toPlainString());
      case Double number when Double.isFinite(number) ->
          out.writeNumber(BigDecimal.valueOf(number).toPlainString());
      case Double nonFinite -> out.writeNull();
      default -> out.writeString(value.toString());
    }
  }

  private static void writeMap(JsonGenerator out, Map<?, ?> map) throws IOException {
    out.writeStartObject();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      out.writeFieldName(String.valueOf(entry.getKey()));
      write(out, entry.getValue());
    }
    out.writeEndObject();
  }

  private static void writeList(JsonGenerator out, Iterable<?> list) throws IOException {
    out.writeStartArray();
    for (Object value : list) {
      write(out, value);
    }
    out.writeEndArray();
  }

  /** Reads the value that starts at the parser's current token. */
  static @Nullable Object read(JsonParser in) throws IOException {
    return switch (in.currentToken()) {
      case START_OBJECT -> readMap(in);
      case START_ARRAY -> readList(in);
      case VALUE_STRING -> in.getText();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> in.getNumberValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> null;
    };
  }

  private static Map<String, @Nullable Object> readMap(JsonParser in) throws IOException {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      in.nextToken();
      map.put(name, read(in));
    }
    return map;
  }

  private static List<@Nullable Object> readList(JsonParser in) throws IOException {
    List<@Nullable Object> list = new ArrayList<>();
    while (in.nextToken() != JsonToken.END_ARRAY) {
      list.add(read(in));
    }
    return list;
  }
}
