"""Bytes of a synthetic chat completion, streamed or not. All of it is ASCII."""

import json
import secrets
import time
from collections.abc import Iterator
from typing import Any

from synthetic.options import ChatRequest
from synthetic.schedule import FrameSchedule

FILLER_TEXT = "the quick brown fox jumps over the lazy dog and "
DONE = b"data: [DONE]\n\n"
BLOCK_BYTES = 64 * 1024

# Stands in the JSON of a completion for each of its texts, which may be gigabytes.
TEXT = "%"


class Event:
    """Server-sent event, encoded once and sent many times; only its stamps differ."""

    def __init__(self, data: bytes, stamped: bool) -> None:
        self._bytes = b"data: %b\n\n" % data
        self._unclosed = b"data: %b" % data[:-1] if stamped else None

    def encode(self, seq: int, due_ns: int) -> bytes:
        """Stamps the event, if it carries stamps, with its number, its due time and the time."""
        if self._unclosed is None:
            return self._bytes
        stamps = (self._unclosed, seq, due_ns, time.monotonic_ns())
        return b'%b,"seq":%d,"due_ns":%d,"sent_ns":%d}\n\n' % stamps


class Completion:
    """Content that is the same whether it is streamed or not.

    Args:
        body_bytes: length of the request's body; four bytes count as one prompt token
        start_ns: start of the schedule, on the monotonic clock
    """

    def __init__(self, request: ChatRequest, body_bytes: int, start_ns: int) -> None:
        self.request = request
        self.schedule = FrameSchedule.of(request, start_ns)
        self.frames = self.schedule.frames
        self.reasoning_frames = min(request.reasoning_frames, self.frames)
        self._prompt_tokens = -(-body_bytes // 4)
        self._id = f"chatcmpl-{secrets.token_hex(8)}"
        self._created = int(time.time())

    def _frame_text(self) -> str:
        length = self.request.bytes_per_frame
        return (FILLER_TEXT * (length // len(FILLER_TEXT) + 1))[:length]

    def _usage(self) -> dict[str, Any]:
        """Counts one completion token per frame."""
        return {
            "prompt_tokens": self._prompt_tokens,
            "completion_tokens": self.frames,
            "total_tokens": self._prompt_tokens + self.frames,
            "completion_tokens_details": {"reasoning_tokens": self.reasoning_frames},
        }

    def _json(self, kind: str, choices: list[dict[str, Any]], **fields: Any) -> bytes:
        completion = {
            "id": self._id,
            "object": kind,
            "created": self._created,
            "model": "synthetic",
            "choices": choices,
            **fields,
        }
        return json.dumps(completion, separators=(",", ":")).encode()


class StreamedCompletion(Completion):
    """Events of a stream: role, frames, finish reason, usage if requested, `[DONE]`."""

    def __init__(self, request: ChatRequest, body_bytes: int, start_ns: int) -> None:
        super().__init__(request, body_bytes, start_ns)
        text = self._frame_text()
        self._content = self._delta({"content": text})
        self._reasoning = self._delta({"reasoning_content": text})

    def role(self) -> bytes:
        event = self._delta({"role": "assistant", "content": ""})
        return event.encode(-1, self.schedule.start_ns)

    def frame(self, k: int, due_ns: int) -> bytes:
        event = self._reasoning if k < self.reasoning_frames else self._content
        return event.encode(k, due_ns)

    def tail(self) -> bytes:
        """Encodes everything after the frames."""
        end_ns = self.schedule.end_ns
        tail = self._delta({}, self.request.finish_reason).encode(self.frames, end_ns)
        if self.request.stream_options.include_usage:
            tail += self._event([], usage=self._usage()).encode(self.frames + 1, end_ns)
        return tail + DONE

    def _delta(self, delta: dict[str, str], finish_reason: str | None = None) -> Event:
        return self._event([{"index": 0, "delta": delta, "finish_reason": finish_reason}])

    def _event(self, choices: list[dict[str, Any]], **fields: Any) -> Event:
        data = self._json("chat.completion.chunk", choices, **fields)
        return Event(data, self.request.stamp)


class BufferedCompletion(Completion):
    """One JSON object, due when its stream would have ended.

    It may be gigabytes long, so that its text is one block, sent repeatedly.
    """

    def __init__(self, request: ChatRequest, body_bytes: int, start_ns: int) -> None:
        super().__init__(request, body_bytes, start_ns)
        text_frames = [self.frames - self.reasoning_frames]
        message: dict[str, Any] = {"role": "assistant", "refusal": None}
        if self.reasoning_frames:
            text_frames.insert(0, self.reasoning_frames)
            message["reasoning_content"] = TEXT
        message["content"] = TEXT
        choice = {
            "index": 0,
            "message": message,
            "logprobs": None,
            "finish_reason": request.finish_reason,
        }
        body = self._json("chat.completion", [choice], usage=self._usage())
        *self._parts, self.tail = body.split(TEXT.encode())
        self._text_lengths = [frames * request.bytes_per_frame for frames in text_frames]
        self.length = len(body) - len(TEXT) * len(text_frames) + sum(self._text_lengths)

    def blocks(self) -> Iterator[bytes]:
        """Yields everything before the tail."""
        text = self._frame_text().encode()
        block = text * max(1, BLOCK_BYTES // len(text))
        for part, length in zip(self._parts, self._text_lengths, strict=True):
            # Frames start where blocks start, so the shorter piece may come first.
            yield part + block[: length % len(block)]
            for _ in range(length // len(block)):
                yield block
