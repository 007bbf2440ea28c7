package dev.firsttoken.proxy.meter;

import java.util.Locale;

/** Where the response to a request is made. */
public enum RequestSource {
  /** A model server. */
  UPSTREAM,
  /** The proxy itself. */
  SYNTHETIC;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** Its name for clients, such as {@code upstream}. */
  public String label() {
    return label;
  }
}
