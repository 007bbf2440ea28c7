package dev.firsttoken.bench.summary;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a JSON object of ours, read strictly.
 *
 * @param name of the object, for messages: {@code levels/0}
 */
record Fields(String name, JsonNode json) {
  /** An object below this one. */
  Fields at(String field) {
    JsonNode value = there(field);
    if (!value.isObject()) {
      throw bad(field, "must be an object", value);
    }
    return new Fields(name + "/" + field, value);
  }

  /** A list, which may be empty. */
  JsonNode array(String field) {
    JsonNode value = there(field);
    if (!value.isArray()) {
      throw bad(field, "must be a list", value);
    }
    return value;
  }

  long count(String field) {
    JsonNode value = there(field);
    if (!value.canConvertToExactIntegral() || value.asLong() < 0) {
      throw bad(field, "must be a whole number", value);
    }
    return value.asLong();
  }

  int number(String field) {
    long count = count(field);
    if (count > Integer.MAX_VALUE) {
      throw bad(field, "must be a whole number", there(field));
    }
    return (int) count;
  }

  /** Null where it is null. */
  @Nullable BigDecimal decimal(String field) {
    JsonNode value = there(field);
    if (!value.isNull() && !value.isNumber()) {
      throw bad(field, "must be a number", value);
    }
    return value.isNull() ? null : value.decimalValue();
  }

  /** Nanoseconds of a field in milliseconds; 0 where it is null. */
  long millisAsNanos(String field) {
    BigDecimal millis = decimal(field);
    return millis == null ? 0 : millis.movePointRight(6).longValue();
  }

  boolean truth(String field) {
    JsonNode value = there(field);
    if (!value.isBoolean()) {
      throw bad(field, "must be true or false", value);
    }
    return value.asBoolean();
  }

  String text(String field) {
    String text = textOrNull(field);
    if (text == null) {
      throw bad(field, "must be a text", there(field));
    }
    return text;
  }

  @Nullable String textOrNull(String field) {
    JsonNode value = there(field);
    if (!value.isNull() && !value.isTextual()) {
      throw bad(field, "must be a text", value);
    }
    return value.isNull() ? null : value.asText();
  }

  /** A time with its offset, as it stands there. */
  String time(String field) {
    String time = text(field);
    try {
      OffsetDateTime.parse(time);
      return time;
    } catch (DateTimeParseException e) {
      throw bad(field, "must be a time with its offset", there(field));
    }
  }

  /** A field that has to be there. */
  JsonNode there(String field) {
    JsonNode value = json.path(field);
    if (value.isMissingNode()) {
      throw new IllegalArgumentException(name + "/" + field + " is missing");
    }
    return value;
  }

  IllegalArgumentException bad(String field, String expected, JsonNode value) {
    String shown = value.toString();
    return new IllegalArgumentException(
        "%s/%s %s: %s"
            .formatted(
                name, field, expected, shown.length() > 80 ? shown.substring(0, 80) : shown));
  }
}
