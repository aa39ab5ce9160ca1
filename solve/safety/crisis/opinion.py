"""The second opinion on a message: of the linear models, and of the encoder where they are unsure.

Most messages resemble nothing that calls for help, and no rule finds anything in them: those end here within
a millisecond. The others are encoded.
"""

import logging
import re
from dataclasses import dataclass
from importlib import import_module
from typing import Final

from solve.safety.crisis import resemblance
from solve.safety.crisis.detect import blanked, split
from solve.safety.crisis.lexicon import lexicon
from solve.safety.crisis.resemblance import Score, Thresholds

logger = logging.getLogger(__name__)

# Below this danger and this care the linear models are sure of a message in which no rule finds anything. By
# cross-validation they leave out five in six ordinary messages so, and a third of a point of recall.
_SURE_DANGER: Final = -2.5
_SURE_CARE: Final = 0.5
# A longer message is encoded by the beginnings of its sentences, of which only the most dangerous ones count.
_WHOLE: Final = 300
_SENTENCES: Final = 3
_BEGINNING: Final = 150

_CJK: Final = re.compile("[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the models make of a message.

    Attributes:
        score: what it resembles.
        at: the scores that mean something.
    """

    score: Score
    at: Thresholds


def opinion(message: str, normal: str, language: str, *, is_named: bool) -> Opinion:
    """The second opinion on a message. Without the encoder, if that breaks down.

    Args:
        message: as written.
        normal: in normal form.
        language: `en`, `es` or `zh`.
        is_named: whether a rule found something in it.
    """
    sentences = plain_sentences(normal)
    score = resemblance.score(sentences)
    alone = Opinion(score, resemblance.model().thresholds[language])
    if not is_named and score.danger < _SURE_DANGER and score.care < _SURE_CARE:
        return alone
    try:
        return _with_encoder(message, normal, language, sentences, score)
    except Exception as error:  # noqa: BLE001  whatever breaks in it, the linear models have an opinion
        logger.error("crisis.encoder_failed", extra={"error": type(error).__name__})
        return alone


def plain_sentences(normal: str) -> list[str]:
    """The sentences of a normal form without idioms: what the linear models read."""
    return [_plain(sentence) for sentence in split(normal)]


def warm_up() -> None:
    """Loads the encoder, which the first message that needs it would otherwise wait for."""
    opinion("", "", "en", is_named=True)


def _with_encoder(message: str, normal: str, language: str, sentences: list[str], score: Score) -> Opinion:
    # Not at the top: numpy and the encoder are dear to processes that never assess a message.
    encoder = import_module("solve.safety.crisis.encoder")
    passages = [(message, normal, score)]
    if len(message) > _WHOLE:
        passages = sorted(map(_passage, sentences), key=_danger, reverse=True)[:_SENTENCES]
    texts = [(written, read) for written, read, _ in passages]
    danger, care = encoder.weighed(texts, [(linear.danger, linear.care) for *_, linear in passages])
    return Opinion(Score(danger, care, score.is_complete), encoder.head().thresholds[language])


def _passage(sentence: str) -> tuple[str, str, Score]:
    beginning = sentence[:_BEGINNING]
    return beginning, beginning, resemblance.score([sentence])


def _danger(passage: tuple[str, str, Score]) -> float:
    return passage[2].danger


def _plain(sentence: str) -> str:
    for language in ("zh",) if _CJK.search(sentence) else ("en", "es"):
        sentence = blanked(sentence, lexicon(language))
    return sentence.strip()
