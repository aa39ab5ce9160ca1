"""How long a model provider may take."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Limits of one call, in seconds.

    Attributes:
        connect: to open a connection.
        first_token: from the request to the first piece of text, retries included.
        between_tokens: from one piece of text to the next.
        whole: from the request to the end of the reply.
    """

    connect: float
    first_token: float
    between_tokens: float
    whole: float
