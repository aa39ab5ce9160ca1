"""A session as Markdown.

What people and models wrote stands in block quotes, letter for letter: whatever Markdown or HTML is in it,
CommonMark closes it with the quote (https://spec.commonmark.org/0.31.2/#container-blocks), so that none of it
becomes a part of the document around it.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import groupby
from typing import cast

from django.utils.formats import date_format
from django.utils.translation import override

from solve.export.helplines import helplines_of
from solve.export.words import WORDING, Wording
from solve.llm.base import Locale
from solve.models import Message, MessageStatus, Role, SolveSession
from solve.prompts.shape import FirstStep, Option, render_first_step, render_options
from solve.steps import Status, Step

_LINE_END = re.compile(r"\r\n|\r|\n")


def markdown_of(session: SolveSession, messages: Iterable[Message]) -> Iterator[str]:
    """The document, piece by piece.

    Args:
        session: the session.
        messages: what was said in it, oldest first.
    """
    wording = WORDING[cast(Locale, session.locale)]
    status = wording.statuses[Status(session.status)]
    yield f"# {wording.title}\n\n{_date(session.created_at, wording)} · {status}\n"
    for step, said in groupby(messages, key=lambda message: message.step):
        yield f"\n## {wording.steps[Step(step)]}\n"
        for message in said:
            yield f"\n{_message(message, wording, session.locale)}"
    yield from (f"\n## {heading}\n\n{text}\n" for heading, text in _outcome(session, wording))


def _message(message: Message, wording: Wording, locale: str) -> str:
    speaker = wording.speakers[Role(message.role)]
    ending = wording.endings.get(MessageStatus(message.status))
    heading = f"**{speaker}** · {_time(message.created_at)}{f' · {ending}' if ending else ''}\n"
    lines = "\n".join(f"- {key}: {number}" for key, number in helplines_of(message, locale).items())
    said = "\n\n".join(filter(None, (message.content, lines)))
    return f"{heading}\n{_quoted(said)}\n" if said else heading


def _outcome(session: SolveSession, wording: Wording) -> Iterator[tuple[str, str]]:
    """What came of the session, each with its heading."""
    locale = cast(Locale, session.locale)
    if session.options:
        options = [Option(**option) for option in session.options]
        yield wording.options, _quoted(render_options(options, locale))
    if session.first_step_action:
        yield wording.first_step, _quoted(session.first_step_action)
    elif session.first_step:
        yield wording.proposed, _quoted(render_first_step(FirstStep(**session.first_step), locale))
    if session.reminder_time:
        moment = session.reminder_time
        yield wording.reminder, f"{_date(moment, wording)}, {_time(moment)}"


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}" if line else ">" for line in _LINE_END.split(text))


def _date(moment: datetime, wording: Wording) -> str:
    with override(wording.language):
        return date_format(moment.astimezone(UTC), "DATE_FORMAT")


def _time(moment: datetime) -> str:
    """The time of day; nobody has told us where the person is."""
    return f"{moment.astimezone(UTC):%H:%M} UTC"
