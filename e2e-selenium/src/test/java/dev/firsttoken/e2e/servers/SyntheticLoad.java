package dev.firsttoken.e2e.servers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;

/**
 * Users who ask a proxy for synthetic streams of a second, one after the other, until they are
 * closed.
 */
public final class SyntheticLoad implements AutoCloseable {
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<Thread> users = new ArrayList<>();

  private SyntheticLoad() {}

  /** Starts so many users. The TTFT of each is 10 ms longer than that of the one before. */
  public static SyntheticLoad start(String proxyUrl, int users) {
    SyntheticLoad load = new SyntheticLoad();
    for (int user = 1; user <= users; user++) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(proxyUrl + "/v1/chat/completions"))
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(stream(10 * user), UTF_8))
              .build();
      load.users.add(Thread.ofVirtual().start(() -> load.repeat(request)));
    }
    return load;
  }

  private static String stream(int ttftMillis) {
    return "{\"model\":\"synthetic\",\"stream\":true,\"frames\":50,\"delay_ms\":20,\"ttft_ms\":"
        + ttftMillis
        + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
  }

  private void repeat(HttpRequest request) {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        client.send(request, BodyHandlers.discarding());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      // The proxy has ended, or this load: the test that started it sees what is missing.
      Thread.currentThread().interrupt();
    }
  }

  /** Ends all streams. */
  @Override
  public void close() {
    users.forEach(Thread::interrupt);
    client.shutdownNow();
    client.close();
  }
}
