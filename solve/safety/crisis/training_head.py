"""Makes what stands above the encoder: the network, and the blend of its opinion with the linear models'."""

from collections.abc import Iterable
from typing import Any, Final
from warnings import catch_warnings, simplefilter

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier

from solve.safety.crisis.encoder import Matrix, Network, log_odds

# So many networks that began differently make one, which errs less than each.
_NETWORKS: Final = 2
_UNITS: Final = 128
# The strength of regularisation, the passes over the lines, the lines at once and the length of a step. One
# network of 256 units that was held back more did no better.
_ALPHA: Final = 0.03
_PASSES: Final = 8
_BATCH: Final = 128
_STEP: Final = 5e-4


def network(encoded: Matrix, labels: Any) -> Network:
    """Learns from encoded lines.

    Args:
        encoded: (lines, 1024).
        labels: 0 for harmless, 1 for concern, 2 for acute.
    """
    fitted = [_fitted(encoded, labels, seed) for seed in range(_NETWORKS)]
    inner, outer = zip(*(one.coefs_ for one in fitted), strict=True)
    inner_bias, outer_bias = zip(*(one.intercepts_ for one in fitted), strict=True)
    return Network(
        inner=np.concatenate(inner, axis=1),
        inner_bias=np.concatenate(inner_bias),
        outer=np.concatenate(outer).astype(np.float32) / np.float32(_NETWORKS),
        outer_bias=np.mean(outer_bias, axis=0),
    )


def log_odds_of_strangers(encoded: Matrix, labels: Any, folds: Iterable[tuple[Any, Any]]) -> Matrix:
    """Each line's by a network that has read no line of its author: (lines, 2)."""
    odds = np.zeros((len(encoded), 2), np.float32)
    for learnt, judged in folds:
        odds[judged] = log_odds(network(encoded[learnt], labels[learnt]), encoded[judged])
    return odds


def blend(linear: Matrix, encoded: Matrix, labels: Any) -> Matrix:
    """How far to trust the linear models and the network, for danger and for care: (2, 3)."""
    rows = []
    for one, label in enumerate((labels == 2, labels > 0)):
        both = np.stack([linear[:, one], encoded[:, one]], axis=1)
        fitted = LogisticRegression().fit(both, label)
        rows.append([fitted.intercept_[0], *fitted.coef_[0]])
    return np.array(rows, np.float32)


def _fitted(encoded: Matrix, labels: Any, seed: int) -> MLPClassifier:
    learner = MLPClassifier(
        (_UNITS,),
        alpha=_ALPHA,
        max_iter=_PASSES,
        batch_size=min(_BATCH, len(encoded)),
        learning_rate_init=_STEP,
        random_state=seed,
        # No stop before the last pass.
        tol=0.0,
        n_iter_no_change=_PASSES + 1,
    )
    with catch_warnings():
        # More passes learn the lines by heart.
        simplefilter("ignore", ConvergenceWarning)
        return learner.fit(encoded, labels)
