"""What the guide makes of each message of a person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from solve.llm.base import Locale
from solve.llm.guide import text as texts
from solve.llm.guide.language import Domain, Feel, Inquiry, Language, Move, Need, Pattern

# Longer messages tell something, even when a phrase such as "not ready" occurs in them (words).
_LONGEST_REFUSAL = 12
_LONGEST_BRIEF = 3
# More clauses than this are more than one reply or session can tell back.
_MOST_CLAUSES = 40


@dataclass(frozen=True, slots=True)
class Said:
    """One message of a person, read.

    Attributes:
        text: what is readable of it.
        language: the language by which it was read.
        own: whether that is the session's language, so that it may be told back.
        move: what the person does with it.
        inquiry: what they ask the guide, if they ask.
        question: their question, bare.
        feelings: what it shows, the gravest first.
        needs: which needs of the clarify step it answers.
        clauses: its statements, most telling first.
    """

    text: str
    language: Language
    own: bool
    move: Move
    inquiry: Inquiry | None
    question: str
    feelings: tuple[Feel, ...]
    needs: frozenset[Need]
    clauses: tuple[str, ...]


def listen(
    messages: Sequence[str], *, locale: Locale, languages: Mapping[Locale, Language], marker: str
) -> tuple[Said, ...]:
    """All messages of a person, read in order.

    Args:
        messages: as the person wrote them, oldest first.
        locale: the language of the session.
        languages: all languages of the guide.
        marker: the step's marker, which is never read as words.
    """
    heard: list[Said] = []
    read: dict[str, Said] = {}
    for message in messages:
        known = read.get(message.casefold())
        if known is None:
            said = _read(message, locale=locale, languages=languages, marker=marker)
            read[message.casefold()] = said
        else:
            said = replace(known, move=Move.REPEATS) if known.move is Move.TELLS else known
        heard.append(said)
    return tuple(heard)


def domain_of(heard: Sequence[Said]) -> Domain | None:
    """The part of life that the messages are about: danger and loss first, then what is spoken of most."""
    counts = {
        domain: sum(len(said.language.domains[domain].heard.findall(said.text)) for said in heard)
        for domain in Domain
    }
    for domain in (Domain.SAFETY, Domain.GRIEF):
        if counts[domain]:
            return domain
    most = max(counts, key=lambda domain: counts[domain])
    return most if counts[most] else None


def _read(message: str, *, locale: Locale, languages: Mapping[Locale, Language], marker: str) -> Said:
    text = texts.readable(message, marker)
    found = texts.language_of(text, locale, languages)
    language, own = languages[found or locale], found == locale
    asked = [part for part in texts.sentences(text, language) if texts.is_question(part)]
    feelings = tuple(feel for feel in Feel if affirmed(language.feelings[feel].heard, text, language))
    found_clauses = islice(dict.fromkeys(texts.clauses(text, language)), _MOST_CLAUSES)
    clauses = tuple(sorted(found_clauses, key=lambda clause: -_weight(clause, language)))
    inquiry = _inquiry(text, asked, language)
    move = _move(message, text, language=language, telling=bool(clauses or feelings), inquiry=inquiry)
    if not own and texts.size(text, spaced=language.spaced) >= 3:
        move = Move.FOREIGN
    return Said(
        text=text,
        language=language,
        own=own,
        move=move,
        inquiry=inquiry,
        question=texts.bare(asked[-1]) if asked else "",
        feelings=feelings,
        needs=frozenset(need for need, pattern in language.reading.needs.items() if pattern.search(text)),
        clauses=clauses if own else (),
    )


def affirmed(pattern: Pattern, text: str, language: Language) -> bool:
    """Whether a text holds a pattern at least once without a negation before it."""
    return any(
        not language.reading.negation.search(text[max(0, match.start() - 24) : match.start()])
        for match in pattern.finditer(text)
    )


def _inquiry(text: str, asked: Sequence[str], language: Language) -> Inquiry | None:
    """What a message asks of the guide; a question that fits no kind counts only at its end."""
    for question in reversed(asked):
        for inquiry, pattern in language.reading.inquiries.items():
            if pattern.search(question):
                return inquiry
    return Inquiry.OTHER if asked and text.endswith(asked[-1]) else None


def _move(message: str, text: str, *, language: Language, telling: bool, inquiry: Inquiry | None) -> Move:
    length = texts.size(text, spaced=language.spaced)
    moves = language.reading.moves
    if texts.links(message) and length < _LONGEST_BRIEF:
        return Move.LINK
    if moves[Move.UNSURE].search(text):
        return Move.UNSURE
    if length <= _LONGEST_REFUSAL and not language.reading.people.search(text):
        for move in (Move.DISAGREES, Move.NOT_READY):
            if moves[move].search(text):
                return move
    if inquiry and not telling:
        return Move.ASKS
    return Move.TELLS if telling or length > _LONGEST_BRIEF else Move.BRIEF


def _weight(clause: str, language: Language) -> int:
    """How telling a clause is: feelings, fullness, what is the person's own, who else is in it."""
    reading = language.reading
    return (
        3 * any(affirmed(words.heard, clause, language) for words in language.feelings.values())
        + 2 * bool(reading.own.search(clause))
        + 2 * bool(reading.stands_alone.search(clause))
        + bool(reading.people.search(clause))
        + 3 * (texts.size(clause, spaced=language.spaced) > sum(reading.sizes) // 3)
        + any(pattern.search(clause) for pattern in reading.needs.values())
        - 4 * bool(reading.addressed.search(clause))
    )
