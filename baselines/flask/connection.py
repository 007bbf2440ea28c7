"""Waits that end early when the client disconnects or the server shuts down."""

import errno
import select
import socket
import threading
import time

from synthetic import errors

NANOS_PER_MILLI = 1_000_000

# After a shorter wait, the next write notices soon enough that the client has disconnected.
MIN_WATCHED_NS = 20 * NANOS_PER_MILLI

# Longest time until a wait notices that the server shuts down.
MAX_WATCH_MS = 200

# Linux reports that the client has closed its side under a name of its own, macOS as a hang-up.
HANG_UP = getattr(select, "POLLRDHUP", select.POLLHUP)

# Is set by the worker's signal handlers, see gunicorn.conf.py.
shutting_down = threading.Event()


class Connection:
    """Connection of the client.

    An application under WSGI learns that the client has disconnected only when it writes. The
    next write may be ten minutes away, so a long wait watches gunicorn's socket for a hang-up.
    """

    def __init__(self, client: socket.socket) -> None:
        self._hangup = select.poll()
        self._hangup.register(client, HANG_UP)

    def is_closed(self) -> bool:
        return bool(self._hangup.poll(0))

    def wait_until(self, due_ns: int) -> None:
        """Waits until a time on the monotonic clock.

        Raises:
            BrokenPipeError: if the client has closed its connection, as a write to it would.
            ApiError: 503, if the server shuts down.
        """
        while (remaining_ns := due_ns - time.monotonic_ns()) > 0:
            self.check_shutdown()
            if remaining_ns < MIN_WATCHED_NS:
                time.sleep(remaining_ns / 1e9)
            # Ends two milliseconds early, as it counts in whole ones; a sleep does the rest.
            elif self._hangup.poll(min(remaining_ns // NANOS_PER_MILLI - 2, MAX_WATCH_MS)):
                raise BrokenPipeError(errno.EPIPE, "The client has disconnected")
        self.check_shutdown()

    def check_shutdown(self) -> None:
        """Raises ApiError, 503, if the server shuts down."""
        if shutting_down.is_set():
            raise errors.shut_down()
