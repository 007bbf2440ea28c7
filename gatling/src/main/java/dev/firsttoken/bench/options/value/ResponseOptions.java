package dev.firsttoken.bench.options.value;

/**
 * Responses that count as successful.
 *
 * @param isWhole whether they are expected as a whole, and not streamed
 * @param endRule ending that a stream needs
 * @param anyContentType whether a stream is read whatever its content type says
 */
public record ResponseOptions(boolean isWhole, EndRule endRule, boolean anyContentType) {
  /** Streams that end as their API demands. */
  public static final ResponseOptions STRICT = new ResponseOptions(false, EndRule.DONE, false);
}
