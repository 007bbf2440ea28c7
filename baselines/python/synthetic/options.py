"""Options of requests, from JSON bodies, query strings and environment variables."""

import json
from collections.abc import Mapping
from typing import Annotated, Any, NoReturn, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from synthetic.errors import ApiError, abbreviate, bad_request

MAX_CHUNKS = 10_000
MAX_MODEL_CHARS = 256
MAX_INTEGER_DIGITS = 300
MAX_QUOTED_CHARS = 40

OptionsT = TypeVar("OptionsT", bound="Options")


def integer(default: int, minimum: int, maximum: int) -> Any:
    description = f"an integer from {minimum} to {maximum}"
    return Field(default, ge=minimum, le=maximum, description=description)


def limit() -> Any:
    return Field(None, ge=1, description="an integer of at least 1")


def switch() -> Any:
    return Field(False, description="true or false")


def require_one_decimal(value: float) -> float:
    if round(value, 1) != value:
        raise ValueError("more than one decimal")
    return value


class Options(BaseModel):
    """Options in strict mode: `"5"`, `5.0` and `true` are no integers.

    A field's description says in an error message what the field must be.
    """

    model_config = ConfigDict(strict=True, frozen=True)


class StreamOptions(Options):
    include_usage: bool | None = switch()


class ChatRequest(Options):
    """Fields that a synthetic completion depends on. All others are ignored."""

    model: str = Field("", description="a string")
    stream: bool = switch()
    stream_options: StreamOptions = Field(StreamOptions(), description="an object")
    frames: int = integer(200, 0, 100_000)
    delay_ms: int = integer(5, 0, 60_000)
    bytes_per_frame: int = integer(64, 1, 65_536)
    ttft_ms: int = integer(0, 0, 600_000)
    reasoning_frames: int = integer(0, 0, 100_000)
    stamp: bool = switch()
    spin_us: Annotated[float, AfterValidator(require_one_decimal)] = Field(
        0, ge=0, le=10_000, description="a number from 0 to 10000 with at most one decimal"
    )
    max_tokens: int | None = limit()
    max_completion_tokens: int | None = limit()

    @property
    def sent_frames(self) -> int:
        caps = [cap for cap in (self.max_tokens, self.max_completion_tokens) if cap is not None]
        return min([self.frames, *caps])

    @property
    def finish_reason(self) -> str:
        return "length" if self.sent_frames < self.frames else "stop"


VARIABLES = {
    "frames": "SYN_FRAMES",
    "delay_ms": "SYN_DELAY_MS",
    "bytes_per_frame": "SYN_BYTES",
    "ttft_ms": "SYN_TTFT_MS",
    "reasoning_frames": "SYN_REASONING_FRAMES",
    "spin_us": "SYN_SPIN_US",
}


class PlainQuery(Options):
    bytes: int = integer(1024, 0, 16_777_216)


