package dev.firsttoken.netty;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Settings, read once from the environment. A blank variable counts as unset.
 *
 * @param model model of requests that name none
 * @param defaults values of the knobs that a request does not set
 */
record ServerSettings(String host, int port, String model, Map<StreamKnob, BigDecimal> defaults) {
  static final int MAX_MODEL_LENGTH = 256;

  private static final NumberRange PORT = new NumberRange("PORT", 0, 0xffff);

  /**
   * Reads the settings.
   *
   * @throws OutOfRangeException naming the variable, its range and its value
   */
  static ServerSettings read(Map<String, String> environment) {
    return new ServerSettings(
        text(environment, "HOST", "127.0.0.1"),
        PORT.parse(text(environment, "PORT", "8084")).intValueExact(),
        readModel(text(environment, "LLM_MODEL", "synthetic")),
        readDefaults(environment));
  }

  private static String readModel(String name) {
    if (name.length() > MAX_MODEL_LENGTH) {
      throw new OutOfRangeException(
          "LLM_MODEL",
          "LLM_MODEL must have at most %d characters, not %d."
              .formatted(MAX_MODEL_LENGTH, name.length()));
    }
    return name;
  }

  private static Map<StreamKnob, BigDecimal> readDefaults(Map<String, String> environment) {
    Map<StreamKnob, BigDecimal> defaults = new EnumMap<>(StreamKnob.class);
    for (StreamKnob knob : StreamKnob.values()) {
      String text = text(environment, knob.variable);
      defaults.put(knob, text == null ? knob.defaultValue : knob.range(knob.variable).parse(text));
    }
    BigDecimal frames = defaults.getOrDefault(StreamKnob.FRAMES, BigDecimal.ZERO);
    BigDecimal reasoning = defaults.getOrDefault(StreamKnob.REASONING_FRAMES, BigDecimal.ZERO);
    if (reasoning.compareTo(frames) > 0) {
      throw new OutOfRangeException(
          StreamKnob.REASONING_FRAMES.variable,
          "SYN_REASONING_FRAMES must be at most SYN_FRAMES (%s), not %s."
              .formatted(frames, reasoning));
    }
    return Collections.unmodifiableMap(defaults);
  }

  private static String text(
      Map<String, String> environment, String variable, String defaultValue) {
    String text = text(environment, variable);
    return text == null ? defaultValue : text;
  }

  private static @Nullable String text(Map<String, String> environment, String variable) {
    String text = environment.getOrDefault(variable, "").strip();
    return text.isEmpty() ? null : text;
  }
}
