"""Starts the server: `python -m serve`."""

import os
import sys

import uvicorn

from app import create_app
from synthetic.logs import LOGGING
from synthetic.settings import Settings, SettingsError

DEFAULT_PORT = 8082
KEEP_ALIVE_SECONDS = 75
SHUTDOWN_SECONDS = 1


def main() -> None:
    try:
        settings = Settings.from_environment(os.environ, DEFAULT_PORT)
    except SettingsError as error:
        sys.exit(str(error))
    uvicorn.run(
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


if __name__ == "__main__":
    main()
