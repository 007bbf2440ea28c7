package dev.firsttoken.bench.dataset;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Messages of one request, and the other fields of its line.
 *
 * @param lineNumber line in the prompts file, from 1; in a JSON array the record
 * @param messages JSON array, verbatim
 * @param textOffset offset in {@code messages} of the last user message's text, just after its
 *     opening quotation mark; -1 if there is no such text
 * @param maxTokens the line's own limit, or null to use the run's
 * @param fields JSON values of all other fields by name, verbatim and in order
 * @param lengths what the file says of the lengths
 */
public record Prompt(
    int lineNumber,
    String messages,
    int textOffset,
    @Nullable Integer maxTokens,
    Map<String, String> fields,
    Lengths lengths) {

  private static final String MODEL = "model";
  private static final String BEFORE_TEXT = "[{\"role\":\"user\",\"content\":\"";
  private static final String AFTER_TEXT = "\"}]";
  private static final String BEFORE_PART = "{\"type\":\"text\",\"text\":\"";

  /**
   * Lengths in tokens.
   *
   * @param input of the prompt, counted, or null if that is unknown
   * @param output that the response is to have, or null for any
   */
  public record Lengths(@Nullable Integer input, @Nullable Integer output) {
    public static final Lengths UNKNOWN = new Lengths(null, null);
  }

  /** Creates a prompt of any length. */
  public Prompt(
      int lineNumber,
      String messages,
      int textOffset,
      @Nullable Integer maxTokens,
      Map<String, String> fields) {
    this(lineNumber, messages, textOffset, maxTokens, fields, Lengths.UNKNOWN);
  }

  /** Creates a prompt without other fields. */
  public Prompt(int lineNumber, String messages, int textOffset, @Nullable Integer maxTokens) {
    this(lineNumber, messages, textOffset, maxTokens, Map.of());
  }

  /** Creates a prompt of one user message. */
  static Prompt ofText(int lineNumber, String text, Lengths lengths) {
    return new Prompt(
        lineNumber,
        BEFORE_TEXT + escape(text) + AFTER_TEXT,
        BEFORE_TEXT.length(),
        null,
        Map.of(),
        lengths);
  }

  /** Creates a prompt of one user message with several parts. */
  static Prompt ofTexts(int lineNumber, List<String> texts, Lengths lengths) {
    if (texts.size() == 1) {
      return ofText(lineNumber, texts.getFirst(), lengths);
    }
    String begin = BEFORE_TEXT.substring(0, BEFORE_TEXT.length() - 1) + "[";
    String parts =
        texts.stream()
            .map(text -> BEFORE_PART + escape(text) + "\"}")
            .collect(Collectors.joining(","));
    return new Prompt(
        lineNumber,
        begin + parts + "]}]",
        begin.length() + BEFORE_PART.length(),
        null,
        Map.of(),
        lengths);
  }

  private static String escape(String text) {
    return new String(JsonStringEncoder.getInstance().quoteAsString(text));
  }

  /** Returns the same prompt with other fields and lengths. */
  Prompt with(Map<String, String> otherFields, Lengths otherLengths) {
    return new Prompt(lineNumber, messages, textOffset, maxTokens, otherFields, otherLengths);
  }

  /** Returns the same prompt with a limit of its own, or with none. */
  Prompt withMaxTokens(@Nullable Integer limit) {
    return new Prompt(lineNumber, messages, textOffset, limit, fields, lengths);
  }

  /** Returns true if its line names the model. */
  public boolean namesModel() {
    return fields.containsKey(MODEL);
  }

  /** Returns the same prompt with a model, if its line names none. */
  Prompt withModel(String model) {
    if (namesModel()) {
      return this;
    }
    Map<String, String> withModel = new LinkedHashMap<>();
    withModel.put(MODEL, '"' + escape(model) + '"');
    withModel.putAll(fields);
    return with(Collections.unmodifiableMap(withModel), lengths);
  }

  /** Returns the characters of the messages and the other fields. */
  public long length() {
    return messages.length()
        + fields.entrySet().stream()
            .mapToLong(field -> (long) field.getKey().length() + field.getValue().length())
            .sum();
  }
}
