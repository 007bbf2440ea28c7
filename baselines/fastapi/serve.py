"""Starts the server: `python -m serve`."""

import contextlib
import os
import socket
import sys

import uvicorn

from app import create_app
from synthetic.logs import LOGGING
from synthetic.settings import Settings, SettingsError

DEFAULT_PORT = 8082
KEEP_ALIVE_SECONDS = 75

# Time to send what was broken off to clients that still read.
SHUTDOWN_SECONDS = 1


class Server(uvicorn.Server):
    """Server that breaks off its open responses when it shuts down.

    uvicorn would wait for them, and its timeout leaves them no turn of the event loop to end in.
    """

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for task in self.server_state.tasks:
            task.cancel()
        await super().shutdown(sockets)


def main() -> None:
    try:
        settings = Settings.from_environment(os.environ, DEFAULT_PORT)
    except SettingsError as error:
        sys.exit(str(error))
    config = uvicorn.Config(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http="httptools",
        ws="none",
        access_log=False,
        log_config=LOGGING,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
    )
    with contextlib.suppress(KeyboardInterrupt):
        Server(config).run()


if __name__ == "__main__":
    main()
