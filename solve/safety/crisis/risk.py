"""What crisis detection answers with."""

from dataclasses import dataclass
from enum import StrEnum


class Risk(StrEnum):
    """How a message is to be met.

    NONE: nothing to do. CONCERN: the reply goes on, the helplines ride along. ACUTE: the helplines, no model.
    """

    NONE = "none"
    CONCERN = "concern"
    ACUTE = "acute"


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a person's last messages show.

    Attributes:
        risk: how to meet the current message.
        language: `en`, `es` or `zh`: of the words that matched, else of the current message.
        categories: what it is about: suicide, overdose, self_harm, abuse, violence, despair.
        failed: whether the detector broke down; the risk is then CONCERN, so that help is shown.
    """

    risk: Risk
    language: str
    categories: frozenset[str] = frozenset()
    failed: bool = False
