"""How the guide finds its words: a stable choice among variants, without saying anything twice."""

import hashlib
import re
from collections.abc import Iterable, Sequence

from solve.llm.guide.language import Language, Pool
from solve.llm.guide.text import bare

_SLOT = re.compile(r"\{\w+\}")


class Voice:
    """The guide's voice in one reply.

    Which variant it takes hangs on the seed alone, so the same conversation gets the same reply.
    """

    def __init__(self, language: Language, *, earlier: Sequence[str], seed: str) -> None:
        """Args: language: what it speaks. earlier: its replies so far. seed: decides among variants."""
        self.language = language
        self._earlier = "\n".join(earlier)
        self._said_folded = self._earlier.casefold()
        self._seed = seed

    def say(self, pool: Pool, **slots: str) -> str:
        """One variant of the pool that no earlier reply has used, its slots filled; "" from an empty pool."""
        if not pool:
            return ""
        start = self._number("".join(pool)) % len(pool)
        turned = pool[start:] + pool[:start]
        fresh = next((variant for variant in turned if not self.used(variant)), turned[0])
        said = fresh.format(**slots)
        return said[:1] + capitalised(said[1:]) if said[:1] in ("“", "«") else said

    def used(self, variant: str) -> bool:
        """Whether an earlier reply used a variant, known by its longest stretch without a slot."""
        return max(_SLOT.split(variant), key=len).strip() in self._earlier

    def all_used(self, pool: Pool) -> bool:
        """Whether no variant of the pool is left."""
        return all(self.used(variant) for variant in pool)

    def echo(self, clause: str) -> str:
        """A sentence that tells a clause of the person back."""
        wording = self.language.wording
        if self._indirect(clause):
            return self.say(wording.echo, **self.slots(clause))
        return self.say(wording.echo_quoted, **self.slots(clause))

    def echo_two(self, first: str, second: str) -> str:
        """A sentence that tells two clauses of the person back."""
        form = "words" if self.language.indirect else "quote"
        return self.say(self.language.wording.echo_two, **self.slots(first), more=self.slots(second)[form])

    def slots(self, clause: str) -> dict[str, str]:
        """The forms in which a clause may stand in a sentence: words, Words and quote."""
        within = uncapitalised(clause, self.language)
        words = self.flipped(within) if self._indirect(clause) else self._quoted(within)
        return {"words": words, "Words": capitalised(words), "quote": within}

    def flipped(self, text: str) -> str:
        """A text of the person from the guide's point of view: "my" becomes "your"."""
        flips = self.language.reading.flips
        boundary = r"(?<![\w'’])" if self.language.spaced else ""
        whole = re.compile(
            boundary + "(?:" + "|".join(f"(?:{_anonymous(form)})" for form, _ in flips) + ")", re.IGNORECASE
        )

        def turn(match: re.Match[str]) -> str:
            for form, replacement in flips:
                if one := re.fullmatch(form, match.group(), re.IGNORECASE):
                    return one.expand(replacement)
            return match.group()

        return whole.sub(turn, text)

    def fresh(self, clauses: Iterable[str]) -> list[str]:
        """The clauses that no earlier reply has told back."""
        return [clause for clause in clauses if not self._told(clause)]

    def _told(self, clause: str) -> bool:
        return any(form.casefold() in self._said_folded for form in (clause, self.flipped(clause)))

    def _indirect(self, clause: str) -> bool:
        indirect = self.language.indirect
        return (
            indirect is not None
            and bool(indirect.search(clause))
            and not self.language.reading.addressed.search(clause)
        )

    def _quoted(self, clause: str) -> str:
        return f"«{clause}»" if self.language.locale == "es" else f"“{clause}”"

    def _number(self, salt: str) -> int:
        return int.from_bytes(hashlib.blake2b(f"{self._seed}\x1f{salt}".encode(), digest_size=8).digest())


def capitalised(text: str) -> str:
    """A text with a capital at its start."""
    return text[:1].upper() + text[1:]


def uncapitalised(text: str, language: Language) -> str:
    """A text that may stand within a sentence: a capital stays where it may belong to a name."""
    first = bare(text.split(" ", 1)[0]).lower().replace("’", "'")
    ordinary = first in language.reading.common or language.reading.stands_alone.search(text)
    if ordinary and not re.match(r"I(?:['’]|\b)", text):
        return text[:1].lower() + text[1:]
    return text


def _anonymous(form: str) -> str:
    return re.sub(r"\((?!\?)", "(?:", form)
