package dev.firsttoken.bench.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Prompts of a file, one request a line.
 *
 * @param prompts in the file's order, without blank lines; at least one
 */
public record Prompts(List<Prompt> prompts) {
  static final long MAX_CHARACTERS = 256L << 20;

  /**
   * Reads a complete file.
   *
   * @throws IllegalArgumentException with the line, the value found and what was expected
   */
  public static Prompts read(Path file, LineRules rules) {
    List<Prompt> prompts = new ArrayList<>();
    long characters = 0;
    try (LineReader reader = new LineReader(file)) {
      PromptParser parser = new PromptParser(reader, rules);
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        Prompt prompt = parser.parse(line);
        characters += prompt.length();
        if (characters > MAX_CHARACTERS) {
          throw reader.invalid(
              "the messages up to this line exceed 256 MiB in total; use a smaller file");
        }
        prompts.add(prompt);
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("can't be read: " + e.getMessage(), e);
    }
    if (prompts.isEmpty()) {
      throw new IllegalArgumentException("the file is empty; put one JSON object on each line");
    }
    return new Prompts(List.copyOf(prompts));
  }

  /** Returns true if a prompt names a model of its own. */
  public boolean nameModels() {
    return prompts.stream().anyMatch(Prompt::namesModel);
  }

  /** Returns the same prompts, in which those that name no model name this one. */
  public Prompts withModel(String model) {
    return new Prompts(prompts.stream().map(prompt -> prompt.withModel(model)).toList());
  }

  /** Returns the same prompts in a random order. */
  public Prompts shuffled(long seed) {
    List<Prompt> shuffled = new ArrayList<>(prompts);
    Collections.shuffle(shuffled, new SplittableRandom(seed));
    return new Prompts(List.copyOf(shuffled));
  }
}
