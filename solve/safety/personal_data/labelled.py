r"""The labelled messages that the tagger is made from, and measured on.

`labelled` holds what it was made from, a file for each author. `heldout` holds what others wrote and nobody
tuned anything on. A line holds the language and the text, in which each piece of personal data stands marked
with its kind, `⟦PHONE:612 345 678⟧`; `⏎` stands between two messages, `\n` for a line end.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from solve.safety.personal_data.finding import Kind, Span

SETS: Final = ("labelled", "heldout")

_DATA: Final = Path(__file__).parent / "data"
_BETWEEN_MESSAGES: Final = " ⏎ "
_MARKED: Final = re.compile(rf"⟦({'|'.join(Kind)}):([^⟧]*)⟧")


@dataclass(frozen=True, slots=True)
class Message:
    """A message and the personal data in it."""

    text: str
    secrets: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One or two messages of one person, one after the other.

    Attributes:
        batch: the file that they are from.
        locale: "en", "es" or "zh".
        messages: the messages.
    """

    batch: str
    locale: str
    messages: tuple[Message, ...]

    @property
    def texts(self) -> list[str]:
        """The messages as they were written."""
        return [message.text for message in self.messages]

    @property
    def secrets(self) -> list[str]:
        """The personal data in them, as it was written."""
        return [
            message.text[secret.start : secret.end] for message in self.messages for secret in message.secrets
        ]


def lines(name: str) -> tuple[Line, ...]:
    """The lines of a set of `SETS`, batch by batch."""
    return tuple(line for path in sorted((_DATA / name).glob("*.txt")) for line in _batch(path))


def _batch(path: Path) -> Iterator[Line]:
    for row in path.read_text("utf-8").splitlines():
        locale, marked = row.split("\t")
        messages = marked.replace("\\n", "\n").split(_BETWEEN_MESSAGES)
        yield Line(path.stem, locale, tuple(map(_message, messages)))


def _message(marked: str) -> Message:
    text = ""
    shown = 0
    secrets = []
    for match in _MARKED.finditer(marked):
        text += marked[shown : match.start()]
        secrets.append(Span(Kind(match[1]), len(text), len(text) + len(match[2])))
        text += match[2]
        shown = match.end()
    return Message(text + marked[shown:], tuple(secrets))
