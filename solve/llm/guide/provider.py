"""The built-in guide as a model provider: rules, no network, no model."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator

from solve.llm.base import Finish, Locale, ModelRequest
from solve.llm.guide.en import ENGLISH
from solve.llm.guide.es import SPANISH
from solve.llm.guide.language import Language, Move
from solve.llm.guide.listening import listen
from solve.llm.guide.replies import reply_to
from solve.llm.guide.talk import Reply, talk_of
from solve.llm.guide.voice import Voice
from solve.llm.guide.zh import CHINESE
from solve.prompts import asks_for_care

LANGUAGES: dict[Locale, Language] = {language.locale: language for language in (ENGLISH, SPANISH, CHINESE)}

# What the guide says of itself in its first reply; for /config/features, too.
GUIDE_NOTE: dict[Locale, str] = {locale: language.note for locale, language in LANGUAGES.items()}

# How many choices of variants are tried before a reply may equal an earlier one; the second half of them
# is longer by a sentence. A session within the step policy never needs many.
_TRIES = 60


class GuideProvider:
    """The embedded default provider; see `solve.llm.base.Provider`."""

    name = "guide"

    def __init__(self, *, delay: float = 0.015) -> None:
        """Args: delay: the pause between two pieces of a reply, in seconds."""
        self._delay = delay

    async def stream(self, request: ModelRequest) -> AsyncIterator[str | Finish]:
        """Yields the reply in small pieces, the marker if the step has done its work, and a Finish.

        The same conversation always gets the same reply. `max_tokens` is not looked at: a reply has about
        120 words, a list of options about 200.
        """
        reply = await asyncio.to_thread(compose, request)
        for piece in _pieces(reply.text, spaced=LANGUAGES[request.locale].spaced):
            yield piece
            await asyncio.sleep(self._delay)
        if reply.done:
            yield request.markers.step_done
        yield Finish(provider=self.name, model="guide-1")


def compose(request: ModelRequest) -> Reply:
    """The whole reply to a request; the honest note stands in front until the guide has said it once."""
    language = LANGUAGES[request.locale]
    said = [message.content for message in request.messages if message.role == "user"]
    heard = listen(said, locale=request.locale, languages=LANGUAGES, marker=request.markers.step_done)
    turns, before = [], 0
    for message in request.messages:
        if message.role == "user":
            before += 1
        else:
            turns.append((message.content, before))
    concern = asks_for_care(request.system, request.locale)
    talk = talk_of(heard, turns, exchange=request.exchange, concern=concern)
    seed = "\x1f".join([request.step, *said])
    for attempt in range(_TRIES):
        voice = Voice(language, earlier=talk.replies, seed=f"{seed}\x1f{attempt}")
        reply = reply_to(talk, request.step, voice)
        if attempt >= _TRIES // 2:
            reply = Reply(f"{voice.say(language.wording.moves[Move.BRIEF])}\n\n{reply.text}", reply.done)
        if not any(language.note in earlier for earlier in talk.replies):
            reply = Reply(f"{language.note}\n\n{reply.text}", reply.done)
        if reply.text not in talk.replies:
            break
    return reply


def _pieces(text: str, *, spaced: bool) -> Iterator[str]:
    """A reply in small pieces: word by word, or by two characters where words are not spaced."""
    pattern = r"\s*\S+\s*" if spaced else r"[\x21-\x7e]+|\s+|[^\s\x21-\x7e]{1,2}"
    return (match.group() for match in re.finditer(pattern, text))
