package dev.firsttoken.netty;

import org.jspecify.annotations.Nullable;

/**
 * Models that have series of their own. A client can name any model, so only {@code synthetic} and
 * the configured one are labels. All others count as {@code other}.
 */
final class Models {
  private static final String SYNTHETIC = "synthetic";

  private final String configuredModel;
  private final ModelCounts configured;
  private final ModelCounts synthetic;
  private final ModelCounts other;

  /**
   * @param configuredModel model of requests that name none
   */
  Models(MetricSet metrics, String configuredModel) {
    this.configuredModel = configuredModel;
    this.configured = new ModelCounts(metrics, configuredModel);
    this.synthetic = new ModelCounts(metrics, SYNTHETIC);
    this.other = new ModelCounts(metrics, "other");
  }

  /**
   * Returns the series of a model.
   *
   * @param model as the request names it, or null if it names none
   */
  ModelCounts of(@Nullable String model) {
    if (model == null || model.equals(configuredModel)) {
      return configured;
    }
    return model.equals(SYNTHETIC) ? synthetic : other;
  }

  /** The series of requests that are not valid. */
  ModelCounts other() {
    return other;
  }
}
