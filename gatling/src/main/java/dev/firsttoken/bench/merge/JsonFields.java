package dev.firsttoken.bench.merge;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a JSON object in a result, read strictly.
 *
 * @param path of the object in the result, for messages: {@code levels/0}
 */
record JsonFields(String path, JsonNode json) {
  JsonFields object(String field) {
    JsonNode value = required(field);
    if (!value.isObject()) {
      throw invalid(field, "must be an object", value);
    }
    return new JsonFields(path + "/" + field, value);
  }

  /** Returns a list, which may be empty. */
  JsonNode array(String field) {
    JsonNode value = required(field);
    if (!value.isArray()) {
      throw invalid(field, "must be a list", value);
    }
    return value;
  }

  long longValue(String field) {
    JsonNode value = required(field);
    if (!value.canConvertToExactIntegral() || value.asLong() < 0) {
      throw invalid(field, "must be an integer from 0", value);
    }
    return value.asLong();
  }

  int intValue(String field) {
    long count = longValue(field);
    if (count > Integer.MAX_VALUE) {
      throw invalid(field, "must be an integer from 0", required(field));
    }
    return (int) count;
  }

  /**
   * Returns a number with all its digits.
   *
   * @return the number, or null if the field is null
   */
  @Nullable BigDecimal decimal(String field) {
    JsonNode value = required(field);
    if (!value.isNull() && !value.isNumber()) {
      throw invalid(field, "must be a number", value);
    }
    return value.isNull() ? null : value.decimalValue();
  }

  /** Returns a field in milliseconds as nanoseconds, or 0 if it is null. */
  long millisAsNanos(String field) {
    BigDecimal millis = decimal(field);
    return millis == null ? 0 : millis.movePointRight(6).longValue();
  }

  boolean booleanValue(String field) {
    JsonNode value = required(field);
    if (!value.isBoolean()) {
      throw invalid(field, "must be true or false", value);
    }
    return value.asBoolean();
  }

  String string(String field) {
    String text = stringOrNull(field);
    if (text == null) {
      throw invalid(field, "must be a string", required(field));
    }
    return text;
  }

  @Nullable String stringOrNull(String field) {
    JsonNode value = required(field);
    if (!value.isNull() && !value.isTextual()) {
      throw invalid(field, "must be a string", value);
    }
    return value.isNull() ? null : value.asText();
  }

  /** Returns a text, or null if the field is null or missing. */
  @Nullable String optionalString(String field) {
    return json.has(field) ? stringOrNull(field) : null;
  }

  /**
   * Returns an integer, or 0 if the field is null or missing, as in results of earlier versions.
   */
  long optionalLong(String field) {
    return json.hasNonNull(field) ? longValue(field) : 0;
  }

  /**
   * Returns an integer, or 0 if the field is null or missing, as in results of earlier versions.
   */
  int optionalInt(String field) {
    return json.hasNonNull(field) ? intValue(field) : 0;
  }

  /** Returns a time with an offset, as it is written. */
  String timestamp(String field) {
    String time = string(field);
    try {
      OffsetDateTime.parse(time);
      return time;
    } catch (DateTimeParseException e) {
      throw invalid(field, "must be a time with an offset", required(field));
    }
  }

  /** Returns the value of a field that must exist. */
  JsonNode required(String field) {
    JsonNode value = json.path(field);
    if (value.isMissingNode()) {
      throw new IllegalArgumentException(path + "/" + field + " is missing");
    }
    return value;
  }

  IllegalArgumentException invalid(String field, String expected, JsonNode value) {
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
