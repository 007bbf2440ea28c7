package dev.firsttoken.proxy.chaos;

import dev.firsttoken.proxy.testing.Requests;
import dev.firsttoken.wire.testing.RawClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Clients that try to make the proxy hold memory. They hold their connections until closed. */
public final class HostileClients implements AutoCloseable {
  private final List<RawClient> clients = new ArrayList<>();
  private final List<Future<?>> sending = new ArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * Sends a chat request on each connection that gets no response from the upstream, and behind it
   * 15 MB of requests in all, whose headers consist of as many lines as possible.
   */
  public static HostileClients pipelineHeaders(int port, int connections) throws IOException {
    byte[] behind =
        Requests.to("GET /health", "a:\r\n".repeat(3900).strip())
            .repeat(40)
            .getBytes(StandardCharsets.US_ASCII);
    HostileClients hostile = new HostileClients();
    for (int i = 0; i < connections; i++) {
      RawClient client = hostile.connect(port);
      client.send(Requests.chat("X-Do: silent"));
      hostile.sendInBackground(client, behind);
    }
    return hostile;
  }

  /** Requests the largest response of the micro endpoints on each connection and reads nothing. */
  public static HostileClients leaveUnread(int port, int connections) throws IOException {
    HostileClients hostile = new HostileClients();
    for (int i = 0; i < connections; i++) {
      hostile
          .connect(port)
          .send(
              Requests.to(
                  i % 2 == 0
                      ? "GET /micro/plain?bytes=16777216"
                      : "GET /micro/chunked?bytes=16777216&chunks=1"));
    }
    return hostile;
  }

  /** Waits until all bytes were sent. */
  public void awaitSent() throws ExecutionException, InterruptedException {
    for (Future<?> future : sending) {
      future.get();
    }
  }

  @Override
  public void close() throws IOException {
    for (RawClient client : clients) {
      client.close();
    }
    threads.shutdownNow();
    try {
      threads.awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private RawClient connect(int port) throws IOException {
    RawClient client = new RawClient(port);
    clients.add(client);
    return client;
  }

  private void sendInBackground(RawClient client, byte[] bytes) {
    sending.add(
        threads.submit(
            () -> {
              client.send(bytes);
              return null;
            }));
  }
}
