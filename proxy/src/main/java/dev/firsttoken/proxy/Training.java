package dev.firsttoken.proxy;

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
final class Training {
  private static final int ROUNDS = 40;
  private static final int AT_ONCE = 25;

  private Training() {}

  /** Ends by itself; exit status 1 where a request was not answered. */
  public static void main(String[] args) throws Exception {
    try (EmbeddedServer model = start(Map.of("LLM_MODEL", "synthetic"));
        EmbeddedServer proxy = start(Map.of("LLM_BASE_URL", url(model) + "/v1"));
        HttpClient client = HttpClient.newHttpClient()) {
      for (String path : List.of("/health", "/metrics", "/v1/models", "/nowhere")) {
        client.send(get(url(proxy) + path), BodyHandlers.discarding());
        client.send(get(url(model) + path), BodyHandlers.discarding());
      }
      for (int round = 0; round < ROUNDS; round++) {
        chat(client, url(proxy), round % 4 > 0);
        chat(client, url(model), round % 4 > 0);
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

  private static void chat(HttpClient client, String url, boolean stream) {
    String body =
        "{\"model\":\"m\",\"stream\":%s,\"frames\":20,\"delay_ms\":1,\"messages\":[]}"
            .formatted(stream);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + "/v1/chat/completions"))
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    List<CompletableFuture<?>> answers = new ArrayList<>();
    for (int i = 0; i < AT_ONCE; i++) {
      answers.add(
          client
              .sendAsync(request, BodyHandlers.ofString())
              .thenAccept(
                  answer -> {
                    if (answer.statusCode() != 200) {
                      throw new IllegalStateException(answer.statusCode() + " " + answer.body());
                    }
                  }));
    }
    answers.forEach(CompletableFuture::join);
  }

  private static HttpRequest get(String url) {
    return HttpRequest.newBuilder(URI.create(url)).build();
  }

  private static String url(EmbeddedServer server) {
    return "http://127.0.0.1:" + server.getPort();
  }
}
