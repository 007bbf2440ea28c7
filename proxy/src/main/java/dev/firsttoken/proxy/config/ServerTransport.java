package dev.firsttoken.proxy.config;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.uring.IoUring;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Netty transport of the server. */
public enum ServerTransport {
  EPOLL,
  IO_URING,
  NIO;

  /** Name in settings, such as {@code io_uring}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Selects the configured transport, by default epoll if it is available and else NIO.
   *
   * @throws IllegalArgumentException if the transport is unknown or not available here
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
            "FIRST_TOKEN_TRANSPORT=%s is not available on this machine. Unset it, or set it to nio."
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
