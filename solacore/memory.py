"""Python's garbage collector, set for a server: what was loaded at the start is never looked at again."""

import gc

# New objects between two collections, and how often those go further; Python's own are 700, 10 and 10. Five
# hundred open streams keep some hundred thousand objects alive, and each full collection visits them all.
THRESHOLDS = (20_000, 20, 50)


def settle() -> None:
    """Takes everything that is loaded out of the collector's sight. Call it once, after the start."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
