package dev.firsttoken.proxy.meter;

import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The series of each model, and the counters of ended requests. A model has its own label if the
 * server was configured with it or chose it, or an upstream responded 2xx for it. Any other model
 * counts as {@code other}, so that no client can make the metrics grow.
 */
final class SeriesRegistry {
  private static final String OTHER = "other";
  private static final String SYNTHETIC = "synthetic";
  private static final int MAX_MODELS = 64;

  /** The longest name that a request or {@code LLM_MODEL} can have. */
  private static final int MAX_MODEL_LENGTH = 256;

  private final RequestCounters counters;
  private final RequestTimes times;
  private final RecentRequests recentRequests;
  private final ModelSeries otherSeries;
  private final ModelSeries defaultSeries;
  private final ConcurrentHashMap<String, ModelSeries> seriesByModel = new ConcurrentHashMap<>();
  private volatile AccessLog accessLog = new AccessLog(null);

  SeriesRegistry(
      RequestCounters counters,
      RequestTimes times,
      RecentRequests recentRequests,
      @Nullable String configuredModel) {
    this.counters = counters;
    this.times = times;
    this.recentRequests = recentRequests;
    counters.labelOverflow.labelValues();
    this.otherSeries = new ModelSeries(counters, times, OTHER);
    this.defaultSeries = configuredModel == null ? otherSeries : addModel(configuredModel);
    addModel(SYNTHETIC);
  }

  AccessLog accessLog() {
    return accessLog;
  }

  RecentRequests recentRequests() {
    return recentRequests;
  }

  void setAccessLog(AccessLog accessLog) {
    this.accessLog = accessLog;
  }

  /** The series of requests that have no model of their own. */
  ModelSeries other() {
    return otherSeries;
  }

  /** The series of a model that the proxy chose itself. */
  ModelSeries chosenSeries(String model) {
    ModelSeries series = seriesByModel.get(model);
    return series == null ? addModel(model) : series;
  }

  /**
   * @param model as the request names it; null or empty for the configured one
   */
  ModelSeries series(@Nullable String model) {
    if (model == null || model.isEmpty()) {
      return defaultSeries;
    }
    return seriesByModel.getOrDefault(model, otherSeries);
  }

  /** Gives the model its own series, if its name is a valid label and there is room. */
  ModelSeries registerModel(@Nullable String model) {
    ModelSeries series = series(model);
    if (series == otherSeries && model != null) {
      series = addModel(model);
      if (series == otherSeries) {
        counters.labelOverflow.inc();
      }
    }
    return series;
  }

  /** Counts an ended request. The request counter is last: a scrape that has it has the rest. */
  void countRequest(
      ModelSeries series, RequestOutcome outcome, int status, @Nullable ErrorReason errorReason) {
    if (errorReason != null) {
      counters.errors.labelValues(series.model, errorReason.label()).inc();
    }
    counters.outcomes.labelValues(series.model, outcome.label()).inc();
    counters
        .requests
        .labelValues(series.model, Integer.toString(outcome.countedStatus(status)))
        .inc();
  }

  /** Counts an ended request by its route, if it has one. */
  void countRoute(ReceivedRequest request, int status) {
    String route = request.route();
    if (route != null) {
      counters.routes.labelValues(route, Integer.toString(status)).inc();
    }
  }

  private ModelSeries addModel(String model) {
    if (!isValidLabel(model)) {
      return otherSeries;
    }
    synchronized (seriesByModel) {
      return seriesByModel.size() < MAX_MODELS
          ? seriesByModel.computeIfAbsent(model, name -> new ModelSeries(counters, times, name))
          : seriesByModel.getOrDefault(model, otherSeries);
    }
  }

  /** Allows any text that has UTF-8 bytes and shows: no control character, no lone surrogate. */
  private static boolean isValidLabel(String model) {
    return model.length() <= MAX_MODEL_LENGTH
        && model.codePoints().allMatch(SeriesRegistry::isText);
  }

  private static boolean isText(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
