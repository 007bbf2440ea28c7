package dev.firsttoken.wire.call;

import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/** Describes a failure in one short line. */
final class FailureReason {
  private static final int MAX_LENGTH = 200;

  private FailureReason() {}

  static String of(@Nullable Throwable failure) {
    if (failure == null) {
      return "unknown";
    }
    String message = failure.getMessage();
    if (message == null || message.isBlank()) {
      return failure instanceof ClosedChannelException
          ? "closed by the other side"
          : failure.getClass().getSimpleName();
    }
    String line = message.strip().lines().findFirst().orElse("");
    return line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH) + "…";
  }
}
