"""Personal data in what a person writes: found by rules and a model, replaced by typed placeholders.

Covered: emails, phones, payment cards, IBANs and bank accounts, identity documents, street addresses,
handles of social networks and messengers, IP addresses. Out of scope: names of persons, which cannot be
taken without much of the meaning. Dates, amounts and ages stay, for the conversation needs them.
"""

from solve.safety.personal_data.redactor import Redactor, redact_all
from solve.safety.personal_data.tagger import model

__all__ = ["Redactor", "redact_all", "warm_up"]


def warm_up() -> None:
    """Loads the model, which the first message with a number in it would otherwise wait for."""
    model()
