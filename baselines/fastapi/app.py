"""FastAPI application of the server contract."""

import asyncio
import time
from collections.abc import AsyncIterator
from importlib.metadata import version

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import Response, StreamingResponse
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send

from streaming import CompletionResponse, Pacer, blocks, error_response, events
from synthetic import errors, micro
from synthetic.completion import BufferedCompletion, StreamedCompletion
from synthetic.errors import ApiError
from synthetic.metrics import Metrics
from synthetic.options import parse_chat_request, parse_chunked_query, parse_plain_query
from synthetic.schedule import NANOS_PER_MILLI
from synthetic.settings import Settings

READ = ["GET", "HEAD"]
SSE_HEADERS = {
    "content-type": "text/event-stream",
    "cache-control": "no-cache",
    "x-accel-buffering": "no",
}

router = APIRouter()


class ArrivalTime:
    """Middleware that notes when a request arrived.

    uvicorn calls it one turn of the event loop after it has read the headers. Plain ASGI: a
    BaseHTTPMiddleware would pass each frame through a queue of its own.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            scope["state"]["received_ns"] = time.monotonic_ns()
        await self.app(scope, receive, send)


@router.post("/api/chat/completions")
@router.post("/v1/chat/completions")
async def chat(request: Request) -> Response:
    state = request.app.state
    body = await read_json_body(request)
    options = parse_chat_request(body, state.settings.defaults)
    meter = state.metrics.begin(options.model, request.state.received_ns)
    start_ns = time.monotonic_ns()
    if options.stream:
        stream = StreamedCompletion(options, len(body), start_ns)
        return CompletionResponse(events(stream, meter), meter, SSE_HEADERS)
    completion = BufferedCompletion(options, len(body), start_ns)
    headers = {"content-type": "application/json", "content-length": str(completion.length)}
    return CompletionResponse(
        blocks(completion, meter), meter, headers, start_ns=completion.schedule.end_ns
    )


@router.api_route("/micro/plain", methods=READ)
async def plain(request: Request) -> Response:
    size = parse_plain_query(dict(request.query_params)).bytes
    headers = {"content-type": "text/plain", "content-length": str(size)}
    if size <= len(micro.BLOCK):
        return Response(micro.chunk(size), headers=headers)
    return StreamingResponse(blocks_of(size), headers=headers)


@router.api_route("/micro/chunked", methods=READ)
async def chunked(request: Request) -> Response:
    query = parse_chunked_query(dict(request.query_params))
    body = chunks(query.chunk_sizes, query.delay_ms * NANOS_PER_MILLI)
    return StreamingResponse(body, media_type="application/octet-stream")


@router.api_route("/metrics", methods=READ)
async def metrics(request: Request) -> Response:
    body, content_type = request.app.state.metrics.scrape(request.headers.get("accept", ""))
    return Response(body, headers={"content-type": content_type})


@router.api_route("/health", methods=READ)
async def health() -> Response:
    return Response(b'{"status":"UP"}', media_type="application/json")


async def blocks_of(size: int) -> AsyncIterator[bytes]:
    for block in micro.blocks(size):
        yield block


async def chunks(sizes: list[int], delay_ns: int) -> AsyncIterator[bytes]:
    pacer = Pacer()
    due_ns = time.monotonic_ns()
    for size in sizes:
        await pacer.wait_until(due_ns)
        yield micro.chunk(size)
        due_ns = time.monotonic_ns() + delay_ns


async def read_json_body(request: Request) -> bytes:
    """Reads a body up to the limit. Its length is needed for the usage, so no model parses it."""
    content_type = request.headers.get("content-type", "")
    if content_type.partition(";")[0].strip().lower() != "application/json":
        raise errors.unsupported_media_type(content_type)
    if int(request.headers.get("content-length", "0")) > errors.MAX_BODY_BYTES:
        raise errors.too_large()
    body = bytearray()
    try:
        async for part in request.stream():
            body += part
            if len(body) > errors.MAX_BODY_BYTES:
                raise errors.too_large()
    except asyncio.CancelledError:  # The server cancels its requests when it shuts down.
        raise errors.shut_down() from None
    return bytes(body)


async def on_api_error(request: Request, error: ApiError) -> Response:
    return reject(request, error)


async def on_http_error(request: Request, error: HTTPException) -> Response:
    """Replaces the errors of the router."""
    method, path = request.method, request.url.path
    if error.status_code == 405:
        allow = ", ".join(sorted((error.headers or {})["Allow"].split(", ")))
        return reject(request, errors.method_not_allowed(method, path, allow))
    return reject(request, errors.not_found(method, path))


async def on_client_disconnected(request: Request, _: ClientDisconnect) -> Response:
    """Counts a client that disconnected during its request. The response reaches no one."""
    metrics: Metrics = request.app.state.metrics
    metrics.count_rejected(499, "client_gone", request.state.received_ns, 0)
    return Response(status_code=499)


async def on_defect(request: Request, _: Exception) -> Response:
    return reject(request, errors.internal())


def reject(request: Request, error: ApiError) -> Response:
    response = error_response(error)
    size = 0 if request.method == "HEAD" else len(response.body)
    metrics: Metrics = request.app.state.metrics
    metrics.count_rejected(error.status, error.reason, request.state.received_ns, size)
    return response


def create_app(settings: Settings) -> FastAPI:
    app = FastAPI(
        openapi_url=None,
        redirect_slashes=False,
        exception_handlers={
            ApiError: on_api_error,
            HTTPException: on_http_error,
            ClientDisconnect: on_client_disconnected,
            Exception: on_defect,
        },
    )
    app.state.settings = settings
    app.state.metrics = Metrics("fastapi", version("fastapi"), settings.model)
    app.add_middleware(ArrivalTime)
    app.include_router(router)
    return app
