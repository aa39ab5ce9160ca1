"""Everything that is stored of a person, as one JSON document."""

import json
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.db import connection, transaction
from rest_framework.utils.encoders import JSONEncoder

from accounts.errors import SessionRevokedError
from accounts.models import User
from solacore.common.personal_records import ExportSection, export_sections

# Bytes of a document that is kept in memory; a larger one goes to a temporary file without a name.
MEMORY_BYTES = 1_000_000


def account_export(user_id: uuid.UUID, *, now: datetime) -> IO[bytes]:
    """Writes a person's export (HTTP contract, "Account"), all of it as it is at one moment.

    It is written out before anything of it is sent: a failure is then an error instead of half a
    document, and no slow reader keeps a transaction open.

    Args:
        user_id: the person.
        now: what `exported_at` says.

    Returns:
        The document, UTF-8, as a file open at its start, which the caller closes.

    Raises:
        SessionRevokedError: the person was erased since the request was authenticated.
    """
    with ExitStack() as stack:
        document = stack.enter_context(SpooledTemporaryFile(MEMORY_BYTES))
        with _snapshot():
            if not User.objects.filter(pk=user_id).exists():
                raise SessionRevokedError
            for piece in _pieces(user_id, now):
                # One by one: `writelines` looks at the size only when it has written all of them.
                document.write(piece.encode())
        document.seek(0)
        stack.pop_all()
    return document


@contextmanager
def _snapshot() -> Iterator[None]:
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _pieces(user_id: uuid.UUID, now: datetime) -> Iterator[str]:
    yield f'{{"exported_at": {_json(now)}'
    for section in export_sections():
        yield f",\n{_json(section.name)}: "
        yield from _single(section, user_id) if section.is_single else _list(section, user_id)
    yield "}\n"


def _single(section: ExportSection, user_id: uuid.UUID) -> Iterator[str]:
    yield _json(next(section.read(user_id), None))


def _list(section: ExportSection, user_id: uuid.UUID) -> Iterator[str]:
    separator = "["
    for row in section.read(user_id):
        yield f"{separator}\n{_json(row)}"
        separator = ","
    yield "[]" if separator == "[" else "\n]"


def _json(value: Any) -> str:
    return json.dumps(value, cls=JSONEncoder, ensure_ascii=False)
