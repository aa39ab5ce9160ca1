"""Screens what the model writes, sentence by sentence, before it is passed on."""

from solve.safety.crisis import Risk, screen_reply

# Characters before the newest ones that a sentence may have begun in.
WINDOW = 600
# Where a statement can be complete; in between nothing new can be found.
_ENDS = frozenset(".!?;:\n。！？；：…")


class HarmfulReplyError(Exception):
    """The model's text encourages or explains harm; nothing more of it may be passed on."""


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
