package dev.firsttoken.proxy.api;

import io.netty.handler.codec.http.HttpMethod;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Relayed route: its path follows {@code /v1} here, and the base URL at the upstream. */
public enum Route {
  CHAT("POST", "/chat/completions"),
  COMPLETIONS("POST", "/completions"),
  EMBEDDINGS("POST", "/embeddings"),
  RESPONSES("POST", "/responses"),
  MESSAGES("POST", "/messages"),
  RERANK("POST", "/rerank"),
  MODELS("GET", "/models");

  /** All routes, for error messages. */
  static final String LIST =
      Arrays.stream(values())
          .map(route -> route.method + " /v1" + route.suffix)
          .collect(Collectors.joining(", "));

  private static final Map<String, Route> BY_PATH = new HashMap<>();

  static {
    for (Route route : values()) {
      BY_PATH.put("/v1" + route.suffix, route);
    }
    BY_PATH.put("/api/chat/completions", CHAT);
    BY_PATH.put("/api/models", MODELS);
  }

  private final String method;
  private final String suffix;
  private final String label = name().toLowerCase(Locale.ROOT);

  Route(String method, String suffix) {
    this.method = method;
    this.suffix = suffix;
  }

  /** {@return the route of a path, or null if the path is not relayed} */
  public static @Nullable Route forPath(String path) {
    return BY_PATH.get(path);
  }

  /** Reports whether the route accepts a method. It serves HEAD wherever it serves GET. */
  public boolean accepts(HttpMethod requestMethod) {
    return requestMethod.name().equals(method)
        || (requestMethod.equals(HttpMethod.HEAD) && method.equals(HttpMethod.GET.name()));
  }

  /** The methods that the route accepts, in the format of the Allow header. */
  public String allowedMethods() {
    return method.equals(HttpMethod.GET.name()) ? "GET, HEAD" : method;
  }

  /** Path below the upstream's base URL. */
  public String suffix() {
    return suffix;
  }

  /** Value of the metrics' label, such as {@code chat}. */
  public String label() {
    return label;
  }
}
