"""Leads the demo's person through a session and shows it in a terminal."""

from collections import Counter
from typing import TextIO

from solve.demo.client import ApiError, DemoClient
from solve.demo.people import ANSWERS, STORIES, line
from solve.steps import ORDER, Status, Step

# The most messages that a session can take, by the step policy, with room for a repeated one.
MOST_MESSAGES = 20
_EMOTION_COLOURS = {"anxious": 31, "sad": 34, "calm": 32, "confused": 33, "neutral": 90}


class Screen:
    """Writes to a terminal, in colours where it has any."""

    def __init__(self, out: TextIO) -> None:
        """Args: out: where to write."""
        self._out = out
        self._colours = out.isatty()

    def write(self, text: str) -> None:
        """Writes a piece of text at once."""
        self._out.write(text)
        self._out.flush()

    def painted(self, text: str, colour: int) -> str:
        """The text in an ANSI colour, plain where there are none."""
        return f"\x1b[{colour}m{text}\x1b[0m" if self._colours else text

    def step(self, step: Step) -> None:
        """Announces a step."""
        title = f"-- Step {ORDER.index(step) + 1} of {len(ORDER)}: {step.value} "
        self.write(f"\n{self.painted(title.ljust(60, '-'), 1)}\n")


def tell(client: DemoClient, screen: Screen, *, locale: str, text: str) -> None:
    """Goes through a whole session.

    Args:
        client: a client without an account yet.
        screen: where to show it.
        locale: the language of the session.
        text: the person's own problem, "" for the demo's.

    Raises:
        ApiError: when the server refuses, or the session does not come to its end.
    """
    email = client.register(locale)
    session = client.start(locale)
    screen.write(f"Registered {email} and started session {session['session_id']}.\n")
    lines = ANSWERS[locale] if text else STORIES[locale]
    step, status, said = Step.RECEIVE, Status.ACTIVE, Counter[Step]()
    shown: Step | None = None
    for number in range(MOST_MESSAGES):
        if step != shown:
            screen.step(step)
            shown = step
        opening = bool(text) and number == 0
        words = text if opening else line(lines, step, said[step])
        said[step] += 0 if opening else 1
        step, status = _exchange(client, screen, session["session_id"], words, step)
        if status == Status.COMPLETED:
            screen.write("\nThe session is completed.\n")
            return
    raise ApiError("The session did not come to its end.")


def _exchange(
    client: DemoClient, screen: Screen, session_id: str, words: str, step: Step
) -> tuple[Step, Status]:
    """One message and its streamed reply; answers where the session stands after it."""
    screen.write(f"\n{screen.painted('You:', 36)} {words}\n{screen.painted('Solacore:', 35)} ")
    for name, data in client.send(session_id, words, step.value):
        if name == "token":
            screen.write(data["content"])
        elif name == "done":
            _show_emotion(screen, data)
            return Step(data["next_step"]), Status(data["status"])
        elif name != "start":
            raise ApiError(data.get("detail") or f"The reply ended with {name}.")
    raise ApiError("The stream ended without a word.")


def _show_emotion(screen: Screen, data: dict[str, object]) -> None:
    emotion = str(data["emotion_detected"])
    heard = f"[{emotion}, confidence {data['confidence']}]"
    screen.write(f"\n{screen.painted(heard, _EMOTION_COLOURS.get(emotion, 90))}\n")