class ChunkedQuery(PlainQuery):
    chunks: int | None = Field(None, description=f"an integer from 1 to {MAX_CHUNKS}")
    delay_ms: int = integer(0, 0, 60_000)

    @property
    def chunk_sizes(self) -> list[int]:
        """Splits evenly. An empty body has no chunks, because an empty chunk would end it."""
        if self.bytes == 0:
            return []
        count = self.chunks or min(10, self.bytes)
        return [self.bytes * (i + 1) // count - self.bytes * i // count for i in range(count)]


def parse_chat_request(body: bytes, defaults: Mapping[str, Any]) -> ChatRequest:
    """Parses a request body; null counts as absent, and what is absent takes its default.

    Raises:
        ApiError: 400, naming the field, its range and its value.
    """
    given = {name: value for name, value in parse_object(body).items() if value is not None}
    request = validate(ChatRequest, {**defaults, **given})
    if len(request.model) > MAX_MODEL_CHARS:
        message = f"model must be a string of at most {MAX_MODEL_CHARS} characters"
        raise bad_request(f"{message}, not {len(request.model)}.", param="model")
    if request.reasoning_frames <= request.frames:
        return request
    if "reasoning_frames" in given:
        expected = f"an integer from 0 to frames ({request.frames})"
        raise invalid("reasoning_frames", expected, request.reasoning_frames)
    # If the default exceeds the requested frames, that is not the client's error.
    return request.model_copy(update={"reasoning_frames": request.frames})


def parse_plain_query(query: Mapping[str, str]) -> PlainQuery:
    return validate(PlainQuery, query, as_text=True)


def parse_chunked_query(query: Mapping[str, str]) -> ChunkedQuery:
    parsed = validate(ChunkedQuery, query, as_text=True)
    maximum = min(max(parsed.bytes, 1), MAX_CHUNKS)
    if parsed.chunks is not None and not 1 <= parsed.chunks <= maximum:
        raise invalid("chunks", f"an integer from 1 to {maximum}", query["chunks"])
    return parsed


def parse_defaults(environ: Mapping[str, str]) -> dict[str, Any]:
    """Reads the defaults of chat requests from `SYN_*` variables; a blank one counts as unset.

    Raises:
        ApiError: naming the variable, its range and its value.
    """
    text = {
        field: environ[variable].strip()
        for field, variable in VARIABLES.items()
        if environ.get(variable, "").strip()
    }
    request = validate(ChatRequest, text, as_text=True, names=VARIABLES)
    if request.reasoning_frames > request.frames:
        expected = f"an integer from 0 to SYN_FRAMES ({request.frames})"
        raise invalid("SYN_REASONING_FRAMES", expected, request.reasoning_frames)
    return request.model_dump(include=set(text))


def validate(
    model: type[OptionsT],
    values: Mapping[str, Any],
    *,
    as_text: bool = False,
    names: Mapping[str, str] | None = None,
) -> OptionsT:
    """Validates values.

    Args:
        as_text: whether numbers are written as strings, as in query strings and variables
        names: how the user spells the fields, if not by their names

    Raises:
        ApiError: 400, naming the first invalid field, its range and its value.
    """
    try:
        return model.model_validate_strings(values) if as_text else model.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
    path = [str(part) for part in first["loc"]]
    name = (names or {}).get(path[0], ".".join(path))
    raise invalid(name, description(model, path), first["input"])


def description(model: type[BaseModel], path: list[str]) -> str:
    *parents, name = path
    for parent in parents:
        model = type(model.model_fields[parent].default)
    return model.model_fields[name].description or ""


def invalid(name: str, expected: str, value: object) -> ApiError:
    return bad_request(f"{name} must be {expected}, not {quote(value)}.", param=name)


def quote(value: object) -> str:
    """Shortens a value for a message; names only the type of an object or array."""
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "an array"
    if isinstance(value, str):
        return f'"{abbreviate(value, MAX_QUOTED_CHARS)}"'
    return abbreviate(json.dumps(value), MAX_QUOTED_CHARS)


def parse_object(body: bytes) -> dict[str, Any]:
    if not body.strip():
        raise bad_request("The body is empty; it must be a JSON object.")
    try:
        value = json.loads(body.decode(), parse_int=bounded_integer, parse_constant=reject_constant)
    except UnicodeDecodeError as error:
        raise bad_request(f"The body is not valid UTF-8 at byte {error.start}.") from None
    except json.JSONDecodeError as error:
        position = len(error.doc[: error.pos].encode())
        raise bad_request(f"The body is not valid JSON at byte {position}.") from None
    except RecursionError:
        raise bad_request("The body is nested too deeply.") from None
    if not isinstance(value, dict):
        raise bad_request("The body must be a JSON object.")
    return value


def bounded_integer(digits: str) -> int | float:
    """Parses an integer, but one beyond all ranges as a float: int() limits its digits."""
    return int(digits) if len(digits) <= MAX_INTEGER_DIGITS else float(digits)


def reject_constant(name: str) -> NoReturn:
    raise bad_request(f"The body is not valid JSON: {name} is not a JSON number.")
