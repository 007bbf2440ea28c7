package dev.firsttoken.bench.summary;

import dev.firsttoken.bench.slo.Objective;

/** What percentiles are kept of. All but {@link #REQUEST_TPS} are times in nanoseconds. */
public enum Metric {
  TTFT("ttft"),
  TTFT_FROM_WRITE("ttft_from_write"),
  TTFO("ttfo"),
  /** {@code t_1 − t_due}, in the open model only. */
  DUE_TTFT("due_ttft"),
  /** E2E: the last content event. */
  E2E("dur"),
  /** {@code t_k − t_due}, in the open model only. */
  DUE_E2E("due_dur"),
  /** {@code t_send − t_due}, in the open model only. */
  SEND_LAG("send_lag"),
  TPOT("tpot"),
  /** Every gap between consecutive content events. */
  ICL("icl"),
  CONNECT("connect"),
  /** From the last content event to the end of the answer. */
  CLOSE("close"),
  /** {@code sent_ns − due_ns}, by the server's clock alone; sent early counts as 0. */
  LATENESS("lateness"),
  /** {@code arrival − sent_ns}; only where both clocks are one. */
  TRANSIT("transit"),
  /** {@code arrival − due_ns}; only where both clocks are one. */
  DUE_DELAY("due_delay"),
  /** Tokens per second of each request, in millionths of a token. */
  REQUEST_TPS("request_tps");

  private final String label;

  Metric(String label) {
    this.label = label;
  }

  /** What a limit on a time is about. */
  static Metric forLatency(Objective.Latency latency) {
    return switch (latency.metric()) {
      case "ttft" -> TTFT;
      case "ttfo" -> TTFO;
      case "tpot" -> TPOT;
      case "icl" -> ICL;
      case "e2e" -> E2E;
      case "due_ttft" -> DUE_TTFT;
      case "due_e2e" -> DUE_E2E;
      case "transit" -> TRANSIT;
      default -> throw new IllegalArgumentException(latency + ": there is no such time");
    };
  }

  /** The same in the closed model, where a request is due when it is sent. */
  Metric fromSend() {
    return switch (this) {
      case DUE_TTFT -> TTFT;
      case DUE_E2E -> E2E;
      default -> this;
    };
  }

  /** The name in JSON, before {@code _p50}. */
  public String label() {
    return label;
  }
}
