"""A session as JSON."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from rest_framework.utils.encoders import JSONEncoder

from solve.export.helplines import helplines_of
from solve.models import Message, SolveSession

_OF_SESSION = (
    "id", "status", "current_step", "locale", "created_at", "updated_at", "completed_at",
    "options", "first_step", "first_step_action", "reminder_time",
)  # fmt: skip
_OF_MESSAGE = (
    "id", "role", "content", "step", "status", "created_at", "finished_at", "emotion", "emotion_confidence",
)  # fmt: skip


def json_of(session: SolveSession, messages: Iterable[Message], now: datetime) -> Iterator[str]:
    """The document, piece by piece.

    Args:
        session: the session.
        messages: what was said in it, oldest first.
        now: what `exported_at` says.
    """
    head = _json({"exported_at": now, **_columns(session, _OF_SESSION)})
    yield f'{head.removesuffix("}")}, "messages": ['
    separator = ""
    for message in messages:
        said = _columns(message, _OF_MESSAGE) | {"resources": helplines_of(message, session.locale)}
        yield f"{separator}\n{_json(said)}"
        separator = ","
    yield "]}\n"


def _columns(row: SolveSession | Message, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _json(value: Any) -> str:
    return json.dumps(value, cls=JSONEncoder, ensure_ascii=False)
