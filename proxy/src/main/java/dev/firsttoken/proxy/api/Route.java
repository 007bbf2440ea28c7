package dev.firsttoken.proxy.api;

import io.netty.handler.codec.http.HttpMethod;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is relayed: its path behind {@code /v1}, here as under upstream's base URL. */
public enum Route {
  CHAT("POST", "/chat/completions"),
  COMPLETIONS("POST", "/completions"),
  EMBEDDINGS("POST", "/embeddings"),
  RESPONSES("POST", "/responses"),
  MODELS("GET", "/models");

  /** All of them, for people. */
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

  /** The route of a path, null where it is none of ours. */
  public static @Nullable Route forPath(String path) {
    return BY_PATH.get(path);
  }

  /** The only method that it takes. */
  public HttpMethod method() {
    return HttpMethod.valueOf(method);
  }

  /** What follows upstream's base URL. */
  public String suffix() {
    return suffix;
  }

  /** The value of the metric's label: {@code chat}. */
  public String label() {
    return label;
  }
}
