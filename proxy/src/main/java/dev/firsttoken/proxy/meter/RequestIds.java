package dev.firsttoken.proxy.meter;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Ids of requests: random, so that a caller finds no request but its own. */
public final class RequestIds {
  private static final SecureRandom RANDOM = new SecureRandom();

  private RequestIds() {}

  /** {@return 16 hex digits} */
  public static String next() {
    return HexFormat.of().toHexDigits(RANDOM.nextLong());
  }
}
