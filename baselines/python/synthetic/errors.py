"""Errors that a client receives, in the shape that OpenAI clients parse."""

import json

MAX_BODY_BYTES = 10 * 1024 * 1024


class ApiError(Exception):
    """Error response. Clients read the message, so it contains nothing internal."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        param: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.param = param
        self.headers = headers or {}

    @property
    def reason(self) -> str:
        """Value of the label `reason` in `chat_errors_total`."""
        return "bad_request" if self.status < 500 else "internal"

    def body(self) -> bytes:
        """Encodes the error object in ASCII: a quoted value may hold lone surrogates."""
        error = {
            "message": self.message,
            "type": "invalid_request_error" if self.status < 500 else "server_error",
            "param": self.param,
            "code": self.code,
        }
        return json.dumps({"error": error}).encode()


def bad_request(message: str, *, param: str | None = None) -> ApiError:
    return ApiError(400, "bad_request", message, param=param)


def not_found(method: str, path: str) -> ApiError:
    message = f"No route matches {abbreviate(method)} {abbreviate(path)}."
    return ApiError(404, "not_found", message)


def method_not_allowed(method: str, path: str, allow: str) -> ApiError:
    message = f"{abbreviate(path)} accepts {allow}, not {abbreviate(method)}."
    return ApiError(405, "method_not_allowed", message, headers={"allow": allow})


def too_large() -> ApiError:
    message = f"The request body exceeds the limit of {MAX_BODY_BYTES} bytes."
    return ApiError(413, "too_large", message)


def unsupported_media_type(content_type: str) -> ApiError:
    sent = f"not {abbreviate(content_type)}" if content_type else "but is missing"
    message = f"Content-Type must be application/json, {sent}."
    return ApiError(415, "unsupported_media_type", message)


def internal() -> ApiError:
    return ApiError(500, "internal", "The server failed to handle this request. See its log.")


def shut_down() -> ApiError:
    message = "The server shut down before the response was complete; retry later."
    return ApiError(503, "shut_down", message)


def abbreviate(text: str, length: int = 100) -> str:
    return text if len(text) <= length else text[:length] + "..."
