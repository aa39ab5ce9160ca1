"""What the built-in guide must know of a language: the form that each language's data module fills in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from solve.llm.base import Locale
from solve.prompts.shape import Option

Pool = tuple[str, ...]
Pattern = re.Pattern[str]


class Move(StrEnum):
    """What a person does with a message."""

    TELLS = "tells"
    ASKS = "asks"
    NOT_READY = "not_ready"
    DISAGREES = "disagrees"
    UNSURE = "unsure"
    BRIEF = "brief"
    LINK = "link"
    REPEATS = "repeats"
    FOREIGN = "foreign"


class Inquiry(StrEnum):
    """What a question to the guide is about."""

    GUIDE = "guide"
    PRIVACY = "privacy"
    JUDGEMENT = "judgement"
    PROCESS = "process"
    ADVICE = "advice"
    OTHER = "other"


class Feel(StrEnum):
    """A feeling that a person's words may show, the gravest first."""

    HOPELESS = "hopeless"
    UNSAFE = "unsafe"
    GRIEVING = "grieving"
    AFRAID = "afraid"
    TIRED = "tired"
    GUILTY = "guilty"
    ANGRY = "angry"
    HURT = "hurt"
    ALONE = "alone"
    SAD = "sad"
    TORN = "torn"
    STUCK = "stuck"


class Need(StrEnum):
    """What the clarify step wants to know, in the order in which it asks."""

    HARDEST = "hardest"
    FACTS = "facts"
    TRIED = "tried"
    PEOPLE = "people"
    OUTCOME = "outcome"


class Domain(StrEnum):
    """The part of life that a problem belongs to."""

    SAFETY = "safety"
    GRIEF = "grief"
    HEALTH = "health"
    CARE = "care"
    HOME = "home"
    MONEY = "money"
    STUDY = "study"
    WORK = "work"
    LOVE = "love"
    COMPANY = "company"


class Kind(StrEnum):
    """What kind of action an option is; the first that fits decides."""

    LEAVE = "leave"
    WAIT = "wait"
    SHARE = "share"
    MOVE = "move"
    MONEY = "money"
    HELP = "help"
    TALK = "talk"
    LEARN = "learn"
    SEARCH = "search"
    REST = "rest"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class FeelingWords:
    """How a feeling is recognised (`heard`), named, and seen in another way."""

    heard: Pattern
    named: Pool
    reframed: Pool


@dataclass(frozen=True, slots=True)
class KindWords:
    """How a kind of action is recognised, and what generally speaks for and against it."""

    heard: Pattern
    weighed: tuple[Option, Option]


@dataclass(frozen=True, slots=True)
class DomainWords:
    """How a part of life is recognised, and two options that generally fit it."""

    heard: Pattern
    options: tuple[Option, Option]


@dataclass(frozen=True, slots=True)
class Reading:
    """The patterns by which a language's text is read.

    Attributes:
        common: words (in Chinese: characters) that nearly every text in the language holds, lower case.
        sentence_end, clause_break: where sentences and clauses part.
        stands_alone: a clause that is a whole statement by itself.
        sizes: the least and most words of a clause to echo (characters in Chinese).
        flips: how the person's view becomes the guide's ("my" becomes "your"), as whole-match patterns.
        addressed: words that speak to the guide; such a clause is never turned round.
        own: words in which the person speaks of themselves.
        negation: ends the text before a word that is denied.
        people: who else is there, as a phrase that `flips` can turn.
        no_talking: death or violence: nobody may be told to talk to such a person.
        resource: what the person has or has done already.
        turn: the person sees it in another way by themselves.
        choice_cue, choice_break, choice_lead, choice_form: how alternatives are opened, parted, what to drop
            before each, and what each must look like.
        lone_choice: a single word that is an alternative by itself and not the end of the one before.
        whether: opens a single alternative whose other side is to leave things as they are.
        time: one phrase of time in a plan.
        plan_cue, plan_lead, plan_form: what announces an action, what to drop before it, and what a plan
            without a cue must look like.
        tail: what to drop after an action or an alternative.
        ordinals: how an option is picked by its place, first to third.
    """

    common: frozenset[str]
    sentence_end: Pattern
    clause_break: Pattern
    stands_alone: Pattern
    sizes: tuple[int, int]
    flips: tuple[tuple[str, str], ...]
    addressed: Pattern
    own: Pattern
    negation: Pattern
    people: Pattern
    no_talking: Pattern
    resource: Pattern
    turn: Pattern
    moves: Mapping[Move, Pattern]
    inquiries: Mapping[Inquiry, Pattern]
    needs: Mapping[Need, Pattern]
    choice_cue: Pattern
    choice_break: Pattern
    choice_lead: Pattern
    choice_form: Pattern
    lone_choice: Pattern
    whether: Pattern
    time: Pattern
    plan_cue: Pattern
    plan_lead: Pattern
    plan_form: Pattern
    tail: Pattern
    ordinals: tuple[Pattern, Pattern, Pattern]


@dataclass(frozen=True, slots=True)
class Wording:
    """What the guide says.

    The slots: {words} is a clause of the person from the guide's point of view and {Words} the same with a
    capital, {more} a second one, {quote} a clause word for word, {title} an option's, {asked} their question.
    """

    echo: Pool
    echo_quoted: Pool
    echo_two: Pool
    moves: Mapping[Move, Pool]
    inquiries: Mapping[Inquiry, Pool]
    neutral: Pool
    safety: Pool
    danger: Pool
    help_beside: Pool
    welcome: Pool
    receive_open: Pool
    receive_deepen: Pool
    ask: Mapping[Need, Pool]
    ask_more: Pool
    clarify_close: Pool
    reframe_turned: Pool
    reframe_general: Pool
    reframe_resource: Pool
    reframe_close: Pool
    options_open: Pool
    options_own: Pool
    options_close: Pool
    options_measure: Pool
    options_choose: Pool
    picked: Pool
    unpicked: Pool
    new_idea: Pool
    first_step: Pool
    keep_plan: Pool
    ask_what: Pool
    ask_when: Pool
    ask_both: Pool
    close_from: Pool
    close_turn: Pool
    close_pick: Pool
    close_plan: Pool
    close_open: Pool
    farewell: Pool


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the guide.

    Attributes:
        note: the honest note of the first reply.
        indirect: what a clause must match to be told back flipped, without quotation marks; None for never.
        spaced: whether words are parted by spaces; joins sentences, too.
        talk_to: the option of speaking with {person}.
        status_quo: the option of leaving things as they are for a while.
        general: options that fit any problem.
    """

    locale: Locale
    note: str
    indirect: Pattern | None
    spaced: bool
    reading: Reading
    wording: Wording
    feelings: Mapping[Feel, FeelingWords]
    kinds: Mapping[Kind, KindWords]
    domains: Mapping[Domain, DomainWords]
    talk_to: Option
    status_quo: Option
    general: tuple[Option, ...]


def words(*alternatives: str) -> Pattern:
    """A pattern for any of the alternatives as whole words, without regard to case."""
    return re.compile(rf"\b(?:{'|'.join(alternatives)})(?![\w'’])", re.IGNORECASE)


def strings(*alternatives: str) -> Pattern:
    """A pattern for any of the alternatives anywhere, without regard to case."""
    return re.compile("|".join(alternatives), re.IGNORECASE)
