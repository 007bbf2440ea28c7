package dev.firsttoken.bench.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a prompts file asks, a line a request.
 *
 * @param prompts in the file's order; blank ones are none
 */
public record Prompts(List<Prompt> prompts) {
  private static final long MAX_CHARACTERS = 256L << 20;

  /**
   * One request's messages.
   *
   * @param lineNumber its number in the file, from 1
   * @param messages the JSON array, as it stands in the file
   * @param textOffset where in it the last user message's text begins, behind the quotation mark;
   *     -1 where there is no such text
   * @param maxTokens null where the line gives none
   */
  public record Prompt(
      int lineNumber, String messages, int textOffset, @Nullable Integer maxTokens) {}

  /**
   * Reads a whole file.
   *
   * @throws IllegalArgumentException with the line, what stands there and what was expected
   */
  public static Prompts read(Path file) {
    List<Prompt> prompts = new ArrayList<>();
    long characters = 0;
    try (LineReader reader = new LineReader(file)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        Prompt prompt = new PromptParser(reader, line).parse();
        characters += prompt.messages().length();
        if (characters > MAX_CHARACTERS) {
          throw reader.invalid("with it the messages are longer than 256 MiB together");
        }
        prompts.add(prompt);
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("can't be read: " + e.getMessage(), e);
    }
    if (prompts.isEmpty()) {
      throw new IllegalArgumentException("holds no line, must hold one JSON object a line");
    }
    return new Prompts(List.copyOf(prompts));
  }
}
