package dev.firsttoken.bench.merge;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a JSON object of ours, read strictly.
 *
 * @param path of the object, for messages: {@code levels/0}
 */
public record JsonFields(String path, JsonNode json) {
  /** An object below this one. */
  public JsonFields object(String field) {
    JsonNode value = required(field);
    if (!value.isObject()) {
      throw invalid(field, "must be an object", value);
    }
    return new JsonFields(path + "/" + field, value);
  }

  /** A list, which may be empty. */
  public JsonNode array(String field) {
    JsonNode value = required(field);
    if (!value.isArray()) {
      throw invalid(field, "must be a list", value);
    }
    return value;
  }

  public long longValue(String field) {
    JsonNode value = required(field);
    if (!value.canConvertToExactIntegral() || value.asLong() < 0) {
      throw invalid(field, "must be a whole number", value);
    }
    return value.asLong();
  }

  public int intValue(String field) {
    long count = longValue(field);
    if (count > Integer.MAX_VALUE) {
      throw invalid(field, "must be a whole number", required(field));
    }
    return (int) count;
  }

  /** Null where it is null. */
  @Nullable
  public BigDecimal decimal(String field) {
    JsonNode value = required(field);
    if (!value.isNull() && !value.isNumber()) {
      throw invalid(field, "must be a number", value);
    }
    return value.isNull() ? null : value.decimalValue();
  }

  /** Nanoseconds of a field in milliseconds; 0 where it is null. */
  public long millisAsNanos(String field) {
    BigDecimal millis = decimal(field);
    return millis == null ? 0 : millis.movePointRight(6).longValue();
  }

  public boolean booleanValue(String field) {
    JsonNode value = required(field);
    if (!value.isBoolean()) {
      throw invalid(field, "must be true or false", value);
    }
    return value.asBoolean();
  }

  public String string(String field) {
    String text = stringOrNull(field);
    if (text == null) {
      throw invalid(field, "must be a text", required(field));
    }
    return text;
  }

  @Nullable
  public String stringOrNull(String field) {
    JsonNode value = required(field);
    if (!value.isNull() && !value.isTextual()) {
      throw invalid(field, "must be a text", value);
    }
    return value.isNull() ? null : value.asText();
  }

  /** A time with its offset, as it stands there. */
  String timestamp(String field) {
    String time = string(field);
    try {
      OffsetDateTime.parse(time);
      return time;
    } catch (DateTimeParseException e) {
      throw invalid(field, "must be a time with its offset", required(field));
    }
  }

  /** A field that has to be there. */
  public JsonNode required(String field) {
    JsonNode value = json.path(field);
    if (value.isMissingNode()) {
      throw new IllegalArgumentException(path + "/" + field + " is missing");
    }
    return value;
  }

  public IllegalArgumentException invalid(String field, String expected, JsonNode value) {
    String rendered = value.toString();
    return new IllegalArgumentException(
        "%s/%s %s: %s"
            .formatted(
                path,
                field,
                expected,
                rendered.length() > 80 ? rendered.substring(0, 80) : rendered));
  }
}
