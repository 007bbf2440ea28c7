package dev.firsttoken.bench.samples;

import java.nio.file.Path;

/** Writes the samples of a run to {@code samples.jsonl}, on a thread of its own. */
@SuppressWarnings("DoNotCallSuggester")
public final class SampleLog implements AutoCloseable {

  /**
   * Creates the folder where it is missing, and the file with its header line in it.
   *
   * @throws java.io.UncheckedIOException naming the file, where it can't be written
   */
  public static SampleLog open(Path dir, RunHeader header) {
    throw new UnsupportedOperationException();
  }

  /** Hands a sample over, from any thread, without waiting. */
  public void append(Sample sample) {
    throw new UnsupportedOperationException();
  }

  /** Returns once every sample is in the file. Idempotent, from any thread. */
  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
