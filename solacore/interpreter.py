"""Python's interpreter, set for a server: its garbage collector, and how its threads take turns."""

import gc
import sys

# New objects between two collections, and how often those go further; Python's own are 700, 10 and 10. Five
# hundred open streams keep some hundred thousand objects alive, and each full collection visits them all.
THRESHOLDS = (20_000, 20, 50)
# Seconds after which a thread that computes lets another one go on; Python's own is 0.005. While the event
# loop is busy, a thread waits so long after each answer of PostgreSQL or Redis, so that with Python's value
# all threads together would get 200 answers a second.
SWITCH_SECONDS = 0.001


def collect_rarely() -> None:
    """Has the collector run less often.

    Call it first of all: a start makes some hundred thousand objects that stay, and with Python's thresholds
    an eighth of it is spent looking through them again and again.
    """
    gc.set_threshold(*THRESHOLDS)


def settle() -> None:
    """Takes all that is loaded out of the collector's sight, and sets both. Call it once, after the start."""
    gc.collect()
    gc.freeze()
    collect_rarely()
    sys.setswitchinterval(SWITCH_SECONDS)
