"""What can go wrong with quotas and payments."""

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
