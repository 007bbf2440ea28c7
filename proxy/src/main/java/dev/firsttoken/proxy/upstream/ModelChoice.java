package dev.firsttoken.proxy.upstream;

import java.util.List;

/** Model of the requests that name none. */
sealed interface ModelChoice {
  /** One model fits: it is sent. */
  record Single(String model) implements ModelChoice {}

  /**
   * The upstream serves several models, so a request must name one.
   *
   * @param models at least two
   */
  record Several(List<String> models) implements ModelChoice {}
}
