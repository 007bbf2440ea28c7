"""Flask application of the server contract."""

import logging
import os
import time
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Blueprint, Flask, Response, current_app, request
from gunicorn.http.errors import ParseException
from werkzeug.exceptions import ClientDisconnected, HTTPException, MethodNotAllowed, NotFound

from connection import Connection
from synthetic import errors, micro
from synthetic.completion import BufferedCompletion, StreamedCompletion
from synthetic.errors import ApiError
from synthetic.metrics import Metrics, RequestMeter
from synthetic.options import parse_chat_request, parse_chunked_query, parse_plain_query
from synthetic.schedule import NANOS_PER_MILLI, burn
from synthetic.settings import Settings

DEFAULT_PORT = 8083
RECEIVED_NS = "first_token.received_ns"
SSE_HEADERS = {
    "content-type": "text/event-stream",
    "cache-control": "no-cache",
    "x-accel-buffering": "no",
}

# Flask's own logger would write stack traces.
logger = logging.getLogger("gunicorn.error")
routes = Blueprint("routes", __name__)


class ArrivalTime:
    """Middleware that notes when a request arrived.

    It is the first code of an application that gunicorn calls. By then a thread was free and has
    parsed the headers, so the wait for a thread is missed.
    """

    def __init__(self, app: WSGIApplication) -> None:
        self.app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ[RECEIVED_NS] = time.monotonic_ns()
        return self.app(environ, start_response)


@routes.post("/api/chat/completions")
@routes.post("/v1/chat/completions")
def chat() -> Response:
    connection = Connection(request.environ["gunicorn.socket"])
    body = read_json_body(connection)
    options = parse_chat_request(body, current_app.config["CHAT_DEFAULTS"])
    start_ns = time.monotonic_ns()
    if options.stream:
        stream = StreamedCompletion(options, len(body), start_ns)
        meter = begin_meter(options.model)
        body_parts = count_defects(events(stream, meter, connection), meter)
        response = Response(body_parts, headers=SSE_HEADERS)
    else:
        completion = BufferedCompletion(options, len(body), start_ns)
        meter = begin_meter(options.model)
        response = respond_when_due(completion, meter, connection)
    response.call_on_close(meter.on_client_disconnected)
    return response


@routes.get("/micro/plain")
def plain() -> Response:
    size = parse_plain_query(request.args.to_dict()).bytes
    headers = {"content-type": "text/plain", "content-length": str(size)}
    return Response(micro.blocks(size), headers=headers)


@routes.get("/micro/chunked")
def chunked() -> Response:
    query = parse_chunked_query(request.args.to_dict())
    connection = Connection(request.environ["gunicorn.socket"])
    body = chunks(query.chunk_sizes, query.delay_ms * NANOS_PER_MILLI, connection)
    return Response(body, mimetype="application/octet-stream")


@routes.get("/metrics")
def metrics() -> Response:
    body, content_type = current_metrics().scrape(request.headers.get("Accept", ""))
    return Response(body, content_type=content_type)


@routes.get("/health")
def health() -> Response:
    return Response(b'{"status":"UP"}', mimetype="application/json")


def events(
    completion: StreamedCompletion, meter: RequestMeter, connection: Connection
) -> Iterator[bytes]:
    """Yields each event when it is due. Code after a yield runs when the event was sent."""
    schedule = completion.schedule
    spin_us = completion.request.spin_us
    role = completion.role()
    yield role
    meter.on_sent(len(role))
    try:
        for k in range(schedule.frames):
            due_ns = schedule.due_ns(k)
            connection.wait_until(due_ns)
            if spin_us:
                burn(spin_us)
            event = completion.frame(k, due_ns)
            yield event
            meter.on_content_sent(len(event))
        connection.wait_until(schedule.end_ns)
    except ApiError as error:
        event = b"data: %b\n\n" % error.body()
        meter.on_error(error, len(event))
        yield event
        raise  # A return would have gunicorn end the body as if it were complete.
    tail = completion.tail()
    meter.complete(len(tail), schedule.frames)
    yield tail


