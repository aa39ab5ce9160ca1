"""The filter for one reply: what of a model's text may be sent and stored, and what it says to the server."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from solve.safety.reply_guard.codes import CodeFilter
from solve.safety.reply_guard.leaks import LeakFilter
from solve.safety.reply_guard.markers import (
    DANGER_STOOD,
    DONE_STOOD,
    MARKER_SHAPE,
    OTHER_STOOD,
    STOOD,
    Markers,
    MarkerSigns,
)
from solve.safety.reply_guard.storable import StorableText

_SIGNS = re.compile(f"({STOOD})")
_SIGN = frozenset((DONE_STOOD, DANGER_STOOD, OTHER_STOOD))
_MAY_FOLLOW_MARKER = frozenset(" \t\n\"'`*_~»”’」』)）")


@dataclass(frozen=True, slots=True)
class GuardResult:
    """What became of a reply.

    Attributes:
        rest: the text that was still held back and may be sent.
        step_done: whether the model said that the step has done its work.
        leaked: whether the reply held a piece of the system prompt, or code, which was dropped.
        empty: whether nothing but blanks was let through, so that the caller owes the person a sentence.
    """

    rest: str
    step_done: bool
    leaked: bool
    empty: bool


class ReplyGuard:
    """The filter for one reply.

    The step counts as done only if the exact marker is the last thing of the reply, but for blanks, closing
    quotes and emphasis, no piece of the prompt leaked, the text before the marker does not repeat the prompt,
    and the person has not written a marker: it might be theirs that the model repeats.
    """

    def __init__(self, *, system_prompt: str, markers: Markers, person_texts: Sequence[str]) -> None:
        """Prepares the filter.

        Args:
            system_prompt: what the model was told and must not repeat.
            markers: this turn's, from new_markers().
            person_texts: the person's messages that the model saw.
        """
        self._is_forged = any(map(MARKER_SHAPE.search, person_texts))
        self._storable = StorableText()
        self._codes = CodeFilter()
        self._signs = MarkerSigns(markers)
        self._leaks = LeakFilter(system_prompt, [markers.step_done, markers.danger])
        self._ends_with_marker = False
        self._has_begun = False
        self._let_through = False
        self.person_in_danger = False

    def feed(self, chunk: str) -> str:
        """Takes the next piece of the model's text; returns what may be sent now, possibly nothing."""
        return self._let(self._signs.feed(self._codes.feed(self._storable.feed(chunk))))

    def finish(self) -> GuardResult:
        """Ends the reply and lets through what was held back for nothing."""
        rest = self._let(self._signs.feed(self._codes.finish()))
        rest += self._let(self._signs.finish()) + self._leaks.finish()
        self._let_through = self._let_through or bool(rest.strip())
        leaked = self._leaks.leaked or self._codes.dropped
        return GuardResult(
            rest=rest,
            step_done=self._ends_with_marker and not leaked and not self._is_forged,
            leaked=leaked,
            empty=not self._let_through,
        )

    def _let(self, text: str) -> str:
        """Lets a text through the leak filter and notes the markers that stood in it."""
        released = ""
        for piece in _SIGNS.split(text):
            if piece in _SIGN:
                self._note(piece)
            elif piece:
                self._ends_with_marker = self._ends_with_marker and _MAY_FOLLOW_MARKER.issuperset(piece)
                self._has_begun = self._has_begun or not piece.isspace()
                released += self._leaks.feed(piece)
        self._let_through = self._let_through or bool(released.strip())
        return released

    def _note(self, sign: str) -> None:
        self._ends_with_marker = sign == DONE_STOOD and not self._leaks.is_repeating
        # Also when the person has written one: theirs has another code, and help is never shown too often.
        if sign == DANGER_STOOD and not self._has_begun:
            self.person_in_danger = True
        self._has_begun = True
