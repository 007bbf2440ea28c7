package dev.firsttoken.bench.dataset;

import java.math.BigDecimal;

/**
 * One line of a trace, as recorded.
 *
 * @param timestampNanos time on the recorder's clock
 * @param inputTokens approximate length of the prompt
 * @param outputTokens length of the response
 */
record RecordedRequest(BigDecimal timestampNanos, int inputTokens, int outputTokens) {
  static final int MAX_TOKENS = 1_000_000;
}
