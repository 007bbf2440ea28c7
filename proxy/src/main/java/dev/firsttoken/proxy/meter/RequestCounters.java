package dev.firsttoken.proxy.meter;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;

/** Counts of requests, and of what they sent. The server contract fixes the first five. */
final class RequestCounters {
  final Counter requests;
  final Counter errors;
  final Counter tokens;
  final Counter bytesOut;
  final Gauge inFlight;
  final Counter outcomes;
  final Counter routes;
  final Counter labelOverflow;

  RequestCounters(MetricFactory metrics) {
    requests =
        metrics.counter(
            "chat_requests_total", "Requests by status, counted when they end.", "model", "status");
    errors = metrics.counter("chat_errors_total", "Failed requests by reason.", "model", "reason");
    tokens =
        metrics.counter(
            "chat_tokens_total",
            "Output tokens: as reported in usage, else content events.",
            "model");
    bytesOut =
        metrics.counter(
            "chat_bytes_out_total",
            "Response body bytes sent to clients, without chunk framing.",
            "model");
    inFlight = metrics.gauge("chat_in_flight", "Requests in flight.", "model");
    outcomes =
        metrics.counter(
            "chat_stream_endings_total",
            "Requests by outcome, one outcome each.",
            "model",
            "ending");
    routes =
        metrics.counter(
            "chat_route_requests_total",
            "Requests by route and status, including GET models.",
            "route",
            "status");
    labelOverflow =
        metrics.counter(
            "chat_label_overflow_total", "Requests whose model got no label of its own.");
  }
}
