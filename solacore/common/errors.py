"""The one shape of every error: `{"error": CODE, "detail": sentence, "params": {…}}`."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.http import JsonResponse


class DomainError(Exception):
    """An anticipated failure; a subclass owns its status, its code and its default sentence."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "BAD_REQUEST"
    detail: ClassVar[str] = "The request can't be processed."

    def __init__(self, detail: str | None = None, *, params: Mapping[str, Any] | None = None) -> None:
        """Args: detail: one sentence for a person. params: what a client can use."""
        super().__init__(self.code)
        self.sentence = detail or self.detail
        self.params = dict(params or {})
        self.headers: dict[str, str] = {}

    def body(self) -> dict[str, Any]:
        """The JSON body of the contract."""
        body: dict[str, Any] = {"error": self.code, "detail": self.sentence}
        return body | {"params": self.params} if self.params else body


class MalformedJSONError(DomainError):
    """The body is no JSON."""

    code = "MALFORMED_JSON"
    detail = "The body is not valid JSON."


class InvalidHostError(DomainError):
    """The Host header names no host of ours."""

    code = "INVALID_HOST"
    detail = "This server does not answer for that host."


class NotSignedInError(DomainError):
    """No token, or none that counts."""

    status = 401
    code = "INVALID_TOKEN"
    detail = "Please sign in."


class NotAllowedError(DomainError):
    """Signed in, but not allowed."""

    status = 403
    code = "FORBIDDEN"
    detail = "You are not allowed to do this."


class NotFoundError(DomainError):
    """Not there, or not yours."""

    status = 404
    code = "NOT_FOUND"
    detail = "There is nothing at this address."


class MethodNotAllowedError(DomainError):
    """The path exists, the method does not."""

    status = 405
    code = "METHOD_NOT_ALLOWED"
    detail = "This address doesn't take that method."


class PayloadTooLargeError(DomainError):
    """The body is larger than the contract allows."""

    status = 413
    code = "PAYLOAD_TOO_LARGE"
    detail = "The request is larger than 1 MB."


class UnsupportedMediaTypeError(DomainError):
    """The body is of a type that this server does not read."""

    status = 415
    code = "UNSUPPORTED_MEDIA_TYPE"
    detail = "Send the body as application/json."


class ValidationFailedError(DomainError):
    """Well-formed but invalid input, with its faults by field."""

    status = 422
    code = "VALIDATION_ERROR"

    def __init__(self, fields: Mapping[str, list[str]]) -> None:
        """Args: fields: the messages of each faulty field, by its name in the request."""
        name, messages = next(iter(fields.items()))
        sentence = messages[0] if name == "non_field_errors" else f"{name}: {messages[0]}"
        super().__init__(sentence, params={"fields": dict(fields)})


class TooManyRequestsError(DomainError):
    """Too often; the client is told when to come back."""

    status = 429
    code = "RATE_LIMITED"
    detail = "Too many requests. Please wait a moment."

    def __init__(self, retry_after: int) -> None:
        """Args: retry_after: seconds to wait, at least 1."""
        super().__init__(params={"retry_after": retry_after})
        self.headers["Retry-After"] = str(retry_after)


class InternalServerError(DomainError):
    """A bug of ours; nothing about it leaves the house."""

    status = 500
    code = "INTERNAL_ERROR"
    detail = "Something went wrong on our side. Please try again."


class UnavailableError(DomainError):
    """PostgreSQL can't be asked, or did not answer in time; the same request may succeed in a moment."""

    status = 503
    code = "UNAVAILABLE"
    detail = "Solacore is not available right now. Please try again in a moment."

    def __init__(self) -> None:
        """Tells the client when to come back."""
        super().__init__()
        self.headers["Retry-After"] = "5"


class ShuttingDownError(DomainError):
    """This process takes no new work; another one will."""

    status = 503
    code = "SHUTTING_DOWN"
    detail = "The server is restarting. Please try again in a moment."


def error_response(error: DomainError) -> JsonResponse:
    """The response that tells a client of an error."""
    return JsonResponse(error.body(), status=error.status, headers=error.headers)
