package dev.firsttoken.proxy.meter;

import java.util.Locale;

/** Origin of the response to a request. */
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
