package dev.firsttoken.deploy.hosts;

import dev.firsttoken.wire.testing.RawClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Host with an address and ports of its own.
 *
 * @param name unique in its network
 * @param namespace name of its network namespace
 */
record Host(String name, String namespace, String address) {
  private static final Path NAMESPACES = Path.of("/run/netns");

  /** Words before a command, which becomes the process of that command on this host. */
  List<String> prefix() {
    return List.of("nsenter", "--net=" + NAMESPACES.resolve(namespace));
  }

  /** Returns the command that runs another one on this host. */
  List<String> command(List<String> words) {
    List<String> command = new ArrayList<>(prefix());
    command.addAll(words);
    return command;
  }

  /** Runs a task whose sockets are of this host; see {@link NetworkNamespace#call}. */
  <T> T call(Callable<T> task) {
    return new NetworkNamespace(NAMESPACES.resolve(namespace)).call(task);
  }

  /** Base URL of a server on this host, without a slash at its end. */
  String url(int port) {
    return "http://%s:%d".formatted(address, port);
  }

  /**
   * Reads the metrics of a server on this host.
   *
   * @param key key of the server, which one without a key ignores
   */
  HostMetrics scrape(int port, String key) {
    String request =
        "GET /metrics HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
            + key
            + "\r\nConnection: close\r\n\r\n";
    return HostMetrics.of(call(() -> RawClient.request(port, request)));
  }
}
