package dev.firsttoken.bench.load.requests;

import dev.firsttoken.bench.options.BodyOptions;
import dev.firsttoken.bench.options.Target;
import dev.firsttoken.bench.options.value.Endpoint;
import dev.firsttoken.bench.options.value.RequestHeaders.Header;
import dev.firsttoken.wire.call.Origin;
import dev.firsttoken.wire.call.Request;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.URI;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Headers and request line that all requests to a target have alike. */
public final class TargetHeaders {
  private static final String JSON = "application/json";

  /** Version of the Messages API that all servers of it know. */
  private static final String MESSAGES_VERSION = "2023-06-01";

  private TargetHeaders() {}

  /** Returns a plain GET request of the target's URL. */
  static Request plainRequest(Target target) {
    return Request.get(
        Origin.of(target.chatUrl()),
        pathAndQuery(target.chatUrl()),
        create(target, "*/*", null, Map.of()));
  }

  /** Creates the headers of the requests of an API. */
  static HttpHeaders create(Target target, BodyOptions bodyOptions) {
    String accept = bodyOptions.stream() ? "text/event-stream" : JSON;
    return create(target, accept, JSON, ofApi(target, bodyOptions.endpoint()));
  }

  /** Creates the headers of a GET request at an API, such as that of its list of models. */
  public static HttpHeaders ofLookUp(Target target, Endpoint endpoint) {
    return create(target, JSON, null, ofApi(target, endpoint));
  }

  /** Returns the headers that an API demands, by name. */
  private static Map<String, String> ofApi(Target target, Endpoint endpoint) {
    Map<String, String> ofApi = new LinkedHashMap<>();
    if (endpoint == Endpoint.MESSAGES) {
      ofApi.put("anthropic-version", MESSAGES_VERSION);
      String key = target.apiKey();
      if (key != null) {
        ofApi.put("x-api-key", key); // Some servers of this API read no other.
      }
    }
    return ofApi;
  }

  /**
   * Creates the headers of one kind of request, with the target's key and the user's own headers.
   *
   * @param contentType type of the body, or null if there is none
   * @param ofApi further headers that the API demands, by name
   */
  private static HttpHeaders create(
      Target target, String accept, @Nullable String contentType, Map<String, String> ofApi) {
    HttpHeaders headers =
        DefaultHttpHeadersFactory.headersFactory()
            .newHeaders()
            .set(HttpHeaderNames.ACCEPT, accept)
            .set(HttpHeaderNames.USER_AGENT, "first-token-bench");
    String key = target.apiKey();
    if (key != null) {
      headers.set(HttpHeaderNames.AUTHORIZATION, "Bearer " + key);
    }
    if (!target.connectionOptions().keepAlive()) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
    if (contentType != null) {
      headers.set(HttpHeaderNames.CONTENT_TYPE, contentType);
    }
    ofApi.forEach(headers::set);
    addGiven(target, headers);
    return headers;
  }

  /** Adds the user's headers, which replace those of the bench. */
  private static void addGiven(Target target, HttpHeaders headers) {
    Set<String> replaced = new HashSet<>();
    for (Header header : target.headers().headers()) {
      if (replaced.add(header.name().toLowerCase(Locale.ROOT))) {
        headers.remove(header.name());
      }
      headers.add(header.name(), header.value());
    }
  }

  static String pathAndQuery(URI url) {
    String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
  }
}
