"""What can go wrong with quotas and payments."""

import uuid

from solacore.common.errors import DomainError, NotFoundError


class QuotaExceededError(DomainError):
    """The tier allows no further session in this period."""

    status = 403
    code = "QUOTA_EXCEEDED"
    detail = "You have used all sessions of your plan. Upgrade to start another one."


class PaymentsDisabledError(DomainError):
    """This server sells nothing."""

    status = 501
    code = "PAYMENTS_DISABLED"
    detail = "Payments are not available here."


class InvalidPriceError(DomainError):
    """The price buys none of our tiers."""

    code = "INVALID_PRICE_ID"
    detail = "There is no plan with this price."


class AlreadySubscribedError(DomainError):
    """The person has the tier, or a higher one."""

    code = "ALREADY_SUBSCRIBED"
    detail = "You have this plan or a higher one already."


class NoSubscriptionError(NotFoundError):
    """Stripe doesn't know the person."""

    code = "NO_SUBSCRIPTION"
    detail = "There is no subscription to manage."


class StripeFailedError(DomainError):
    """Stripe could not be asked, or refused; nothing about why leaves the house."""

    status = 502
    code = "STRIPE_ERROR"
    detail = "The payment service can't be reached just now. Please try again."


class PersonUnknownError(DomainError):
    """A right is meant for somebody who isn't there."""

    status = 404
    code = "PERSON_NOT_FOUND"
    detail = "There is no such person."


class GrantNotFoundError(DomainError):
    """There is no such grant by staff."""

    status = 404
    code = "GRANT_NOT_FOUND"
    detail = "There is no such grant."


class OwnerUnknownError(DomainError):
    """Something belongs to a person whom we don't know, or don't know yet."""

    status = 404
    code = "OWNER_UNKNOWN"
    detail = "Nobody here is the owner of this."

    def __init__(self, user_id: uuid.UUID | None, *names: str | None) -> None:
        """Args: user_id: the person that it names. names: of customers and things by which to find one."""
        super().__init__()
        self.user_id = user_id
        self.names = [name for name in (user_id and str(user_id), *names) if name]


class RevenueCatFailedError(DomainError):
    """RevenueCat could not be asked, or refused; nothing about why leaves the house."""

    status = 502
    code = "REVENUECAT_ERROR"
    detail = "RevenueCat can't be reached just now. Please try again."
