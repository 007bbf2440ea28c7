import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * From the write of a blocking loopback socket to the read that it wakes, after so much sleep: what
 * no client or server on this machine can be faster than. Takes some 20 seconds; prints
 * milliseconds.
 */
final class WakeUp {
  private static final int WARMUP = 500;
  private static final int COUNT = 1000;

  public static void main(String[] args) throws Exception {
    for (int gapMillis : new int[] {1, 5, 10}) {
      long[] took = measure(gapMillis);
      Arrays.sort(took);
      System.out.printf(
          Locale.ROOT,
          "after %d ms: p50 %.3f, p95 %.3f, p99 %.3f%n",
          gapMillis,
          took[COUNT / 2] / 1e6,
          took[COUNT * 95 / 100] / 1e6,
          took[COUNT * 99 / 100] / 1e6);
    }
  }

  private static long[] measure(int gapMillis) throws Exception {
    long[] took = new long[COUNT];
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket writer = new Socket(server.getInetAddress(), server.getLocalPort());
        Socket reader = server.accept()) {
      writer.setTcpNoDelay(true);
      Thread reading =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      DataInputStream in = new DataInputStream(reader.getInputStream());
                      for (int i = -WARMUP; i < COUNT; i++) {
                        long sent = in.readLong();
                        long nanos = System.nanoTime() - sent;
                        if (i >= 0) {
                          took[i] = nanos;
                        }
                      }
                    } catch (IOException e) {
                      throw new IllegalStateException(e);
                    }
                  });
      DataOutputStream out = new DataOutputStream(writer.getOutputStream());
      for (int i = -WARMUP; i < COUNT; i++) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(i < 0 ? 1 : gapMillis));
        out.writeLong(System.nanoTime());
      }
      reading.join();
    }
    return took;
  }
}
