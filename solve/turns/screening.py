"""Screens what the person says, and what the model writes, sentence by sentence, before it is passed on."""

from collections.abc import Sequence

from solve.safety.crisis import Assessment, Risk, assess, screen_reply

# How many of the person's last messages are looked at together.
MESSAGES_SCREENED = 6

# Characters before the newest ones that a sentence may have begun in.
WINDOW = 600
# Where a statement can be complete; in between nothing new can be found.
_ENDS = frozenset(".!?;:\n。！？；：…")


def assess_said(said: Sequence[str]) -> Assessment:
    """The risk in a person's last message, in the light of those before it.

    Args:
        said: the person's messages, oldest first.
    """
    return assess(said[-MESSAGES_SCREENED:])


class HarmfulReplyError(Exception):
    """The model's text encourages or explains harm; nothing more of it may be passed on."""


class PersonInDangerError(Exception):
    """The model says that the person is in acute danger; nothing of its reply may be passed on."""


class ReplyScreen:
    """Watches one reply."""

    def __init__(self) -> None:
        """Starts with nothing written."""
        self._recent = ""
        self.risk = Risk.NONE

    def feed(self, text: str) -> None:
        """Looks at the next piece.

        Raises:
            HarmfulReplyError: with this piece the reply says what it must not.
        """
        self._recent = (self._recent + text)[-WINDOW - len(text) :]
        if _ENDS.intersection(text):
            self._look()

    def finish(self) -> None:
        """Looks at the end, which may have no full stop.

        Raises:
            HarmfulReplyError: as in `feed`.
        """
        self._look()

    def _look(self) -> None:
        risk = screen_reply(self._recent)
        if risk == Risk.ACUTE:
            raise HarmfulReplyError
        if risk == Risk.CONCERN:
            self.risk = Risk.CONCERN
