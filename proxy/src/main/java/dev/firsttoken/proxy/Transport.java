package dev.firsttoken.proxy;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.uring.IoUring;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What moves bytes between sockets and event loops. */
public enum Transport {
  EPOLL,
  IO_URING,
  NIO;

  /** The name in settings: {@code io_uring}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The one that is wanted; where none is, epoll if it loads and NIO else.
   *
   * @throws IllegalArgumentException where there is no such one, or it doesn't load here
   */
  static Transport of(@Nullable String wanted) {
    if (wanted == null || wanted.isBlank()) {
      return EPOLL.loads() ? EPOLL : NIO;
    }
    for (Transport transport : values()) {
      if (transport.label().equals(wanted.strip())) {
        if (transport.loads()) {
          return transport;
        }
        throw new IllegalArgumentException(
            "FIRST_TOKEN_TRANSPORT=%s does not load on this machine: leave it out, or say nio."
                .formatted(transport.label()));
      }
    }
    String all = Arrays.stream(values()).map(Transport::label).collect(Collectors.joining(", "));
    throw new IllegalArgumentException(
        "FIRST_TOKEN_TRANSPORT must be one of %s, not \"%s\".".formatted(all, wanted));
  }

  private boolean loads() {
    return switch (this) {
      case EPOLL -> Epoll.isAvailable();
      case IO_URING -> IoUring.isAvailable();
      case NIO -> true;
    };
  }
}
