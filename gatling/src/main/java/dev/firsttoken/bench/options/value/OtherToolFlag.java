package dev.firsttoken.bench.options.value;

import static java.util.Map.entry;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Flags of vLLM bench, AIPerf, guidellm and SGLang that have another name here, or none. {@code
 * docs/coming-from.md} has the values, and the flags that take more than one of ours.
 */
public final class OtherToolFlag {
  private static final Map<String, String> EQUIVALENTS =
      Map.ofEntries(
          entry("--host", "--base-url"),
          entry("--url", "--base-url"),
          entry("--target", "--base-url"),
          entry("--backend", "--endpoint"),
          entry("--endpoint-type", "--endpoint"),
          entry("--num-prompts", "--total"),
          entry("--request-count", "--total"),
          entry("--max-requests", "--total"),
          entry("--benchmark-duration", "--duration"),
          entry("--max-seconds", "--duration"),
          entry("--request-timeout", "--timeout"),
          entry("--request-timeout-seconds", "--timeout"),
          entry("--ramp-up-strategy", "--ramp"),
          entry("--max-concurrency", "--concurrency"),
          entry("--request-rate", "--rate"),
          entry("--burstiness", "--arrivals"),
          entry("--arrival-pattern", "--arrivals"),
          entry("--num-warmups", "--warmup"),
          entry("--warmup-requests", "--warmup"),
          entry("--warmup-request-count", "--warmup"),
          entry("--random-input-len", "--input-tokens"),
          entry("--isl", "--input-tokens"),
          entry("--random-output-len", "--output-tokens"),
          entry("--sharegpt-output-len", "--output-tokens"),
          entry("--custom-output-len", "--output-tokens"),
          entry("--osl", "--output-tokens"),
          entry("--data", "--dataset"),
          entry("--dataset-path", "--dataset"),
          entry("--input-file", "--dataset"),
          entry("--extra-inputs", "--extra-body"),
          entry("--extra-request-body", "--extra-body"),
          entry("--disable-stream", "--no-stream"),
          entry("--random-seed", "--seed"),
          entry("--metric-percentiles", "--percentiles"),
          entry("--output-artifact-dir", "--results-dir"),
          entry("--result-dir", "--results-dir"),
          entry("--output-file", "--json"));

  /** Flags that are no single one of ours, each with the end of a sentence about it. */
  private static final Map<String, String> EXPLANATIONS =
      Map.ofEntries(
          entry("--profile", "is --rate or --concurrency"),
          entry("--rate-type", "is --rate or --concurrency"),
          entry("--random-range-ratio", "is a spread, like --input-tokens=1024±10%"),
          entry("--goodput", "is --slo, like --slo='ttft:p99<300ms'"),
          entry("--temperature", "is --extra-body='{\"temperature\":0}'"),
          entry("--dataset-name", "is not needed: --dataset tells the format from the file"),
          entry("--save-result", "is not needed: results are always kept, see --results-dir"),
          entry(
              "--streaming", "is not needed: responses are streamed, unless --no-stream is given"),
          entry("--disable-tqdm", "is not needed: progress is shown only on a terminal"));

  private static final Pattern FLAG = Pattern.compile("--[a-z][a-z-]*");

  private OtherToolFlag() {}

  /** Returns the flag in an argument, without a value after {@code =}. */
  public static String name(String argument) {
    int end = argument.indexOf('=');
    return end < 0 ? argument : argument.substring(0, end);
  }

  /**
   * Returns the end of a sentence about a flag: "is --total" for instance.
   *
   * @param flag with its dashes
   * @return the words, or null if no other tool has this flag
   */
  public static @Nullable String explain(String flag) {
    String equivalent = EQUIVALENTS.get(flag);
    return equivalent == null ? EXPLANATIONS.get(flag) : "is " + equivalent;
  }

  /** Returns our flags, with their dashes, that an explanation names. */
  public static List<String> flagsIn(String explanation) {
    return FLAG.matcher(explanation).results().map(MatchResult::group).toList();
  }

  /** Returns the flags of other tools, each with its explanation. */
  public static Map<String, String> all() {
    Map<String, String> all = new TreeMap<>(EXPLANATIONS);
    EQUIVALENTS.keySet().forEach(flag -> all.put(flag, "is " + EQUIVALENTS.get(flag)));
    return Collections.unmodifiableMap(all);
  }
}
