package dev.firsttoken.bench.dataset;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Messages of one request, and the other fields of its line.
 *
 * @param lineNumber line in the prompts file, from 1
 * @param messages JSON array, verbatim
 * @param textOffset offset in {@code messages} of the last user message's text, just after its
 *     opening quotation mark; -1 if there is no such text
 * @param maxTokens the line's own limit, or null to use the run's
 * @param fields JSON values of all other fields by name, verbatim and in order
 */
public record Prompt(
    int lineNumber,
    String messages,
    int textOffset,
    @Nullable Integer maxTokens,
    Map<String, String> fields) {

  /** Creates a prompt without other fields. */
  public Prompt(int lineNumber, String messages, int textOffset, @Nullable Integer maxTokens) {
    this(lineNumber, messages, textOffset, maxTokens, Map.of());
  }

  /** Returns the characters of the messages and the other fields. */
  long length() {
    return messages.length()
        + fields.entrySet().stream()
            .mapToLong(field -> (long) field.getKey().length() + field.getValue().length())
            .sum();
  }
}
