package dev.firsttoken.bench.summary;

/** What a run measured. */
@SuppressWarnings("DoNotCallSuggester")
public final class Result {
  private Result() {}

  /** The whole result as indented JSON, schema {@code firsttoken.result/1}. */
  public String json() {
    throw new UnsupportedOperationException();
  }

  /** Measured requests that were answered well, over all levels. */
  public int ok() {
    throw new UnsupportedOperationException();
  }

  /** Measured requests that failed, over all levels. */
  public int failed() {
    throw new UnsupportedOperationException();
  }

  /** Measured requests that the end of the run cut off, over all levels. */
  public int aborted() {
    throw new UnsupportedOperationException();
  }

  /** The run was interrupted. */
  public boolean partial() {
    throw new UnsupportedOperationException();
  }

  /** Its numbers agree with each other: conservation and Little's law. */
  public boolean valid() {
    throw new UnsupportedOperationException();
  }
}
