package dev.firsttoken.proxy.upstream;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.firsttoken.proxy.api.ApiError;
import dev.firsttoken.proxy.api.ChatRequest;
import dev.firsttoken.proxy.pool.UpstreamEndpoint;
import dev.firsttoken.wire.call.Origin;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Upstreams that a caller chooses by request headers. The caller's key goes only to the upstream
 * that it chose. The operator's key goes there only if the URL equals the operator's own.
 */
final class CallerUpstreams {
  static final String BASE_URL = "x-llm-base-url";
  static final String API_KEY = "x-llm-api-key";
  static final String MODEL = "x-llm-model";

  private static final int MAX_URL_LENGTH = 2048;
  private static final int MAX_KEY_LENGTH = 4096;

  /** Bounds what callers can make the proxy keep; idle endpoints are evicted. */
  private static final int MAX_ENDPOINTS = 64;

  /**
   * Rules for the upstreams that a caller may choose.
   *
   * @param anyAllowed whether any origin is allowed if the operator listed none
   * @param allowed origins that the operator listed; if there are any, no other is allowed
   */
  record Rules(boolean anyAllowed, Set<Origin> allowed) {
    boolean isAllowed(Origin origin) {
      return allowed.isEmpty() ? anyAllowed : allowed.contains(origin);
    }

    boolean isDisabled() {
      return allowed.isEmpty() && !anyAllowed;
    }
  }

  private final Rules rules;
  private final Destination operatorDestination;
  private final URI operatorUrl;
  private final Function<Origin, UpstreamEndpoint> endpointFactory;
  private final Cache<Origin, UpstreamEndpoint> endpoints =
      Caffeine.newBuilder()
          .maximumSize(MAX_ENDPOINTS)
          .expireAfterAccess(Duration.ofMinutes(10))
          .executor(Runnable::run)
          .build();

  /**
   * @param operatorDestination the destination of requests that choose nothing
   * @param operatorUrl its base URL, without a trailing slash
   * @param endpointFactory creates the endpoint of an allowed origin
   */
  CallerUpstreams(
      Rules rules,
      Destination operatorDestination,
      URI operatorUrl,
      Function<Origin, UpstreamEndpoint> endpointFactory) {
    this.rules = rules;
    this.operatorDestination = operatorDestination;
    this.operatorUrl = operatorUrl;
    this.endpointFactory = endpointFactory;
  }

  /**
   * Chooses the destination of a request by its headers.
   *
   * @throws ApiError 403 if the destination is not allowed, 400 if a header is invalid; the
   *     messages never repeat the value, as a URL may hold a secret
   */
  Destination choose(HttpHeaders headers) {
    String baseUrl = singleHeader(headers, BASE_URL, MAX_URL_LENGTH);
    String key = singleHeader(headers, API_KEY, MAX_KEY_LENGTH);
    String model = singleHeader(headers, MODEL, ChatRequest.MAX_MODEL_LENGTH);
    if (baseUrl == null && key == null && model == null) {
      return operatorDestination;
    }
    if (rules.isDisabled()) {
      throw ApiError.forbidden(
          "Callers may not choose the upstream of this proxy. Set ALLOWED_UPSTREAMS, or let the"
              + " proxy listen on a loopback address.");
    }
    URI url = baseUrl == null ? operatorUrl : parseUrl(baseUrl);
    Origin origin = Origin.of(url);
    if (origin.equals(operatorDestination.origin())
        && url.getRawPath().equals(operatorUrl.getRawPath())) {
      return new Destination(
          operatorDestination.origin(),
          operatorDestination.basePath(),
          operatorDestination.endpoint(),
          key == null ? operatorDestination.apiKey() : key,
          model == null ? operatorDestination.model() : model,
          operatorDestination.usesListedModel());
    }
    if (!rules.isAllowed(origin)) {
      throw ApiError.forbidden("This upstream is not listed in ALLOWED_UPSTREAMS.");
    }
    return new Destination(
        origin, url.getRawPath(), endpoints.get(origin, endpointFactory), key, model, false);
  }

  private static @Nullable String singleHeader(HttpHeaders headers, String name, int maxLength) {
    List<String> values = headers.getAll(name);
    if (values.isEmpty()) {
      return null;
    }
    String value = values.getFirst().strip();
    boolean visibleAscii = value.chars().allMatch(c -> c > ' ' && c < 0x7f);
    if (values.size() > 1 || value.isEmpty() || value.length() > maxLength || !visibleAscii) {
      throw ApiError.badRequest(
          name, "Send %s once, with 1 to %d visible ASCII characters.".formatted(name, maxLength));
    }
    return value;
  }

  private static URI parseUrl(String value) {
    try {
      URI url = URI.create(value.replaceFirst("/+$", ""));
      Origin.of(url);
      if (url.getRawQuery() == null) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      // Reported below, without the value.
    }
    throw ApiError.badRequest(
        BASE_URL,
        BASE_URL
            + " must be an http or https URL with a host and without user, query or fragment.");
  }
}
