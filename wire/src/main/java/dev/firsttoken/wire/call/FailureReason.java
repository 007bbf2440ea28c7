package dev.firsttoken.wire.call;

import io.netty.channel.ChannelException;
import io.netty.handler.ssl.NotSslRecordException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Describes a failure in one short line, in words: {@code connection refused}, and not {@code
 * finishConnect(..) failed with error(-111): Connection refused}.
 */
public final class FailureReason {
  private static final int MAX_LENGTH = 200;

  /** Bound on the chain of causes, which can be circular. */
  private static final int MAX_CAUSES = 20;

  /** The system call and the number of its error, in front of its text, as Netty words it. */
  private static final Pattern SYSTEM_CALL =
      Pattern.compile("\\S+ failed with error\\(-?\\d+\\): (.+)");

  private FailureReason() {}

  /** Reports whether this process, or the whole system, has no free file descriptor. */
  public static boolean isDescriptorLimit(@Nullable Throwable failure) {
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

  /** Describes a failure, without its class if it has a message. */
  public static String of(@Nullable Throwable failure) {
    if (failure instanceof NotSslRecordException) {
      return "the server does not speak TLS; use http:// if it speaks plain HTTP";
    }
    String line = lineOf(failure);
    if (!(failure instanceof ChannelException) || failure.getCause() == null) {
      return line;
    }
    // Netty says only that it can't create a channel, not that there are too many open files.
    String root = lineOf(rootOf(failure));
    return isDescriptorLimit(failure) ? root : truncate(line + ": " + root);
  }

  /** Describes a failed connect, without the address, which Netty and the JDK append. */
  static String ofConnect(Throwable failure) {
    return failure instanceof SocketException ? lineOf(rootOf(failure)) : of(failure);
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
    return truncate(failure instanceof IOException ? inWords(line) : line);
  }

  /** Drops the system call, and starts small, because the text follows a colon. */
  private static String inWords(String line) {
    Matcher match = SYSTEM_CALL.matcher(line);
    String text = match.matches() ? match.group(1) : line;
    boolean isWord = text.length() > 1 && Character.isLowerCase(text.charAt(1));
    return isWord ? text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1) : text;
  }

  private static String truncate(String line) {
    return line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH) + "…";
  }
}
