"""Personal data in what a person writes: found by rules, replaced by typed placeholders for the model.

Covered: emails, phones, payment cards, IBANs and bank accounts, identity documents, street addresses,
handles of social networks and messengers, IP addresses. Out of scope: names of persons, which no rule finds
without taking much of the meaning along. Dates, amounts and ages stay, for the conversation needs them.
"""

from solve.safety.personal_data.redactor import Redactor, redact_all

__all__ = ["Redactor", "redact_all"]
