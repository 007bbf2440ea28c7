"""Relay in FastAPI on uvicorn, with aiohttp's client. UPSTREAM is the origin of the upstream."""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

import aiohttp
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

UPSTREAM = os.environ["UPSTREAM"]
KEEP_ALIVE_SECONDS = 60
CONNECT_SECONDS = 10

# Headers of one connection, which a relay does not pass on, and Host, which names the server.
DROPPED = {
    "connection",
    "expect",
    "host",
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
}

# Headers that aiohttp adds to a request that lacks them.
ADDED = ["accept", "accept-encoding", "content-type", "user-agent"]

log = logging.getLogger("uvicorn.error")


@asynccontextmanager
async def open_session(app: FastAPI) -> AsyncIterator[None]:
    """Keeps one pool of connections for the life of the server."""
    async with aiohttp.ClientSession(
        base_url=UPSTREAM,
        # As many connections as there are requests in flight.
        connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=KEEP_ALIVE_SECONDS),
        # A model may take its time to respond.
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECONDS),
        auto_decompress=False,
        cookie_jar=aiohttp.DummyCookieJar(),
        skip_auto_headers=ADDED,
    ) as session:
        app.state.session = session
        yield


app = FastAPI(openapi_url=None, redirect_slashes=False, lifespan=open_session)


@app.get("/health")
@app.post("/v1/chat/completions")
@app.post("/api/chat/completions")
async def relay(request: Request) -> Response:
    body = await request.body()
    sending = asyncio.ensure_future(send(request, body))
    leaving = asyncio.ensure_future(disconnected(request))
    try:
        await asyncio.wait({sending, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not sending.done():
            return Response(status_code=499)  # It reaches no one.
        upstream = await sending
    except (aiohttp.ClientError, TimeoutError) as error:
        log.warning("The upstream failed: %s", error)
        return upstream_failed()
    finally:
        sending.cancel()
        leaving.cancel()
    response = StreamingResponse(chunks(upstream), status_code=upstream.status)
    for name, value in passed_on(upstream.headers.items()):
        response.headers.append(name, value)
    return response


async def send(request: Request, body: bytes) -> aiohttp.ClientResponse:
    session: aiohttp.ClientSession = request.app.state.session
    return await session.request(
        request.method,
        request.url.path,
        params=request.url.query or None,
        data=body or None,
        headers=passed_on(request.headers.items()),
        allow_redirects=False,
    )


async def disconnected(request: Request) -> None:
    """Returns once the client has left; its body has been received."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def chunks(upstream: aiohttp.ClientResponse) -> AsyncIterator[bytes]:
    """Yields each read of the upstream. If the client leaves, its connection is closed."""
    async with upstream:
        async for chunk in upstream.content.iter_any():
            yield chunk


def passed_on(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in headers if name.lower() not in DROPPED]


def upstream_failed() -> Response:
    message = "The upstream failed to respond."
    error = {"message": message, "type": "server_error", "param": None, "code": "upstream_failed"}
    return JSONResponse({"error": error}, status_code=502)
