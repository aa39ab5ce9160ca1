"""Writes a session's document."""

import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from tempfile import SpooledTemporaryFile
from typing import IO

from django.db import transaction

from solve.export.jsontext import json_of
from solve.export.markdown import markdown_of
from solve.models import SolveSession
from solve.selectors import messages_of, session_of

# Bytes of a document that is kept in memory; a larger one goes to a temporary file without a name.
MEMORY_BYTES = 1_000_000
# Messages that are read at a time.
CHUNK_ROWS = 100


class Format(StrEnum):
    """The forms that a session can be kept in."""

    MARKDOWN = "markdown"
    JSON = "json"


_SUFFIXES = {Format.MARKDOWN: "md", Format.JSON: "json"}


@dataclass(frozen=True, slots=True)
class Document:
    """A session's document.

    Attributes:
        file: its text, UTF-8, open at the start; the caller closes it.
        filename: a name for it, of letters, digits, dots and hyphens.
    """

    file: IO[bytes]
    filename: str


@transaction.atomic
def session_document(*, user_id: uuid.UUID, session_id: uuid.UUID, form: Format, now: datetime) -> Document:
    """Writes a session out, all of it before any is sent: a failure is then an error, not half a document.

    Raises:
        SolveSessionNotFoundError: no such session, or somebody else's.
    """
    session = session_of(user_id, session_id)
    with ExitStack() as stack:
        file = stack.enter_context(SpooledTemporaryFile(MEMORY_BYTES))
        file.writelines(piece.encode() for piece in _pieces(session, form, now))
        file.seek(0)
        stack.pop_all()
    name = f"solacore-{session.created_at:%Y-%m-%d}-{session.pk.hex[:8]}.{_SUFFIXES[form]}"
    return Document(file, name)


def _pieces(session: SolveSession, form: Format, now: datetime) -> Iterator[str]:
    # In the transaction a server-side cursor reads them, behind PgBouncer as well.
    messages = messages_of(session).iterator(chunk_size=CHUNK_ROWS)
    return json_of(session, messages, now) if form == Format.JSON else markdown_of(session, messages)
