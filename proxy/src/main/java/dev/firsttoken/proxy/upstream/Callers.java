package dev.firsttoken.proxy.upstream;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.firsttoken.proxy.exchange.ChatError;
import dev.firsttoken.proxy.exchange.ChatRequest;
import dev.firsttoken.proxy.relay.Endpoint;
import dev.firsttoken.wire.call.Origin;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Upstreams that a caller chooses by headers of its own. A caller's key goes to the upstream that
 * it names, and the operator's key never does, unless that is the operator's upstream to the
 * letter.
 */
final class Callers {
  static final String BASE_URL = "x-llm-base-url";
  static final String API_KEY = "x-llm-api-key";
  static final String MODEL = "x-llm-model";

  private static final int LONGEST_URL = 2048;
  private static final int LONGEST_KEY = 4096;

  /** Idle ones are forgotten, so that no caller can make them grow. */
  private static final int MOST_ENDPOINTS = 64;

  /**
   * Which upstreams a caller may choose.
   *
   * @param any any at all may be chosen: else those listed alone, and none if none is
   * @param listed origins that the operator named
   */
  record Rules(boolean any, Set<Origin> listed) {
    boolean admit(Origin origin) {
      return listed.isEmpty() ? any : listed.contains(origin);
    }

    boolean off() {
      return listed.isEmpty() && !any;
    }
  }

  private final Rules rules;
  private final Destination operators;
  private final URI operatorsUrl;
  private final Function<Origin, Endpoint> dialing;
  private final Cache<Origin, Endpoint> endpoints =
      Caffeine.newBuilder()
          .maximumSize(MOST_ENDPOINTS)
          .expireAfterAccess(Duration.ofMinutes(10))
          .executor(Runnable::run)
          .build();

  /**
   * @param operators where a request goes that chooses nothing
   * @param operatorsUrl its base URL, without a slash at its end
   * @param dialing makes the endpoint of an origin that the rules admit
   */
  Callers(
      Rules rules, Destination operators, URI operatorsUrl, Function<Origin, Endpoint> dialing) {
    this.rules = rules;
    this.operators = operators;
    this.operatorsUrl = operatorsUrl;
    this.dialing = dialing;
  }

  /**
   * Where a request with these headers goes.
   *
   * @throws ChatError 403 where it may not, 400 where a header can't be understood; the texts are
   *     constant, as a URL may hold a secret
   */
  Destination choose(HttpHeaders headers) {
    String baseUrl = one(headers, BASE_URL, LONGEST_URL);
    String key = one(headers, API_KEY, LONGEST_KEY);
    String model = one(headers, MODEL, ChatRequest.LONGEST_MODEL);
    if (baseUrl == null && key == null && model == null) {
      return operators;
    }
    if (rules.off()) {
      throw ChatError.forbidden(
          "Callers may not choose the upstream here: it takes a proxy that listens on loopback, or"
              + " ALLOWED_UPSTREAMS.");
    }
    URI url = baseUrl == null ? operatorsUrl : url(baseUrl);
    if (url.equals(operatorsUrl)) {
      return new Destination(
          operators.origin(),
          operators.basePath(),
          operators.endpoint(),
          key == null ? operators.apiKey() : key,
          model == null ? operators.model() : model);
    }
    Origin origin = Origin.of(url);
    if (!rules.admit(origin)) {
      throw ChatError.forbidden("This upstream is not among ALLOWED_UPSTREAMS.");
    }
    return new Destination(origin, url.getRawPath(), endpoints.get(origin, dialing), key, model);
  }

  private static @Nullable String one(HttpHeaders headers, String name, int longest) {
    List<String> values = headers.getAll(name);
    if (values.isEmpty()) {
      return null;
    }
    String value = values.getFirst().strip();
    boolean plain = value.chars().allMatch(c -> c > ' ' && c < 0x7f);
    if (values.size() > 1 || value.isEmpty() || value.length() > longest || !plain) {
      throw ChatError.badRequest(
          name,
          "%s must stand once, with 1 to %d visible ASCII characters.".formatted(name, longest));
    }
    return value;
  }

  private static URI url(String value) {
    try {
      URI url = URI.create(value.replaceFirst("/+$", ""));
      Origin.of(url);
      if (url.getRawQuery() == null) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      // Said below, without the value.
    }
    throw ChatError.badRequest(
        BASE_URL,
        BASE_URL + " must be an http or https URL with a host, and no user, query or fragment.");
  }
}
