package dev.firsttoken.bench.contract;

import dev.firsttoken.bench.options.Target;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;

/** The JDK's HTTP client, aimed at a target: another reader than the one that measures. */
final class ContractClient implements AutoCloseable {
  private final Target target;
  private final HttpClient client;

  ContractClient(Target target) {
    this.target = target;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(target.timeout());
    SSLContext trust = target.trust();
    this.client = (trust == null ? builder : builder.sslContext(trust)).build();
  }

  HttpResponse<String> get(String path) {
    return send(HttpRequest.newBuilder(target.at(path)).GET());
  }

  HttpResponse<String> chat(byte[] body) {
    return send(
        HttpRequest.newBuilder(target.chat())
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    String key = target.apiKey();
    if (key != null) {
      request.header("authorization", "Bearer " + key);
    }
    HttpRequest made = request.timeout(target.timeout()).build();
    try {
      return client.send(made, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new ContractViolation("no answer from %s: %s".formatted(made.uri(), said(e)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ContractViolation("interrupted");
    }
  }

  private static String said(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
