package dev.firsttoken.bench.contract;

import dev.firsttoken.bench.options.Target;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;

/** Client of the checks: the JDK's, so that a fault of the measuring client can't hide. */
final class ContractClient implements AutoCloseable {
  private final Target target;
  private final HttpClient client;

  ContractClient(Target target) {
    this.target = target;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(target.timeout());
    SSLContext sslContext = target.sslContext();
    this.client = (sslContext == null ? builder : builder.sslContext(sslContext)).build();
  }

  HttpResponse<String> get(String path) {
    return send(HttpRequest.newBuilder(target.resolve(path)).GET());
  }

  HttpResponse<String> postChat(byte[] body) {
    return send(
        HttpRequest.newBuilder(target.chatUrl())
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  private HttpResponse<String> send(HttpRequest.Builder builder) {
    String key = target.apiKey();
    if (key != null) {
      builder.header("authorization", "Bearer " + key);
    }
    HttpRequest request = builder.timeout(target.timeout()).build();
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new ContractViolation("no response from %s: %s".formatted(request.uri(), describe(e)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ContractViolation("interrupted");
    }
  }

  private static String describe(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
