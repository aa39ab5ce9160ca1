"""Turns every exception, whichever layer raised it, into the one error shape."""

from collections.abc import Mapping
from typing import Any

import structlog
from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django_prometheus.middleware import Metrics
from rest_framework import exceptions as rest
from rest_framework.response import Response

from solacore.common.database import DATABASE_FAILURES
from solacore.common.errors import (
    DomainError,
    InternalServerError,
    MalformedJSONError,
    MethodNotAllowedError,
    NotAllowedError,
    NotFoundError,
    NotSignedInError,
    PayloadTooLargeError,
    UnavailableError,
    UnsupportedMediaTypeError,
    ValidationFailedError,
    error_response,
)

logger = structlog.get_logger(__name__)

_UNEXPECTED = Metrics.get_instance().exceptions_by_type

_TRANSLATIONS: tuple[tuple[type[Exception], type[DomainError]], ...] = (
    (Http404, NotFoundError),
    (rest.NotFound, NotFoundError),
    (PermissionDenied, NotAllowedError),
    (rest.PermissionDenied, NotAllowedError),
    (rest.NotAuthenticated, NotSignedInError),
    (rest.MethodNotAllowed, MethodNotAllowedError),
    (rest.UnsupportedMediaType, UnsupportedMediaTypeError),
    (rest.ParseError, MalformedJSONError),
    (RequestDataTooBig, PayloadTooLargeError),
    (SuspiciousOperation, DomainError),
    (BadRequest, DomainError),
)


def _flatten(detail: Any, prefix: str = "") -> dict[str, list[str]]:
    """Error messages by dotted field path, from DRF's nested lists and dicts."""
    if isinstance(detail, Mapping):
        found: dict[str, list[str]] = {}
        for key, value in detail.items():
            found |= _flatten(value, f"{prefix}.{key}" if prefix else str(key))
        return found
    if isinstance(detail, list) and any(isinstance(item, Mapping | list) for item in detail):
        return _flatten(dict(enumerate(detail)), prefix)
    messages = detail if isinstance(detail, list) else [detail]
    return {prefix or "non_field_errors": [str(message) for message in messages]} if messages else {}


def as_domain_error(exc: Exception) -> DomainError:
    """The anticipated failure behind an exception; others are logged: 503 for the database, 500 for a bug."""
    if isinstance(exc, DomainError):
        return exc
    if isinstance(exc, rest.ValidationError):
        return ValidationFailedError(_flatten(exc.detail))
    for source, target in _TRANSLATIONS:
        if isinstance(exc, source):
            return target()
    _UNEXPECTED.labels(type(exc).__name__).inc()
    logger.error("request_failed", exc_info=exc)
    return UnavailableError() if isinstance(exc, DATABASE_FAILURES) else InternalServerError()


def api_exception_handler(exc: Exception, _context: dict[str, Any]) -> Response:
    """DRF's EXCEPTION_HANDLER."""
    error = as_domain_error(exc)
    return Response(error.body(), status=error.status, headers=error.headers)


def not_found(_request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's name
    """Django's handler404, and the view behind every path that nothing else answers."""
    return error_response(NotFoundError())


def bad_request(_request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's name
    """Django's handler400."""
    return error_response(DomainError())


def forbidden(_request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's name
    """Django's handler403."""
    return error_response(NotAllowedError())


def server_error(_request: HttpRequest) -> HttpResponse:
    """Django's handler500."""
    return error_response(InternalServerError())