def respond_when_due(
    completion: BufferedCompletion, meter: RequestMeter, connection: Connection
) -> Response:
    try:
        connection.wait_until(completion.schedule.end_ns)
    except BrokenPipeError:
        return Response(status=499)
    except ApiError as error:
        response = error_response(error)
        meter.on_error(error, len(response.data))
        return response
    headers = {"content-type": "application/json", "content-length": str(completion.length)}
    body = count_defects(blocks(completion, meter, connection), meter)
    return Response(body, headers=headers)


def count_defects(body: Iterator[bytes], meter: RequestMeter) -> Iterator[bytes]:
    """Counts an unexpected exception, which gunicorn logs before it closes the connection."""
    try:
        yield from body
    except (ApiError, BrokenPipeError):  # Shutdown, and a client that has disconnected.
        raise
    except Exception:
        meter.on_error(errors.internal())
        raise


def blocks(
    completion: BufferedCompletion, meter: RequestMeter, connection: Connection
) -> Iterator[bytes]:
    try:
        for block in completion.blocks():
            connection.check_shutdown()
            yield block
            meter.on_sent(len(block))
    except ApiError as error:
        meter.on_error(error)
        raise
    meter.complete(len(completion.tail), completion.schedule.frames)
    yield completion.tail


def chunks(sizes: list[int], delay_ns: int, connection: Connection) -> Iterator[bytes]:
    due_ns = time.monotonic_ns()
    for size in sizes:
        connection.wait_until(due_ns)
        yield micro.chunk(size)
        due_ns = time.monotonic_ns() + delay_ns


def read_json_body(connection: Connection) -> bytes:
    """Reads a body up to the limit."""
    if request.mimetype != "application/json":
        raise errors.unsupported_media_type(request.headers.get("Content-Type", ""))
    length = request.content_length or 0
    if length > errors.MAX_BODY_BYTES:
        raise errors.too_large()
    # Werkzeug cuts a chunked body at this length without an error.
    request.max_content_length = errors.MAX_BODY_BYTES + 1
    try:
        body = request.get_data(cache=False)
    except ParseException:
        if connection.is_closed():
            raise ClientDisconnected from None
        raise errors.bad_request("The request's chunk framing is malformed.") from None
    if len(body) < length:
        raise ClientDisconnected
    if len(body) > errors.MAX_BODY_BYTES:
        raise errors.too_large()
    return body


def begin_meter(model: str) -> RequestMeter:
    return current_metrics().begin(model, request.environ[RECEIVED_NS])


def current_metrics() -> Metrics:
    metrics: Metrics = current_app.extensions["metrics"]
    return metrics


def on_http_error(error: HTTPException) -> Response:
    """Replaces the errors of Werkzeug."""
    if isinstance(error, ClientDisconnected):
        # The client has disconnected, so the response reaches no one.
        current_metrics().count_rejected(499, "client_gone", request.environ[RECEIVED_NS], 0)
        return Response(status=499)
    if isinstance(error, MethodNotAllowed):
        allow = ", ".join(sorted(error.valid_methods or []))
        return reject(errors.method_not_allowed(request.method, request.path, allow))
    if isinstance(error, NotFound):
        return reject(errors.not_found(request.method, request.path))
    return reject(errors.bad_request(f"The request is invalid: {error.name}."))


def on_defect(error: Exception) -> Response:
    logger.error("A request failed", exc_info=error)
    return reject(errors.internal())


def reject(error: ApiError) -> Response:
    response = error_response(error)
    size = 0 if request.method == "HEAD" else len(response.data)
    received_ns = request.environ[RECEIVED_NS]
    current_metrics().count_rejected(error.status, error.reason, received_ns, size)
    return response


def error_response(error: ApiError) -> Response:
    headers = {"content-type": "application/json", **error.headers}
    return Response(error.body(), error.status, headers)


def create_app() -> Flask:
    settings = Settings.from_environment(os.environ, DEFAULT_PORT)
    app = Flask(__name__, static_folder=None)
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    app.config["CHAT_DEFAULTS"] = settings.defaults
    app.extensions["metrics"] = Metrics("flask", version("flask"), settings.model)
    app.register_blueprint(routes)
    app.register_error_handler(ApiError, reject)
    app.register_error_handler(HTTPException, on_http_error)
    app.register_error_handler(Exception, on_defect)
    app.wsgi_app = ArrivalTime(app.wsgi_app)  # type: ignore[method-assign]
    return app
