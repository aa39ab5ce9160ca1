"""The options that the guide lists: the person's own alternatives first, then what fits their situation."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from solve.llm.guide.language import Kind, Language
from solve.llm.guide.listening import Said, domain_of
from solve.llm.guide.plans import Choices, choices_in
from solve.llm.guide.voice import Voice, capitalised
from solve.prompts.shape import Option

_MOST = 3
_NONE = Choices((), whether=False)


def own_choices(heard: Sequence[Said], *, in_step: int) -> Choices:
    """The alternatives that the person named, in the latest message that names some.

    Args:
        heard: all messages of the person.
        in_step: how many of the last ones belong to the options step. Only there, or after "whether to",
            does a single alternative count: elsewhere "I could" is mostly no plan.
    """
    for age, said in enumerate(reversed(heard)):
        if not said.own:
            continue
        choices = choices_in(said.text, said.language, without_cue=age < in_step)
        if len(choices.titles) > 1 or (choices.titles and (age < in_step or choices.whether)):
            return choices
    return _NONE


def options_for(heard: Sequence[Said], choices: Choices, voice: Voice) -> tuple[Option, ...]:
    """Two or three options for a person.

    Args:
        heard: all messages of the person.
        choices: the alternatives that they named themselves.
        voice: the guide's, for the language and the point of view.
    """
    language = voice.language
    own = _weighed([voice.flipped(title) for title in choices.titles[:_MOST]], language)
    if len(own) > 1:
        return tuple(own)
    rest = [language.status_quo] if own and choices.whether else []
    rest += _fitting(heard, voice)
    return tuple(dict.fromkeys(own + rest))[:_MOST]


def _weighed(titles: Sequence[str], language: Language) -> list[Option]:
    """The titles with what generally speaks for and against that kind of action."""
    seen: Counter[Kind] = Counter()
    options = []
    for title in titles:
        fitting = (kind for kind in Kind if language.kinds[kind].heard.search(title))
        kind = next((kind for kind in fitting if seen[kind] < len(language.kinds[kind].weighed)), Kind.OTHER)
        options.append(replace(language.kinds[kind].weighed[seen[kind] % 2], title=capitalised(title)))
        seen[kind] += 1
    return options


def _fitting(heard: Sequence[Said], voice: Voice) -> list[Option]:
    """Options for the person's situation: somebody to talk to, what fits that part of life, what fits any."""
    language = voice.language
    domain = domain_of(heard)
    fitting = list(language.domains[domain].options) if domain else []
    if person := _somebody(heard):
        title = language.talk_to.title.format(person=voice.flipped(person))
        fitting.insert(1, replace(language.talk_to, title=title))
    return fitting + list(language.general)


def _somebody(heard: Sequence[Said]) -> str | None:
    """The person named most, unless there is talk of death or violence."""
    if any(said.language.reading.no_talking.search(said.text) for said in heard):
        return None
    named = Counter(
        match.group().lower()
        for said in heard
        if said.own
        for match in said.language.reading.people.finditer(said.text)
    )
    return named.most_common(1)[0][0] if named else None
