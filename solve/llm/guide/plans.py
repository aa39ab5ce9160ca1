"""Reading what a person could do, would choose and will do: alternatives, a pick, a first step."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from solve.llm.guide import text as texts
from solve.llm.guide.language import Language, Pattern
from solve.prompts.shape import FirstStep, Option

# A title or an action longer than this is a story, not a step (words, or Chinese characters).
_LONGEST_CHOICE = 16
_LONGEST_CHOICE_UNSPACED = 28
_LONGEST_ACTION = 160  # characters
# A message this short (words, or characters) may pick an option by a single short word or character.
_SHORT = 8
_STEM = 4  # letters by which two forms of a word are taken for the same


@dataclass(frozen=True, slots=True)
class Choices:
    """The alternatives that a person named, and whether they asked "whether to", which has another side."""

    titles: tuple[str, ...]
    whether: bool


def choices_in(text: str, language: Language, *, without_cue: bool) -> Choices:
    """The alternatives in a message.

    Args:
        text: the readable message.
        language: its language.
        without_cue: whether a bare list ("ask him, or move out") counts, too.
    """
    reading = language.reading
    titles: list[str] = []
    for sentence in texts.sentences(text, language):
        cue = reading.choice_cue.search(sentence)
        if not cue and not without_cue:
            continue
        body = sentence[_opening(sentence, cue, language) :] if cue else sentence
        parts = _alternatives(body, language)
        titles += parts if cue or len(parts) > 1 else []
    return Choices(tuple(dict.fromkeys(titles)), bool(reading.whether.search(text)))


def _opening(sentence: str, cue: re.Match[str], language: Language) -> int:
    """Where the alternatives begin: after the cue, or before it where it stands between or within them."""
    reading = language.reading
    if language.spaced or reading.whether.search(cue.group()):
        return cue.end()
    return (
        0 if reading.choice_break.search(f"--{cue.group()}--") else sentence.rfind("，", 0, cue.start()) + 1
    )


def _alternatives(body: str, language: Language) -> list[str]:
    reading = language.reading
    longest = _LONGEST_CHOICE if language.spaced else _LONGEST_CHOICE_UNSPACED
    found: list[str] = []
    breaks = [match.group().strip() for match in reading.choice_break.finditer(body)]
    for link, part in zip(["", *breaks], reading.choice_break.split(body), strict=True):
        title = texts.bare(reading.tail.sub("", texts.bare(reading.choice_lead.sub("", part.strip()))))
        lone = (
            bool(found) and language.spaced and " " not in title and not reading.lone_choice.fullmatch(title)
        )
        if lone and link.isalpha():
            found[-1] = f"{found[-1]} {link} {title}"
        elif (
            not lone
            and reading.choice_form.search(title)
            and "…" not in title
            and texts.size(title, spaced=language.spaced) <= longest
        ):
            found.append(title)
    return found


def picked(text: str, options: Sequence[Option], language: Language) -> Option | None:
    """The option that a message leans towards, by its place in the list or by the words they share."""
    for option, ordinal in zip(options, language.reading.ordinals, strict=False):
        if ordinal.search(text):
            return option
    said = _content(text, language)
    titles = [_content(option.title, language) for option in options]
    seen = Counter(word for title in titles for word in title)
    weights = [sum(_weight(word) for word in said & title if seen[word] == 1) for title in titles]
    needed = _weight("") if texts.size(text, spaced=language.spaced) <= _SHORT else 2 * _weight("")
    return options[weights.index(max(weights))] if weights and max(weights) >= needed else None


def _weight(word: str) -> int:
    """How much a word shared with a title says: a long one counts as two short ones (or two characters)."""
    return 2 if len(word) >= _STEM else 1


def _content(text: str, language: Language) -> set[str]:
    """The words that carry meaning; in Chinese, characters."""
    if not language.spaced:
        return set(re.findall(r"[\u3400-\u9fff]", text)) - language.reading.common
    found = re.findall(r"[^\W\d_]{3,}", text.lower())
    return {word[:_STEM] for word in found if word not in language.reading.common}


def first_step(text: str, language: Language) -> FirstStep:
    """What a message says the person will do first, and when; either may be empty.

    Several alternatives are no step yet.
    """
    action, when = "", ""
    several = len(choices_in(text, language, without_cue=False).titles) > 1
    for sentence in texts.sentences(text, language):
        if texts.is_question(sentence):
            continue
        time = _time(sentence, language)
        step = _action(language.reading.time.sub(" ", sentence), language)
        if step and not several and (not action or (time and not when)):
            action = step
        when = when or time
    return FirstStep(action, when)


def _time(sentence: str, language: Language) -> str:
    """The phrases of time in a sentence, as one where only a comma or a space stands between them."""
    found: list[str] = []
    end = -1
    for match in language.reading.time.finditer(sentence):
        gap = sentence[end : match.start()] if end >= 0 else ""
        joined = end >= 0 and not gap.strip(" ,，、")
        if joined:
            found[-1] += gap + match.group()
        else:
            found.append(match.group())
        end = match.end()
    separator = ", " if language.spaced else "，"
    return separator.join(found).strip()


def _action(sentence: str, language: Language) -> str:
    reading = language.reading
    cue = reading.plan_cue.search(sentence)
    text = _tidied(reading.plan_lead.sub("", sentence[cue.start() :] if cue else sentence.strip()), language)
    if not cue and not reading.plan_form.search(text):
        return ""
    if texts.size(text, spaced=language.spaced) < (2 if language.spaced else 3) or "…" in text:
        return ""
    return text if len(text) <= _LONGEST_ACTION else _first_clause(text, reading.clause_break)


def _first_clause(text: str, clause_break: Pattern) -> str:
    clause = texts.bare(clause_break.split(text)[0])
    return clause if len(clause) <= _LONGEST_ACTION else ""


def _tidied(text: str, language: Language) -> str:
    """A sentence from which phrases were taken, without the gaps that they left."""
    text = re.sub(r"(?:\s*[,，]\s*){2,}", ", " if language.spaced else "，", text)
    text = re.sub(r"\s+([,.;，。；])", r"\1", re.sub(r"\s+", " " if language.spaced else "", text))
    return texts.bare(language.reading.tail.sub("", texts.bare(text)))
