"""What can go wrong with solve sessions."""

from accounts.errors import InvalidOrExpiredTokenError
from solacore.common.errors import DomainError, NotAllowedError, NotFoundError, TooManyRequestsError


class SolveSessionNotFoundError(NotFoundError):
    """No such session, or somebody else's."""

    code = "SESSION_NOT_FOUND"
    detail = "There is no such session."


class MessageNotFoundError(NotFoundError):
    """No such reply in this session."""

    code = "MESSAGE_NOT_FOUND"
    detail = "There is no such message in this session."


class SessionCompletedError(DomainError):
    """The session takes no further messages."""

    code = "SESSION_COMPLETED"
    detail = "This session is completed. Start a new one to go on."


class InvalidStatusError(DomainError):
    """No such status, or not one that the session can take now."""

    code = "INVALID_STATUS"
    detail = "The session can't take this status."


class InvalidStepError(DomainError):
    """No such step."""

    code = "INVALID_STEP"
    detail = "There is no such step."


class InvalidStepTransitionError(DomainError):
    """A session moves one step forward at a time."""

    code = "INVALID_STEP_TRANSITION"
    detail = "A session moves one step forward at a time."


class ReplyInProgressError(DomainError):
    """The reply to an earlier message still runs."""

    status = 409
    code = "REPLY_IN_PROGRESS"
    detail = "The reply to your last message is still being written."


class IdempotencyConflictError(DomainError):
    """A retry's key with another text."""

    status = 409
    code = "IDEMPOTENCY_CONFLICT"
    detail = "Another message was already sent under this id."


class TooManySocketsError(TooManyRequestsError):
    """No room for another open socket of the person, or in this process."""

    code = "TOO_MANY_SOCKETS"
    detail = "Too many conversations are open at once. Please close one and try again."


class TooManyRepliesError(TooManyRequestsError):
    """As many replies to the person are being written as may be at once."""

    code = "TOO_MANY_REPLIES"
    detail = "Several replies to you are still being written. Please wait for one of them to end."


class SessionBudgetExceededError(NotAllowedError):
    """The model has cost what the person's tier allows in a session: no waiting changes that."""

    code = "LLM_BUDGET_EXCEEDED"
    detail = "This session has reached the limit of your plan. Please start a new one to go on."

    def __init__(self, *, tier: str) -> None:
        """Args: tier: the person's."""
        super().__init__(params={"scope": "session", "tier": tier})


class DayBudgetExceededError(TooManyRequestsError):
    """The model has cost what the person's tier allows in a day."""

    code = "LLM_BUDGET_EXCEEDED"
    detail = "You have reached today's limit of your plan. Please come back tomorrow."

    def __init__(self, *, tier: str, retry_after: int) -> None:
        """Args: tier: the person's. retry_after: seconds until the day ends."""
        super().__init__(retry_after)
        self.params |= {"scope": "day", "tier": tier}


class InvalidUnsubscribeTokenError(InvalidOrExpiredTokenError):
    """The token of a link that stops reminders is not one of ours."""

    detail = "This link is not valid. Please open the one in the mail again."
