"""What a reply offers, read out of its text: two or three options, or one first step.

Every model writes them in a way of its own; what can't be read for certain is absent, never guessed.
"""

from solve.structured.first_step import first_step_in
from solve.structured.options import options_in

__all__ = ["first_step_in", "options_in"]
