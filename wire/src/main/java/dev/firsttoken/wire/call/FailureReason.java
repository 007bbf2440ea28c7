package dev.firsttoken.wire.call;

import io.netty.channel.ChannelException;
import java.nio.channels.ClosedChannelException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Describes a failure in one short line. */
final class FailureReason {
  private static final int MAX_LENGTH = 200;

  /** Bound on the chain of causes, which can be circular. */
  private static final int MAX_CAUSES = 20;

  private FailureReason() {}

  /** Reports whether this process, or the whole system, has no free file descriptor. */
  static boolean isDescriptorLimit(@Nullable Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
      String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
      // As glibc and musl describe EMFILE and ENFILE.
      if (message.contains("too many open files")
          || message.contains("no file descriptors available")) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  static String of(@Nullable Throwable failure) {
    String line = lineOf(failure);
    // Netty says only that it can't create a channel, not that there are too many open files.
    return failure instanceof ChannelException && failure.getCause() != null
        ? truncate(line + ": " + lineOf(rootOf(failure)))
        : line;
  }

  private static Throwable rootOf(Throwable failure) {
    Throwable root = failure;
    for (int depth = 0; root.getCause() != null && depth < MAX_CAUSES; depth++) {
      root = root.getCause();
    }
    return root;
  }

  private static String lineOf(@Nullable Throwable failure) {
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
    return truncate(line);
  }

  private static String truncate(String line) {
    return line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH) + "…";
  }
}
