"""What can go wrong with quotas and payments."""

from solacore.common.errors import DomainError


class QuotaExceededError(DomainError):
    """The tier allows no further session in this period."""

    status = 403
    code = "QUOTA_EXCEEDED"
    detail = "You have used all sessions of your plan. Upgrade to start another one."
