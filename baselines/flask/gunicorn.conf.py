"""Settings of gunicorn. The environment sets the port, the host and the number of threads."""

import os
import signal
import sys
from types import FrameType

from gunicorn.config import Config
from gunicorn.glogging import Logger
from gunicorn.workers.base import Worker

from app import DEFAULT_PORT
from connection import shutting_down
from synthetic.logs import LineFormatter
from synthetic.settings import Settings, SettingsError, integer

# A stream occupies a thread for as long as it lasts. Threads are started when they are needed,
# so that a high limit costs nothing until as many streams run.
DEFAULT_THREADS = 1024

# Connections that are idle between two requests.
IDLE_CONNECTIONS = 1024

try:
    settings = Settings.from_environment(os.environ, DEFAULT_PORT)
    threads = integer(os.environ, "THREADS", DEFAULT_THREADS, 1, 10_000)
except SettingsError as error:
    sys.exit(str(error))

host = f"[{settings.host}]" if ":" in settings.host else settings.host

bind = f"{host}:{settings.port}"
wsgi_app = "app:create_app()"
workers = 1
worker_class = "gthread"
worker_connections = threads + IDLE_CONNECTIONS
backlog = 2048
keepalive = 75
graceful_timeout = 5
# Streams may keep the worker's main thread from its heartbeat on a busy machine.
timeout = 0
control_socket_disable = True


class LineLogger(Logger):
    """Logger of gunicorn with the other baselines' format."""

    def setup(self, cfg: Config) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(LineFormatter())


logger_class = LineLogger


def worker_int(_: Worker) -> None:
    """Ends the streams at once on Ctrl-C."""
    shutting_down.set()


def post_worker_init(_: Worker) -> None:
    """Ends the streams on SIGTERM. The worker alone would wait for them."""
    stop_worker = signal.getsignal(signal.SIGTERM)

    def stop(number: int, frame: FrameType | None) -> None:
        shutting_down.set()
        stop_worker(number, frame)

    signal.signal(signal.SIGTERM, stop)
