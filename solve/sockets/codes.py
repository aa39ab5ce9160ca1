"""The codes that a socket is closed with."""

from enum import IntEnum

from accounts.errors import SessionRevokedError
from solacore.common.errors import (
    DomainError,
    NotAllowedError,
    NotFoundError,
    NotSignedInError,
    PayloadTooLargeError,
    TooManyRequestsError,
)
from solve.errors import SolveSessionNotFoundError


class CloseCode(IntEnum):
    """RFC 6455 §7.4.1, IANA's registry (1012, 1013) and, from 4000, the HTTP contract."""

    MESSAGE_TOO_BIG = 1009
    INTERNAL_ERROR = 1011
    SERVICE_RESTART = 1012
    TRY_AGAIN_LATER = 1013
    NOT_SIGNED_IN = 4001
    FOREIGN_ORIGIN = 4003
    NOT_FOUND = 4004


_REFUSED_HANDSHAKES: tuple[tuple[type[DomainError], CloseCode], ...] = (
    (NotSignedInError, CloseCode.NOT_SIGNED_IN),
    (NotAllowedError, CloseCode.FOREIGN_ORIGIN),
    (NotFoundError, CloseCode.NOT_FOUND),
    (TooManyRequestsError, CloseCode.TRY_AGAIN_LATER),
)
_ENDING_FRAMES: tuple[tuple[type[DomainError], CloseCode], ...] = (
    (SessionRevokedError, CloseCode.NOT_SIGNED_IN),
    (SolveSessionNotFoundError, CloseCode.NOT_FOUND),
    (PayloadTooLargeError, CloseCode.MESSAGE_TOO_BIG),
)


def refusal_code(error: DomainError) -> CloseCode:
    """Why a client is not let in."""
    codes = (code for kind, code in _REFUSED_HANDSHAKES if isinstance(error, kind))
    return next(codes, CloseCode.INTERNAL_ERROR)


def ending_code(error: DomainError) -> CloseCode | None:
    """What a socket ends with after such an error; None when it goes on."""
    return next((code for kind, code in _ENDING_FRAMES if isinstance(error, kind)), None)
