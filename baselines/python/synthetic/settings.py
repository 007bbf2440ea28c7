"""Settings of a server, read once from environment variables."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from synthetic.errors import ApiError
from synthetic.options import MAX_MODEL_CHARS, parse_defaults


class SettingsError(Exception):
    """One sentence for the operator: the variable, its valid values and its value."""


@dataclass(frozen=True)
class Settings:
    """Settings.

    Attributes:
        model: model of requests that name none
        defaults: what chat requests leave out, by field
    """

    host: str
    port: int
    model: str
    defaults: dict[str, Any]

    @classmethod
    def from_environment(cls, environ: Mapping[str, str], default_port: int) -> Self:
        """Reads the settings; a blank variable counts as unset.

        Raises:
            SettingsError: if a variable is invalid.
        """
        return cls(
            host=text(environ, "HOST", "127.0.0.1"),
            port=integer(environ, "PORT", default_port, 0, 65_535),
            model=model_name(text(environ, "LLM_MODEL", "synthetic")),
            defaults=request_defaults(environ),
        )


def text(environ: Mapping[str, str], name: str, default: str) -> str:
    return environ.get(name, "").strip() or default


def integer(environ: Mapping[str, str], name: str, default: int, minimum: int, maximum: int) -> int:
    value = text(environ, name, str(default))
    if re.fullmatch("[0-9]{1,9}", value) and minimum <= int(value) <= maximum:
        return int(value)
    raise SettingsError(f'{name} must be an integer from {minimum} to {maximum}, not "{value}".')


def model_name(name: str) -> str:
    if len(name) > MAX_MODEL_CHARS or not name.isprintable():
        message = f"LLM_MODEL must be at most {MAX_MODEL_CHARS} printable characters."
        raise SettingsError(message)
    return name


def request_defaults(environ: Mapping[str, str]) -> dict[str, Any]:
    try:
        return parse_defaults(environ)
    except ApiError as error:
        raise SettingsError(error.message) from None
