package dev.firsttoken.bench.smoke;

import dev.firsttoken.bench.options.Target;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The JDK's HTTP client, aimed at a target: another reader than the one that measures. */
final class Web implements AutoCloseable {
  private final Target target;
  private final HttpClient client;

  Web(Target target) {
    this.target = target;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(target.timeout());
    Path caFile = target.caFile();
    this.client = (caFile == null ? builder : builder.sslContext(trusting(caFile))).build();
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
      throw new Broken("no answer from %s: %s".formatted(made.uri(), said(e)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Broken("interrupted");
    }
  }

  private static String said(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  private static SSLContext trusting(Path caFile) {
    try (InputStream in = Files.newInputStream(caFile)) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int next = 0;
      for (Certificate ca : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("ca" + next++, ca);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "no certificates in PEM can be read from %s: %s".formatted(caFile, e.getMessage()), e);
    }
  }
}
