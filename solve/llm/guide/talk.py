"""The conversation as the guide sees it, and what it answers."""

from collections.abc import Sequence
from dataclasses import dataclass

from solve.llm.guide.listening import Said
from solve.prompts.shape import Option, read_options


@dataclass(frozen=True, slots=True)
class Reply:
    """What the guide says, and whether the step has done its work with it."""

    text: str
    done: bool


@dataclass(frozen=True, slots=True)
class Talk:
    """The conversation as the guide sees it.

    Attributes:
        heard: the person's messages, oldest first; at least one.
        replies: the earlier replies, oldest first.
        options: what the latest list of options named, if there was one.
        after_options: the person's messages since that list.
        exchange: the number of this exchange within the step, from 1.
        concern: whether the safety screen found cause for concern, so that help lines stand beside the reply.
    """

    heard: tuple[Said, ...]
    replies: tuple[str, ...]
    options: tuple[Option, ...]
    after_options: tuple[Said, ...]
    exchange: int
    concern: bool

    @property
    def now(self) -> Said:
        """The message that is answered."""
        return self.heard[-1]


def talk_of(
    heard: tuple[Said, ...], turns: Sequence[tuple[str, int]], *, exchange: int, concern: bool
) -> Talk:
    """The conversation, with the latest list of options read back.

    Args:
        heard: the person's messages, oldest first.
        turns: the earlier replies, each with how many of the person's messages came before it.
        exchange: the number of this exchange within the step, from 1.
        concern: whether the safety screen found cause for concern.
    """
    listed = next(
        ((options, before) for text, before in reversed(turns) if (options := read_options(text))), None
    )
    options, before = listed or ((), len(heard))
    return Talk(heard, tuple(text for text, _ in turns), options, heard[before:], exchange, concern)
