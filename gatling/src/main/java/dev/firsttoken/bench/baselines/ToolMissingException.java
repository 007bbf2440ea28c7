package dev.firsttoken.bench.baselines;

/** A tool that a baseline needs is missing or too old. The message is one sentence. */
public final class ToolMissingException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  ToolMissingException(String message) {
    super(message);
  }
}
