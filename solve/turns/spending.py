"""What a turn took of the model: as the vendor counts it, or as estimated where it didn't."""

from solve.llm.base import Finish, ModelRequest
from solve.llm.registry import primary_model, provider
from solve.turns.budget import Spent
from solve.turns.preparing import tokens_of


def spent_in_full(request: ModelRequest, finish: Finish, written: str) -> Spent:
    """What a complete reply took.

    Args:
        request: what the model was asked.
        finish: what it said at its end.
        written: the reply.
    """
    return Spent(
        finish.provider,
        finish.model,
        _asked(request) if finish.tokens_in is None else finish.tokens_in,
        tokens_of(written) if finish.tokens_out is None else finish.tokens_out,
    )


def spent_so_far(request: ModelRequest, written: str) -> Spent:
    """An estimate of what a reply took that was cut before the vendor had counted."""
    return Spent(provider().name, primary_model(), _asked(request), tokens_of(written))


def _asked(request: ModelRequest) -> int:
    return sum(map(tokens_of, (request.system, *(message.content for message in request.messages))))
