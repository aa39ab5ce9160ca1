"""What can go wrong with people, devices and tokens."""

from solacore.common.errors import DomainError, NotFoundError, NotSignedInError, TooManyRequestsError


class SessionRevokedError(NotSignedInError):
    """The sign-in session was ended or has expired."""

    code = "SESSION_REVOKED"
    detail = "You were signed out. Please sign in again."


class MissingRefreshTokenError(NotSignedInError):
    """A refresh without a token."""

    code = "MISSING_REFRESH_TOKEN"
    detail = "There is no refresh token in the request."


class TokenReusedError(NotSignedInError):
    """A refresh token older than the immediate parent came back: the whole session is revoked."""

    code = "TOKEN_REUSED"
    detail = "This sign-in was used twice and has been ended. Please sign in again."


class InvalidCredentialsError(DomainError):
    """The address or the password is wrong; which of them is not said."""

    status = 401
    code = "INVALID_CREDENTIALS"
    detail = "The email or the password is wrong."


class EmailAlreadyExistsError(DomainError):
    """There is an account with this address."""

    status = 409
    code = "EMAIL_ALREADY_EXISTS"
    detail = "This email is already registered."


class InvalidOrExpiredTokenError(DomainError):
    """The token of a mailed link is unknown, used or expired."""

    code = "INVALID_OR_EXPIRED_TOKEN"
    detail = "This link is no longer valid. Please ask for a new one."


class InvalidIdTokenError(NotSignedInError):
    """The ID token of an issuer is malformed, forged, expired, or meant for somebody else."""

    detail = "This sign-in could not be verified. Please try again."


class EmailNotVerifiedError(DomainError):
    """An unknown identity whose address, or whose account with that address, isn't verified."""

    status = 403
    code = "EMAIL_NOT_VERIFIED"
    detail = "This email is not verified. Please verify it, or sign in with your password."


class OAuthAccountNotLinkedError(DomainError):
    """An unknown identity without an address to make an account with."""

    code = "OAUTH_ACCOUNT_NOT_LINKED"
    detail = "No account is linked to this sign-in, and it brings no email to make one with."


class OAuthUnavailableError(DomainError):
    """The issuer's keys are not known and can't be had right now."""

    status = 503
    code = "OAUTH_UNAVAILABLE"
    detail = "This way to sign in is not available right now. Please try again in a moment."


class GoogleNotConfiguredError(DomainError):
    """Without a client id and its secret no code can be exchanged."""

    status = 503
    code = "GOOGLE_NOT_CONFIGURED"
    detail = "This server has no sign-in with Google."


class GoogleCodeExchangeFailedError(DomainError):
    """Google gave no valid ID token for the code."""

    status = 401
    code = "GOOGLE_CODE_EXCHANGE_FAILED"
    detail = "The sign-in with Google failed. Please try again."


class DeviceBoundToOtherError(DomainError):
    """The fingerprint belongs to somebody else."""

    status = 403
    code = "DEVICE_BOUND_TO_OTHER"
    detail = "This device belongs to another account."


class DeviceLimitReachedError(DomainError):
    """The tier allows no further device."""

    status = 403
    code = "DEVICE_LIMIT_REACHED"
    detail = "Your plan allows no further device. Remove one first."


class UnknownDeviceError(DomainError):
    """The request comes from a device that isn't the person's."""

    status = 403
    code = "DEVICE_NOT_FOUND"
    detail = "This device is not registered with your account. Please sign in on it."


class CsrfTokenMissingError(DomainError):
    """A write by cookie without any proof that our own client sent it."""

    status = 403
    code = "CSRF_TOKEN_MISSING"
    detail = "The request carries no CSRF token and comes from no trusted origin."


class CsrfTokenInvalidError(DomainError):
    """A write by cookie with a wrong token."""

    status = 403
    code = "CSRF_TOKEN_INVALID"
    detail = "The CSRF token is wrong."


class BetaModeDisabledError(DomainError):
    """There is no shared account outside the beta."""

    status = 403
    code = "BETA_MODE_DISABLED"
    detail = "There is no beta to sign in to."


class DeviceNotFoundError(NotFoundError):
    """No such device among the person's active ones."""

    code = "DEVICE_NOT_FOUND"
    detail = "There is no such device."


class CannotRemoveCurrentDeviceError(DomainError):
    """The device that asks is the one to be removed."""

    code = "CANNOT_REMOVE_CURRENT_DEVICE"
    detail = "You can't remove the device that you are using."


class RemovalLimitExceededError(TooManyRequestsError):
    """One device a day may be removed."""

    code = "REMOVAL_LIMIT_EXCEEDED"
    detail = "You can remove one device a day. Please try again later."


class SignInSessionNotFoundError(NotFoundError):
    """No such live sign-in session of the person."""

    code = "SESSION_NOT_FOUND"
    detail = "There is no such sign-in."
