package dev.firsttoken.bench.options;

import static java.util.Objects.requireNonNull;

import dev.firsttoken.bench.options.value.ArrivalProcess;
import java.util.List;

/**
 * Load in the open model, where requests are due at their own times, whatever happened to earlier
 * ones.
 *
 * @param rates requests per second of each level; empty if only the closed model is used
 * @param arrivals distribution of the gaps between requests
 * @param seed seed of the due times; the same seed draws the same ones
 * @param maxInFlight max requests in flight; a request that is due beyond it waits, and its wait is
 *     send lag
 * @param isMaxInFlightGiven true if the user gave that limit
 */
public record OpenModelOptions(
    List<Double> rates,
    ArrivalProcess arrivals,
    long seed,
    int maxInFlight,
    boolean isMaxInFlightGiven) {
  public OpenModelOptions {
    rates = List.copyOf(rates);
  }

  static OpenModelOptions from(RawOptions rawOptions, OptionReader optionReader) {
    return new OpenModelOptions(
        optionReader.rates(Setting.RATE),
        optionReader.arrivalProcess(Setting.ARRIVALS),
        requireNonNull(optionReader.number(Setting.SEED)),
        requireNonNull(optionReader.number(Setting.MAX_IN_FLIGHT)),
        rawOptions.has(Setting.MAX_IN_FLIGHT));
  }
}
