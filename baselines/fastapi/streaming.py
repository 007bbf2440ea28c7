"""Responses that are sent on a schedule."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator

from fastapi.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from synthetic import errors
from synthetic.completion import BufferedCompletion, StreamedCompletion
from synthetic.metrics import RequestMeter
from synthetic.schedule import NANOS_PER_MILLI, burn

# Limits of one turn of the event loop, after which other requests have theirs.
WRITES_PER_TURN = 64
SPIN_US_PER_TURN = 1000

logger = logging.getLogger("uvicorn.error")


class CompletionResponse(StreamingResponse):
    """Response that counts its request, however it ends.

    Starlette cancels the body when the client disconnects. The server cancels the whole response
    when it shuts down.

    Args:
        start_ns: when to send the headers, on the monotonic clock
    """

    def __init__(
        self,
        body: AsyncIterator[bytes],
        meter: RequestMeter,
        headers: dict[str, str],
        start_ns: int = 0,
    ) -> None:
        super().__init__(body, headers=headers)
        self.meter = meter
        self.start_ns = start_ns
        self.started = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        except asyncio.CancelledError:
            if not self.meter.has_ended:
                await self.break_off(errors.shut_down(), send)
        except Exception:  # Raised again, it would be counted a second time.
            logger.exception("A response failed")
            self.meter.on_error(errors.internal())
        finally:
            self.meter.on_client_disconnected()

    async def break_off(self, error: errors.ApiError, send: Send) -> None:
        """Sends an error in place of what is left.

        A response that has begun stays incomplete, and uvicorn closes its connection.
        """
        body = error.body()
        if not self.started:
            self.meter.on_error(error, len(body))
            headers = error_response(error).raw_headers
            await send({"type": "http.response.start", "status": error.status, "headers": headers})
            await send({"type": "http.response.body", "body": body})
        elif self.headers["content-type"] == "text/event-stream":
            event = b"data: %b\n\n" % body
            self.meter.on_error(error, len(event))
            await send({"type": "http.response.body", "body": event, "more_body": True})
        else:
            self.meter.on_error(error)

    async def stream_response(self, send: Send) -> None:
        await sleep_until(self.start_ns)
        self.started = True
        try:
            await super().stream_response(send)
        except RuntimeError as error:
            # uvicorn reports a disconnect to the connection's last request only. The next write of
            # an earlier one fails with these words of uvloop.
            if "the handler is closed" not in str(error):
                raise


class Pacer:
    """Waits until each write is due, and gives other requests their turn where none waits."""

    def __init__(self, writes_per_turn: int = WRITES_PER_TURN) -> None:
        self._writes_per_turn = writes_per_turn
        self._writes = 0

    async def wait_until(self, due_ns: int) -> None:
        if due_ns > time.monotonic_ns():
            await sleep_until(due_ns)
            self._writes = 0
        elif self._writes >= self._writes_per_turn:
            await asyncio.sleep(0)
            self._writes = 0
        self._writes += 1


def writes_per_turn(spin_us: float) -> int:
    if not spin_us:
        return WRITES_PER_TURN
    return max(1, min(WRITES_PER_TURN, int(SPIN_US_PER_TURN // spin_us)))


async def events(completion: StreamedCompletion, meter: RequestMeter) -> AsyncIterator[bytes]:
    """Yields each event when it is due. Code after a yield runs when the event was sent."""
    schedule = completion.schedule
    spin_us = completion.request.spin_us
    pacer = Pacer(writes_per_turn(spin_us))
    role = completion.role()
    yield role
    meter.on_sent(len(role))
    for k in range(schedule.frames):
        due_ns = schedule.due_ns(k)
        await pacer.wait_until(due_ns)
        if spin_us:
            burn(spin_us)
        event = completion.frame(k, due_ns)
        yield event
        meter.on_content_sent(len(event))
    await pacer.wait_until(schedule.end_ns)
    tail = completion.tail()
    meter.complete(len(tail), schedule.frames)
    yield tail


async def blocks(completion: BufferedCompletion, meter: RequestMeter) -> AsyncIterator[bytes]:
    for block in completion.blocks():
        yield block
        meter.on_sent(len(block))
        await asyncio.sleep(0)
    meter.complete(len(completion.tail), completion.schedule.frames)
    yield completion.tail


async def sleep_until(due_ns: int) -> None:
    """Sleeps until a time on the monotonic clock, and never less.

    uvloop rounds to whole milliseconds, so the time is rounded up before. A timer may still end
    early, as its clock is only read once per turn of the loop; the rest is slept then.
    """
    while (remaining_ns := due_ns - time.monotonic_ns()) > 0:  # noqa: ASYNC110 (time is no event)
        await asyncio.sleep(-(-remaining_ns // NANOS_PER_MILLI) / 1000)


def error_response(error: errors.ApiError) -> Response:
    return Response(
        error.body(), error.status, {"content-type": "application/json", **error.headers}
    )
