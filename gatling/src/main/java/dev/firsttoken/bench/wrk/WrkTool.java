package dev.firsttoken.bench.wrk;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tool that sends the load. Both call themselves wrk, so only their help tells them apart. */
public enum WrkTool {
  /** Sends as fast as its connections allow: the closed model. */
  @JsonProperty("wrk")
  WRK,

  /** Sends at a rate: the open model. */
  @JsonProperty("wrk2")
  WRK2;

  private static final String USAGE = "Usage: wrk <options> <url>";
  private static final Pattern RATE_OPTION = Pattern.compile("(?m)^\\s*-R, --rate\\s");

  /**
   * Identifies a tool by its help.
   *
   * @return the tool, or null if the text is the help of neither
   */
  static @Nullable WrkTool identify(String help) {
    if (!help.contains(USAGE)) {
      return null;
    }
    return RATE_OPTION.matcher(help).find() ? WRK2 : WRK;
  }

  /** Name in files and on the command line. */
  public String label() {
    return switch (this) {
      case WRK -> "wrk";
      case WRK2 -> "wrk2";
    };
  }

  /** Returns true if latencies include the wait of a request that was sent late. */
  public boolean isCorrected() {
    return this == WRK2;
  }

  /** Says which times the latencies are. */
  public String latencyMeaning() {
    return switch (this) {
      case WRK ->
          "A latency counts from the send. Each connection sends only once its last response is"
              + " complete, so the time that requests would have waited for a slow server is left"
              + " out (coordinated omission).";
      case WRK2 ->
          "A latency counts from the time at which the rate made the request due, so a wait for a"
              + " slow server is included (corrected for coordinated omission).";
    };
  }
}
