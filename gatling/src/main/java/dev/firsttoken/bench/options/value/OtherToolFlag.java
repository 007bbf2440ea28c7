package dev.firsttoken.bench.options.value;

import static java.util.Map.entry;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Flags of vLLM bench, AIPerf and SGLang that have another name here. {@code docs/coming-from.md}
 * has the values, and the flags that take more than one of ours.
 */
public final class OtherToolFlag {
  private static final Map<String, String> EQUIVALENTS =
      Map.ofEntries(
          entry("--host", "--base-url"),
          entry("--url", "--base-url"),
          entry("--endpoint-type", "--endpoint"),
          entry("--num-prompts", "--total"),
          entry("--request-count", "--total"),
          entry("--benchmark-duration", "--duration"),
          entry("--max-concurrency", "--concurrency"),
          entry("--request-rate", "--rate"),
          entry("--burstiness", "--arrivals"),
          entry("--arrival-pattern", "--arrivals"),
          entry("--num-warmups", "--warmup"),
          entry("--warmup-requests", "--warmup"),
          entry("--warmup-request-count", "--warmup"),
          entry("--random-input-len", "--input-tokens"),
          entry("--random-range-ratio", "--input-tokens"),
          entry("--isl", "--input-tokens"),
          entry("--random-output-len", "--output-tokens"),
          entry("--sharegpt-output-len", "--output-tokens"),
          entry("--custom-output-len", "--output-tokens"),
          entry("--osl", "--output-tokens"),
          entry("--dataset-name", "--dataset"),
          entry("--dataset-path", "--dataset"),
          entry("--input-file", "--dataset"),
          entry("--extra-inputs", "--extra-body"),
          entry("--extra-request-body", "--extra-body"),
          entry("--temperature", "--extra-body"),
          entry("--disable-stream", "--no-stream"),
          entry("--random-seed", "--seed"),
          entry("--goodput", "--slo"),
          entry("--metric-percentiles", "--percentiles"),
          entry("--result-dir", "--results-dir"),
          entry("--output-file", "--json"));

  private OtherToolFlag() {}

  /** Returns the flag in an argument, without a value after {@code =}. */
  public static String name(String argument) {
    int end = argument.indexOf('=');
    return end < 0 ? argument : argument.substring(0, end);
  }

  /** Returns the flag of the same meaning with its dashes, or null if no tool has this one. */
  public static @Nullable String equivalent(String flag) {
    return EQUIVALENTS.get(flag);
  }

  /** Returns the flags of other tools, each with ours. */
  public static Map<String, String> all() {
    return EQUIVALENTS;
  }
}
