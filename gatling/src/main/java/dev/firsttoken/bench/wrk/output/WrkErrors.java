package dev.firsttoken.bench.wrk.output;

/**
 * Errors that a tool counted.
 *
 * @param connect connections that could not be opened
 * @param read failed reads
 * @param write failed writes
 * @param timeout requests without a response within the time limit
 * @param status responses with a status other than 2xx and 3xx
 */
public record WrkErrors(long connect, long read, long write, long timeout, long status) {
  public static final WrkErrors NONE = new WrkErrors(0, 0, 0, 0, 0);

  WrkErrors withStatus(long count) {
    return new WrkErrors(connect, read, write, timeout, count);
  }

  WrkErrors withSocketErrors(WrkErrors socket) {
    return new WrkErrors(socket.connect, socket.read, socket.write, socket.timeout, status);
  }

  public WrkErrors plus(WrkErrors other) {
    return new WrkErrors(
        connect + other.connect,
        read + other.read,
        write + other.write,
        timeout + other.timeout,
        status + other.status);
  }

  public long total() {
    return connect + read + write + timeout + status;
  }
}
