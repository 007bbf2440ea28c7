package dev.firsttoken.proxy;

import dev.firsttoken.proxy.config.Configuration;
import io.micronaut.runtime.server.EmbeddedServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The run that the JVM's cache is made from at build time: one server relays to another that
 * answers by itself, and everything that a first request would have to load is used once or often.
 */
final class AotTraining {
  private static final int ROUNDS = 40;
  private static final int CONCURRENCY = 25;

  private AotTraining() {}

  /** Ends by itself; exit status 1 where a request was not answered. */
  public static void main(String[] args) throws Exception {
    try (EmbeddedServer model = start(Map.of("LLM_MODEL", "synthetic"));
        EmbeddedServer proxy = start(Map.of("LLM_BASE_URL", url(model) + "/v1"));
        HttpClient client = HttpClient.newHttpClient()) {
      for (String path : List.of("/health", "/metrics", "/v1/models", "/nowhere")) {
        client.send(getRequest(url(proxy) + path), BodyHandlers.discarding());
        client.send(getRequest(url(model) + path), BodyHandlers.discarding());
      }
      for (int round = 0; round < ROUNDS; round++) {
        sendChats(client, url(proxy), round % 4 > 0);
        sendChats(client, url(model), round % 4 > 0);
      }
    }
    // What the servers leave running must not keep the cache from being written.
    System.exit(0);
  }

  private static EmbeddedServer start(Map<String, String> environment) {
    Map<String, String> all = new java.util.HashMap<>(environment);
    all.put("PORT", "0");
    return Application.start(Configuration.of(all), "-micronaut.server.port=0");
  }

  private static void sendChats(HttpClient client, String url, boolean stream) {
    String body =
        "{\"model\":\"m\",\"stream\":%s,\"frames\":20,\"delay_ms\":1,\"messages\":[]}"
            .formatted(stream);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + "/v1/chat/completions"))
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    List<CompletableFuture<?>> responses = new ArrayList<>();
    for (int i = 0; i < CONCURRENCY; i++) {
      responses.add(
          client
              .sendAsync(request, BodyHandlers.ofString())
              .thenAccept(
                  response -> {
                    if (response.statusCode() != 200) {
                      throw new IllegalStateException(
                          response.statusCode() + " " + response.body());
                    }
                  }));
    }
    responses.forEach(CompletableFuture::join);
  }

  private static HttpRequest getRequest(String url) {
    return HttpRequest.newBuilder(URI.create(url)).build();
  }

  private static String url(EmbeddedServer server) {
    return "http://127.0.0.1:" + server.getPort();
  }
}
