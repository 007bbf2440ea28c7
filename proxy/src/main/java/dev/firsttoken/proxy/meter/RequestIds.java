package dev.firsttoken.proxy.meter;

import io.netty.util.concurrent.FastThreadLocal;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Ids of requests: random, so that a caller finds no request but its own. */
public final class RequestIds {
  /** The platform's default takes a lock of the whole process and reads a device for each id. */
  private static final FastThreadLocal<SecureRandom> RANDOM =
      new FastThreadLocal<>() {
        @Override
        protected SecureRandom initialValue() throws NoSuchAlgorithmException {
          return SecureRandom.getInstance("DRBG");
        }
      };

  private RequestIds() {}

  /** {@return 16 hex digits} */
  public static String next() {
    return HexFormat.of().toHexDigits(RANDOM.get().nextLong());
  }
}
