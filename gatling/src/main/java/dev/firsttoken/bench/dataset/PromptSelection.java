package dev.firsttoken.bench.dataset;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Prompts that are kept of a data set of any size: the first ones, or with a seed a random choice
 * of all in random order.
 */
final class PromptSelection {
  private final int maxPrompts;
  private final long maxCharacters;
  private final @Nullable SplittableRandom random;
  private final List<Prompt> prompts = new ArrayList<>();
  private long characters;
  private long seen;
  private boolean full;

  /**
   * @param seed of the choice and the order, or null to keep the first prompts in their order
   */
  PromptSelection(int maxPrompts, long maxCharacters, @Nullable Long seed) {
    this.maxPrompts = maxPrompts;
    this.maxCharacters = maxCharacters;
    this.random = seed == null ? null : new SplittableRandom(seed);
  }

  /**
   * Offers the next prompt.
   *
   * @return false if it is not kept, nor any that follows
   */
  boolean offer(Prompt prompt) {
    seen++;
    full |= prompts.size() == maxPrompts || characters + prompt.length() > maxCharacters;
    if (!full) {
      prompts.add(prompt);
      characters += prompt.length();
      return true;
    }
    if (random == null || prompts.isEmpty()) {
      return false;
    }
    replaceOne(random, prompt);
    return true;
  }

  /** Keeps each prompt so far with the same probability. */
  private void replaceOne(SplittableRandom source, Prompt prompt) {
    long place = source.nextLong(seen);
    if (place < prompts.size()) {
      Prompt replaced = prompts.set((int) place, prompt);
      characters += prompt.length() - replaced.length();
      dropOthers(source);
    }
  }

  /** Drops prompts by chance, so that the choice stays fair, until the rest fits. */
  private void dropOthers(SplittableRandom source) {
    while (characters > maxCharacters && prompts.size() > 1) {
      int place = source.nextInt(prompts.size());
      Prompt last = prompts.removeLast();
      Prompt dropped = place == prompts.size() ? last : prompts.set(place, last);
      characters -= dropped.length();
    }
  }

  /** Returns true if there were more prompts than are kept. */
  boolean isFull() {
    return full;
  }

  /** Returns the prompts. */
  List<Prompt> close() {
    if (random != null) {
      Collections.shuffle(prompts, random);
    }
    return List.copyOf(prompts);
  }
}
