package dev.firsttoken.bench.load;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waits until a server that was just started answers. */
public final class Health {
  private static final int POLL_MILLIS = 20;
  private static final int ANSWER_MILLIS = 5_000;

  private Health() {}

  /** False where the process ends first, or the patience does. */
  public static boolean await(Process server, URI url, Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    try {
      while (System.nanoTime() - end < 0 && !server.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        if (up(url)) {
          return true;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  private static boolean up(URI url) {
    try {
      HttpURLConnection health =
          (HttpURLConnection) url.resolve("/health").toURL().openConnection();
      health.setConnectTimeout(ANSWER_MILLIS);
      health.setReadTimeout(ANSWER_MILLIS);
      return health.getResponseCode() == HttpURLConnection.HTTP_OK;
    } catch (IOException e) {
      return false; // Not listening yet.
    }
  }
}
