package dev.firsttoken.proxy.results;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A result in the list.
 *
 * @param id name of the run's folder
 * @param header what the result says of itself, or null if it can't be read
 * @param bytes length of its file
 * @param hasComparison whether a comparison stands beside it
 * @param error sentence that says why it can't be read, or null if it can
 */
record ListedResult(
    String id, @Nullable Header header, long bytes, boolean hasComparison, @Nullable String error) {

  /**
   * Facts of one result.
   *
   * @param kind command that it comes from
   * @param startedAt when it started, as the result has it
   * @param started the same as a time, or {@link Instant#MIN} if it is no ISO-8601 with an offset
   * @param url URL that was measured, or null if there is no single one
   * @param model model that was asked for, or null if none was named
   * @param targets names of the servers; of a run with one server {@code default}
   * @param levels number of levels, or null for a result of wrk2, which has none
   * @param valid whether its checks passed; of wrk2, whether every run has numbers
   */
  record Header(
      String kind,
      String startedAt,
      Instant started,
      @Nullable String url,
      @Nullable String model,
      List<String> targets,
      @Nullable Integer levels,
      boolean partial,
      boolean valid) {
    Header {
      targets = List.copyOf(targets);
    }
  }

  /** Returns when it started, or {@link Instant#MIN} if that is not known. */
  Instant started() {
    return header == null ? Instant.MIN : header.started();
  }

  boolean isReadable() {
    return header != null;
  }
}
