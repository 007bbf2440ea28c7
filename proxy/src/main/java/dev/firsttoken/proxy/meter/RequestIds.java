package dev.firsttoken.proxy.meter;

import io.netty.util.concurrent.FastThreadLocal;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Ids of requests: random, so that a caller finds no request but its own. */
public final class RequestIds {
  /** The platform's generator, which takes a lock of the whole process and reads a device. */
  private static final SecureRandom RANDOM = new SecureRandom();

  /** Number of ids for which a thread reads the device once. */
  private static final int IDS_PER_READ = 64;

  /** Random bytes of this thread that no id has used. */
  private static final FastThreadLocal<ByteBuffer> UNUSED = new FastThreadLocal<>();

  private RequestIds() {}

  /** {@return 16 hex digits} */
  public static String next() {
    ByteBuffer unused = UNUSED.get();
    if (unused == null || !unused.hasRemaining()) {
      byte[] bytes = new byte[IDS_PER_READ * Long.BYTES];
      RANDOM.nextBytes(bytes);
      unused = ByteBuffer.wrap(bytes);
      UNUSED.set(unused);
    }
    return HexFormat.of().toHexDigits(unused.getLong());
  }
}
