package dev.firsttoken.bench.dataset;

import org.jspecify.annotations.Nullable;

/** A record that may be used as a prompt. */
interface Candidate {
  /** Returns the characters of its texts. */
  long length();

  /** Returns true if its tokens have to be counted before it is selected. */
  boolean needsCount();

  /** Counts its tokens, which takes long; on any thread. */
  void count();

  /** Returns its prompt, or null if it is left out; in the order of the file. */
  @Nullable Prompt select();

  /** A prompt that is used as it is. */
  record Given(Prompt prompt) implements Candidate {
    @Override
    public long length() {
      return prompt.length();
    }

    @Override
    public boolean needsCount() {
      return false;
    }

    @Override
    public void count() {}

    @Override
    public Prompt select() {
      return prompt;
    }
  }
}
