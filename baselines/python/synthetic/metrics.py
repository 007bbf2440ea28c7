"""Metrics of the server contract, and the measurements of one request."""

import platform
import time

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    Info,
    disable_created_metrics,
)
from prometheus_client.exposition import choose_encoder

from synthetic.errors import ApiError

BUCKETS_MS = (1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000, 30000, 60000, 120000)
OTHER = "other"


class ModelSeries:
    """Series of one model, looked up once so that a request needs no lookup of its own."""

    def __init__(self, metrics: "Metrics", model: str) -> None:
        labels = {"runtime": metrics.runtime, "model": model}
        self.labels = labels
        self.ttft = metrics.ttft.labels(**labels)
        self.duration = metrics.duration.labels(**labels)
        self.tokens = metrics.tokens.labels(**labels)
        self.bytes_out = metrics.bytes_out.labels(**labels)
        self.in_flight = metrics.in_flight.labels(**labels)


class Metrics:
    """Metrics of one server.

    Args:
        runtime: value of the label of the same name
        version: of the framework, for `build_info`
        configured_model: model of requests that name none
    """

    def __init__(self, runtime: str, version: str, configured_model: str) -> None:
        disable_created_metrics()
        self.runtime = runtime
        self.registry = registry = CollectorRegistry()
        labels = ("runtime", "model")
        self.requests = Counter(
            "chat_requests_total",
            "Requests by status, counted when they end.",
            (*labels, "status"),
            registry=registry,
        )
        self.errors = Counter(
            "chat_errors_total",
            "Failed requests by reason.",
            (*labels, "reason"),
            registry=registry,
        )
        self.tokens = Counter(
            "chat_tokens_total",
            "Output tokens: as reported in usage, else content events.",
            labels,
            registry=registry,
        )
        self.bytes_out = Counter(
            "chat_bytes_out_total",
            "Response body bytes sent to clients, without chunk framing.",
            labels,
            registry=registry,
        )
        self.in_flight = Gauge("chat_in_flight", "Requests in flight.", labels, registry=registry)
        self.ttft = Histogram(
            "chat_ttft_ms",
            "Time from request headers read to first content event sent.",
            labels,
            buckets=BUCKETS_MS,
            registry=registry,
        )
        self.duration = Histogram(
            "chat_duration_ms",
            "Time from request headers read to last byte sent.",
            labels,
            buckets=BUCKETS_MS,
            registry=registry,
        )
        Info("build", "Build information; always 1.", registry=registry).info(
            {"version": version, "node": platform.python_version(), "runtime": runtime}
        )
        self._configured_model = configured_model
        models = {OTHER, "synthetic", configured_model}
        self._series = {model: ModelSeries(self, model) for model in models}

    def begin(self, model: str, received_ns: int) -> "RequestMeter":
        """Begins the measurements of a request, which is in flight until its meter ends.

        Args:
            model: as the request names it; empty if it names none
            received_ns: when its headers were read, on the monotonic clock
        """
        name = model or self._configured_model
        return RequestMeter(self, self._series.get(name, self._series[OTHER]), received_ns)

    def count_rejected(self, status: int, reason: str, received_ns: int, bytes_out: int) -> None:
        """Counts a request that ended before its body, and with it its model, was read."""
        other = self._series[OTHER]
        other.bytes_out.inc(bytes_out)
        other.duration.observe(millis_since(received_ns))
        self.count(other, status, reason)

    def count(self, series: ModelSeries, status: int, reason: str | None) -> None:
        """Counts an ended request: its error first, so that a scrape never lacks it."""
        if reason is not None:
            self.errors.labels(**series.labels, reason=reason).inc()
        self.requests.labels(**series.labels, status=status).inc()

    def scrape(self, accept: str) -> tuple[bytes, str]:
        """Encodes all metrics in the format that the Accept header prefers.

        Returns:
            the body and its content type
        """
        encode, content_type = choose_encoder(accept)
        return encode(self.registry), content_type


class RequestMeter:
    """Measurements of one chat request, which ends exactly once."""

    def __init__(self, metrics: Metrics, series: ModelSeries, received_ns: int) -> None:
        self._metrics = metrics
        self._series = series
        self._received_ns = received_ns
        self._tokens = 0
        self._bytes_out = 0
        self.has_ended = False
        series.in_flight.inc()

    def on_sent(self, size: int) -> None:
        """Adds body bytes that were handed to the socket."""
        self._bytes_out += size

    def on_content_sent(self, size: int) -> None:
        """Adds a content event that was handed to the socket. The first one ends the TTFT."""
        if self._tokens == 0:
            self._series.ttft.observe(millis_since(self._received_ns))
        self._tokens += 1
        self._bytes_out += size

    def complete(self, tail_size: int, tokens: int) -> None:
        """Counts a complete response.

        Called just before its last bytes are handed to the socket, so that a client that has read
        them finds the response counted.
        """
        self._tokens = tokens
        self._bytes_out += tail_size
        self._end(200, None)

    def on_client_disconnected(self) -> None:
        """Counts a client that disconnected, unless the response is complete."""
        self._end(499, "client_gone")

    def on_error(self, error: ApiError, size: int = 0) -> None:
        """Counts a response that broke off, unless it is complete.

        Args:
            size: of the error as it is sent to the client
        """
        self._bytes_out += size
        self._end(error.status, error.reason)

    def _end(self, status: int, reason: str | None) -> None:
        if self.has_ended:
            return
        self.has_ended = True
        self._series.duration.observe(millis_since(self._received_ns))
        self._series.tokens.inc(self._tokens)
        self._series.bytes_out.inc(self._bytes_out)
        self._metrics.count(self._series, status, reason)
        self._series.in_flight.dec()


def millis_since(start_ns: int) -> float:
    return (time.monotonic_ns() - start_ns) / 1e6
