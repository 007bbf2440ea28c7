package dev.firsttoken.proxy.pages;

import dev.firsttoken.proxy.api.ApiError;
import dev.firsttoken.proxy.config.Configuration;
import dev.firsttoken.wire.call.Origin;
import io.micronaut.context.annotation.Executable;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.netty.handler.codec.http.HttpResponseStatus;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Serves the pages of a Vite server in development, which it fetches at each request. The page
 * itself connects to that server for its updates.
 */
@Singleton
final class DevServer {
  private static final String LOCALHOST = "localhost";
  private static final String IPV4_LOOPBACK = "127.0.0.1";
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

  /** The first request can wait until Vite has bundled the dependencies. */
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  /** The form of a module depends on them, and whether Vite serves it to the page at all. */
  private static final List<String> REQUEST_HEADERS =
      List.of("accept", "if-none-match", "sec-fetch-dest", "sec-fetch-mode", "sec-fetch-site");

  private static final List<String> RESPONSE_HEADERS =
      List.of("content-type", "cache-control", "etag", "vary");

  private final @Nullable Origin origin;
  private final @Nullable HttpClient client;

  DevServer(Configuration configuration) {
    this.origin = configuration.devServer();
    this.client =
        origin == null
            ? null
            : HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .build();
  }

  // Off the event loops: a module can take seconds.
  @ExecuteOn(TaskExecutors.BLOCKING)
  @Executable
  @Produces(MediaType.ALL)
  HttpResponse<byte[]> fetch(HttpRequest<?> request) throws InterruptedException {
    String path = request.getUri().getRawPath();
    if (!DevPaths.contains(path)) {
      throw ApiError.notFound(request.getMethodName(), path);
    }
    Origin server = Objects.requireNonNull(origin);
    for (Origin address : addressesOf(server)) {
      try {
        return pass(
            Objects.requireNonNull(client)
                .send(requestTo(address, request), BodyHandlers.ofByteArray()),
            server);
      } catch (ConnectException e) {
        // The next address may be the one.
      } catch (IOException e) {
        break;
      }
    }
    return unreachable(server);
  }

  @PreDestroy
  void close() {
    if (client != null) {
      client.shutdownNow();
    }
  }

  /** Node.js may listen on one address of localhost only, and the client tries no second. */
  private static List<Origin> addressesOf(Origin server) {
    return server.host().equals(LOCALHOST)
        ? List.of(
            new Origin(false, IPV4_LOOPBACK, server.port()),
            new Origin(false, "::1", server.port()))
        : List.of(server);
  }

  private static java.net.http.HttpRequest requestTo(Origin address, HttpRequest<?> request) {
    URI target = request.getUri();
    String query = target.getRawQuery() == null ? "" : "?" + target.getRawQuery();
    java.net.http.HttpRequest.Builder fetch =
        java.net.http.HttpRequest.newBuilder(URI.create(address + target.getRawPath() + query))
            .timeout(TIMEOUT);
    for (String name : REQUEST_HEADERS) {
      request.getHeaders().getAll(name).forEach(value -> fetch.header(name, value));
    }
    return fetch.build();
  }

  private static HttpResponse<byte[]> pass(
      java.net.http.HttpResponse<byte[]> fetched, Origin server) {
    MutableHttpResponse<byte[]> response = status(fetched.statusCode());
    if (fetched.statusCode() != 304) {
      response.body(fetched.body());
    }
    if (fetched.headers().firstValue("content-type").orElse("").startsWith("text/html")) {
      PageHeaders.setForHtml(response, policy(server));
      return response;
    }
    for (String name : RESPONSE_HEADERS) {
      fetched.headers().firstValue(name).ifPresent(value -> response.header(name, value));
    }
    return response.header(PageHeaders.CONTENT_TYPE_OPTIONS, PageHeaders.NO_SNIFFING);
  }

  /** Vite's client and the React plugin put scripts and styles of their own into the page. */
  private static String policy(Origin server) {
    return "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self'"
        + " 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self' "
        + updateSources(server)
        + "; font-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
  }

  /** Vite tells its client the name that its own configuration has, not that of VITE_DEV_URL. */
  private static String updateSources(Origin server) {
    return Stream.of(server.host(), LOCALHOST, IPV4_LOOPBACK)
        .filter(host -> host.indexOf(':') < 0) // The policy's grammar has no IPv6 address.
        .distinct()
        .map(host -> "ws://" + new Origin(false, host, server.port()).authority())
        .collect(Collectors.joining(" "));
  }

  private static HttpResponse<byte[]> unreachable(Origin server) {
    String message =
        "The development server at %s can't be reached. Start it with npm run dev in frontend, or unset VITE_DEV_URL.%n"
            .formatted(server);
    return status(502)
        .body(message.getBytes(StandardCharsets.UTF_8))
        .header(HttpHeaders.CONTENT_TYPE, PageMediaType.TEXT);
  }

  private static MutableHttpResponse<byte[]> status(int code) {
    return HttpResponse.status(code, HttpResponseStatus.valueOf(code).reasonPhrase());
  }
}
