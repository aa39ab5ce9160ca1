"""What can go wrong with a webhook, as its sender is told."""

from solacore.common.errors import DomainError


class MissingSignatureError(DomainError):
    """Stripe's signature isn't there."""

    code = "MISSING_SIGNATURE"
    detail = "The Stripe-Signature header is missing."


class InvalidSignatureError(DomainError):
    """Stripe's signature doesn't hold, or is too old."""

    code = "INVALID_SIGNATURE"
    detail = "The signature is not valid for this body."


class MissingAuthError(DomainError):
    """RevenueCat's credentials aren't there."""

    status = 401
    code = "MISSING_AUTH"
    detail = "The credentials of the webhook are missing."


class InvalidAuthError(DomainError):
    """RevenueCat's credentials don't hold."""

    status = 401
    code = "INVALID_AUTH"
    detail = "The credentials of the webhook are not valid."


class WebhookFailedError(DomainError):
    """A bug or an outage of ours: nothing has changed, and the sender should try again."""

    status = 500
    code = "WEBHOOK_FAILED"
    detail = "The event could not be handled. Please send it again."
