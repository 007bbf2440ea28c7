package dev.firsttoken.proxy.config;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.uring.IoUring;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What moves bytes between sockets and event loops. */
public enum ServerTransport {
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
  static ServerTransport select(@Nullable String configured) {
    if (configured == null || configured.isBlank()) {
      return EPOLL.isAvailable() ? EPOLL : NIO;
    }
    for (ServerTransport transport : values()) {
      if (transport.label().equals(configured.strip())) {
        if (transport.isAvailable()) {
          return transport;
        }
        throw new IllegalArgumentException(
            "FIRST_TOKEN_TRANSPORT=%s does not load on this machine: leave it out, or say nio."
                .formatted(transport.label()));
      }
    }
    String all =
        Arrays.stream(values()).map(ServerTransport::label).collect(Collectors.joining(", "));
    throw new IllegalArgumentException(
        "FIRST_TOKEN_TRANSPORT must be one of %s, not \"%s\".".formatted(all, configured));
  }

  private boolean isAvailable() {
    return switch (this) {
      case EPOLL -> Epoll.isAvailable();
      case IO_URING -> IoUring.isAvailable();
      case NIO -> true;
    };
  }
}
