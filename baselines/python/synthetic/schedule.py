"""Due times of frames, and the CPU that a frame costs."""

import time
from dataclasses import dataclass
from typing import Self

from synthetic.options import ChatRequest

NANOS_PER_MILLI = 1_000_000


@dataclass(frozen=True, slots=True)
class FrameSchedule:
    """Due times on the monotonic clock: absolute, so that a late frame does not move the next."""

    start_ns: int
    first_due_ns: int
    period_ns: int
    frames: int

    @classmethod
    def of(cls, request: ChatRequest, start_ns: int) -> Self:
        first_due_ns = start_ns + request.ttft_ms * NANOS_PER_MILLI
        return cls(start_ns, first_due_ns, request.delay_ms * NANOS_PER_MILLI, request.sent_frames)

    def due_ns(self, frame: int) -> int:
        return self.first_due_ns + frame * self.period_ns

    @property
    def end_ns(self) -> int:
        """Due time of the last frame, or of the first if there are none."""
        return self.due_ns(max(self.frames - 1, 0))


def burn(micros: float) -> None:
    """Burns CPU for this long, by reading the clock."""
    end_ns = time.monotonic_ns() + int(micros * 1000)
    while time.monotonic_ns() < end_ns:
        pass
