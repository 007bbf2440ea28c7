package dev.firsttoken.bench.run;

import dev.firsttoken.bench.options.OpenModelOptions;
import dev.firsttoken.bench.options.Options;
import dev.firsttoken.bench.options.Setting;
import dev.firsttoken.bench.options.value.RequestLengths;
import java.util.LinkedHashMap;
import java.util.Map;

/** The options that the header of a run records. */
final class RecordedOptions {
  private RecordedOptions() {}

  /**
   * Returns the user's options, and what was done without one: the report needs it.
   *
   * @param anyTarget options of a server of the run
   */
  static Map<String, Object> of(Options options, Options anyTarget) {
    Map<String, Object> recorded = new LinkedHashMap<>(options.recordedOptions());
    if (anyTarget.requestOptions().requestsTimestamps()) {
      recorded.put("stamp", true);
    }
    RequestLengths lengths = options.workloadOptions().lengths();
    if (lengths.input() != null) {
      recorded.put("input-tokenizer", lengths.tokenizer().label());
    }
    // The limit of a shard's own requests is its share of the user's.
    OpenModelOptions open = options.loadOptions().openModelOptions();
    if (open.isMaxInFlightGiven()) {
      int share = options.loadOptions().shardOptions().shard().shareOf(open.maxInFlight());
      recorded.replace(Setting.MAX_IN_FLIGHT.flag(), Integer.toString(share));
    }
    return recorded;
  }
}
