"""A filter between the model's text and everything that is sent or stored.

It takes out markers, pieces of the system prompt, encoded text and characters that cannot be stored, while
the text streams: only what could be the beginning of one of these is held back.
"""

from solve.safety.reply_guard.guard import GuardResult, ReplyGuard
from solve.safety.reply_guard.markers import MARKER_SHAPE, Markers, new_markers

__all__ = ["MARKER_SHAPE", "GuardResult", "Markers", "ReplyGuard", "new_markers"]
