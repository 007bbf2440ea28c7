package dev.firsttoken.proxy.upstream;

import java.util.List;

/** Result of one look-up of the upstream's models. */
sealed interface LookupResult {
  /**
   * The upstream listed its models.
   *
   * @param models their ids, each once; at least one
   */
  record Listed(List<String> models) implements LookupResult {}

  /**
   * The upstream has no list.
   *
   * @param reason phrase for the log
   */
  record NoList(String reason) implements LookupResult {}

  /**
   * No list yet.
   *
   * @param reason phrase for the log
   * @param atOnce whether it failed at once, so that another look-up costs next to nothing
   */
  record Failed(String reason, boolean atOnce) implements LookupResult {}
}
