"""What can come of an event; stored as its result."""

from enum import StrEnum


class Outcome(StrEnum):
    """What an event did."""

    APPLIED = "applied"
    # Something newer was known already.
    UNCHANGED = "unchanged"
    # It is of a kind that does nothing.
    IGNORED = "ignored"
    # What was bought is none of our tiers, so the tier stayed as it was.
    UNKNOWN_TIER = "unknown_tier"
    # The store's sandbox gives nothing here.
    SANDBOX = "sandbox"
    # The person has been erased.
    ERASED = "erased"
