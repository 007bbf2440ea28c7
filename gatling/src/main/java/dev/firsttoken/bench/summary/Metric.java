package dev.firsttoken.bench.summary;

import dev.firsttoken.bench.samples.RequestKind;
import dev.firsttoken.bench.slo.Objective;

/** A quantity with percentiles. All but {@link #REQUEST_TPS} are times in nanoseconds. */
public enum Metric {
  TTFT("ttft"),
  TTFT_FROM_WRITE("ttft_from_write"),
  TTFO("ttfo"),
  /** Response headers minus {@code t_send}, of plain GET requests only. */
  TTFB("ttfb"),
  /** {@code t_1 − t_due}, in the open model only. */
  DUE_TTFT("due_ttft"),
  /**
   * E2E: {@code t_k − t_send}, to the last content event; to the last byte of a response that is
   * not streamed.
   */
  E2E("dur"),
  /** {@code t_k − t_due}, in the open model only. */
  DUE_E2E("due_dur"),
  /** {@code t_send − t_due}, in the open model only. */
  SEND_LAG("send_lag"),
  TPOT("tpot"),
  /** Every gap between consecutive content events. */
  ICL("icl"),
  CONNECT("connect"),
  /** From the last content event to the end of the response. */
  CLOSE("close"),
  /** {@code sent_ns − due_ns}, by the server's clock alone; early counts as 0. */
  LATENESS("lateness"),
  /** {@code arrival − sent_ns}; only if client and server share a clock. */
  TRANSIT("transit"),
  /** {@code arrival − due_ns}; only if client and server share a clock. */
  DUE_DELAY("due_delay"),
  /** Tokens per second of each request, in millionths of a token. */
  REQUEST_TPS("request_tps");

  private final String label;

  Metric(String label) {
    this.label = label;
  }

  /** Returns the metric that an objective limits. */
  public static Metric forLatency(Objective.Latency latency) {
    return switch (latency.metric()) {
      case "ttft" -> TTFT;
      case "ttfo" -> TTFO;
      case "tpot" -> TPOT;
      case "icl" -> ICL;
      case "e2e" -> E2E;
      case "due_ttft" -> DUE_TTFT;
      case "due_e2e" -> DUE_E2E;
      case "transit" -> TRANSIT;
      default -> throw new IllegalArgumentException(latency + ": unknown metric");
    };
  }

  /** Returns the metric that replaces it in the closed model, where a request is due when sent. */
  public Metric fromSend() {
    return switch (this) {
      case DUE_TTFT -> TTFT;
      case DUE_E2E -> E2E;
      default -> this;
    };
  }

  /**
   * Returns true if requests of this kind may have a value. Responses that are not streamed have
   * the metrics of streamed ones, most of them without a value.
   */
  public boolean appliesTo(RequestKind kind) {
    return switch (this) {
      case E2E, DUE_E2E, SEND_LAG, CONNECT -> true;
      case TTFB -> kind == RequestKind.MICRO;
      case TTFT,
          TTFT_FROM_WRITE,
          TTFO,
          DUE_TTFT,
          TPOT,
          ICL,
          CLOSE,
          LATENESS,
          TRANSIT,
          DUE_DELAY,
          REQUEST_TPS ->
          kind.hasTokens();
    };
  }

  /** Name in JSON, before {@code _p50}. */
  public String label() {
    return label;
  }
}
