"""The guide's reply in each step."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from solve.llm.guide.language import Feel, Inquiry, Language, Move, Need
from solve.llm.guide.listening import Said
from solve.llm.guide.options import options_for, own_choices
from solve.llm.guide.plans import choices_in, first_step, picked
from solve.llm.guide.text import bare, sentences, size
from solve.llm.guide.voice import Voice, capitalised
from solve.prompts.shape import FirstStep, Option, read_options, render_first_step, render_options
from solve.steps import Step

# Clarify has done its work after this many exchanges, or one earlier when enough is known.
_CLARIFY_EXCHANGES = 3
_ENOUGH_KNOWN = 3
_HELD_BACK = frozenset({Move.NOT_READY, Move.DISAGREES})
_NO_PICK = frozenset({Move.ASKS, Move.NOT_READY, Move.DISAGREES, Move.UNSURE, Move.LINK, Move.REPEATS})
_LITTLE = frozenset({Move.BRIEF, Move.UNSURE, Move.LINK, Move.NOT_READY})
# A turn of view that is quoted as a whole is at most so many times longer than a clause.
_LONGEST_TURN = 1.5
_EFFORTS = ("low", "medium", "high")


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


def reply_to(talk: Talk, step: Step, voice: Voice) -> Reply:
    """The reply to the last message of a conversation, in a step.

    Whether the person is safe comes before the aim of the step.
    """
    care = _care(talk, voice)
    if care:
        return Reply(care, done=False)
    return _STEPS[step](talk, voice)


def _care(talk: Talk, voice: Voice) -> str:
    """The question whether the person is safe: at despair, at a concern, and at first words of violence."""
    wording, feelings = voice.language.wording, voice.language.feelings
    despair = Feel.HOPELESS in talk.now.feelings
    asked = any(voice.used(question) for question in wording.safety)
    just_asked = bool(talk.replies) and any(question in talk.replies[-1] for question in wording.safety)
    if (despair and not just_asked and not voice.all_used(wording.safety)) or (talk.concern and not asked):
        named = voice.say(feelings[Feel.HOPELESS].named) if despair else _heard(talk, voice)
        beside = voice.say(wording.help_beside) if talk.concern else ""
        return _paragraphs(named, voice.say(wording.safety), beside)
    if Feel.UNSAFE in talk.now.feelings and not any(voice.used(question) for question in wording.danger):
        return _paragraphs(voice.say(feelings[Feel.UNSAFE].named), voice.say(wording.danger))
    return ""


def _receive(talk: Talk, voice: Voice) -> Reply:
    wording = voice.language.wording
    little = talk.now.move in _LITTLE or talk.now.move is Move.ASKS
    question = voice.say(wording.receive_open if little else wording.receive_deepen)
    greets = not talk.replies and talk.now.move in (Move.BRIEF, Move.UNSURE)
    heard = voice.say(wording.welcome) if greets else _heard(talk, voice)
    return Reply(_paragraphs(heard, question), done=talk.exchange > 1 or not little)


def _clarify(talk: Talk, voice: Voice) -> Reply:
    wording = voice.language.wording
    known = {need for said in talk.heard for need in said.needs}
    asked = {need for need in Need if any(voice.used(question) for question in wording.ask[need])}
    enough = len(known) >= _ENOUGH_KNOWN and Need.OUTCOME in known
    last = _CLARIFY_EXCHANGES + (talk.now.move in _LITTLE)
    if talk.exchange >= last or (enough and talk.exchange >= _CLARIFY_EXCHANGES - 1):
        return Reply(_paragraphs(_heard(talk, voice), voice.say(wording.clarify_close)), done=True)
    missing = [need for need in Need if need not in known | asked] or [
        need for need in Need if need not in known
    ]
    fresh = [need for need in missing if not voice.all_used(wording.ask[need])]
    question = voice.say(wording.ask[fresh[0]] if fresh else wording.ask_more)
    return Reply(_paragraphs(_heard(talk, voice), question), done=False)


def _reframe(talk: Talk, voice: Voice) -> Reply:
    wording = voice.language.wording
    turned = _turn_of_view(talk.now)
    if turned and talk.now.move is Move.TELLS and not voice.all_used(wording.reframe_turned):
        view = voice.say(wording.reframe_turned, **voice.slots(turned))
        opening = _answer(talk.now, voice)
    else:
        view = _other_view(talk, voice)
        opening = _heard(talk, voice)
    resource = _resource(talk, voice)
    done = talk.exchange > 1 or talk.now.move not in _HELD_BACK
    return Reply(
        _paragraphs(opening, _sentences(voice, view, resource), voice.say(wording.reframe_close)), done=done
    )


def _options(talk: Talk, voice: Voice) -> Reply:
    if talk.exchange > 1 and talk.options and not _names_others(talk):
        return _after_options(talk, voice)
    wording = voice.language.wording
    choices = own_choices(talk.heard, in_step=talk.exchange)
    options = options_for(talk.heard, choices, voice)
    opening = voice.say(wording.options_own if len(choices.titles) > 1 else wording.options_open)
    listed = render_options(options, voice.language.locale)
    heard = _answer(talk.now, voice) or (_heard(talk, voice) if not choices.titles else "")
    goal = _goal(talk)
    if talk.exchange > 1:
        close = voice.say(wording.options_choose)
    elif goal:
        close = voice.say(wording.options_measure, **voice.slots(goal))
    else:
        close = voice.say(wording.options_close)
    return Reply(_paragraphs(_sentences(voice, heard, opening), listed, close), done=talk.exchange > 1)


def _names_others(talk: Talk) -> bool:
    """Whether the person answers the list with several alternatives of their own that are not in it."""
    now = talk.now
    if not now.own or now.move is not Move.TELLS:
        return False
    titles = choices_in(now.text, now.language, without_cue=True).titles
    return sum(picked(title, talk.options, now.language) is None for title in titles) > 1


def _after_options(talk: Talk, voice: Voice) -> Reply:
    """The person has seen the list: take up what they lean towards."""
    wording, now = voice.language.wording, talk.now
    choice = _choice(talk)
    if choice:
        direction = _sentences(voice, _answer(now, voice), voice.say(wording.picked, title=choice.title))
    elif now.move in _NO_PICK | {Move.BRIEF, Move.FOREIGN}:
        lightest = min(talk.options, key=lambda option: _EFFORTS.index(option.effort))
        direction = _sentences(voice, _heard(talk, voice), voice.say(wording.unpicked, title=lightest.title))
    else:
        direction = _sentences(voice, _heard(talk, voice), voice.say(wording.new_idea))
    plan = _step_in(now)
    question = voice.say(wording.keep_plan if plan.action and plan.when else wording.first_step)
    return Reply(_paragraphs(direction, question), done=True)


def _commit(talk: Talk, voice: Voice) -> Reply:
    wording, now = voice.language.wording, talk.now
    plan = FirstStep("", "") if now.move is Move.NOT_READY else _plan(talk)
    if plan.action and plan.when and not now.inquiry:
        return Reply(_closing(talk, plan, voice), done=True)
    if talk.exchange > 1 or now.move is Move.NOT_READY:
        if plan.when and not plan.action and (choice := _choice(talk)):
            plan = FirstStep(choice.title, plan.when)
        return Reply(_closing(talk, plan, voice), done=True)
    if plan.action:
        question = wording.ask_when
    elif plan.when:
        question = wording.ask_what
    else:
        question = wording.ask_both
    return Reply(_paragraphs(_heard(talk, voice), voice.say(question)), done=False)


def _closing(talk: Talk, plan: FirstStep, voice: Voice) -> str:
    """The way in a few sentences, the first step, and a farewell."""
    wording = voice.language.wording
    beginning = next((said.clauses[0] for said in talk.heard if said.clauses), None)
    turned = next((clause for said in reversed(talk.heard) if (clause := _turn_of_view(said))), None)
    choice = _choice(talk)
    way = _sentences(
        voice,
        _answer(talk.now, voice),
        voice.say(wording.close_from, **voice.slots(beginning)) if beginning else "",
        voice.say(wording.close_turn, **voice.slots(turned)) if turned and turned != beginning else "",
        voice.say(wording.close_pick, title=choice.title) if choice else "",
    )
    if not plan.action:
        return _paragraphs(way, voice.say(wording.close_open), voice.say(wording.farewell))
    step = render_first_step(plan, voice.language.locale)
    return _paragraphs(way, f"{voice.say(wording.close_plan)}\n{step}", voice.say(wording.farewell))


def _plan(talk: Talk) -> FirstStep:
    """The first step as far as this step's messages name it, newest first; or whole in the one before."""
    steps = talk.heard[-talk.exchange :]
    plans = [_step_in(said) for said in reversed(steps)]
    before = (
        _step_in(talk.heard[-talk.exchange - 1]) if len(talk.heard) > talk.exchange else FirstStep("", "")
    )
    if before.action and before.when:
        plans.append(before)
    action = next((plan.action for plan in plans if plan.action), "")
    when = next((plan.when for plan in plans if plan.when), "")
    return FirstStep(capitalised(action), capitalised(when))


def _step_in(said: Said) -> FirstStep:
    """The first step that a message names; either part may be empty."""
    if not said.own or said.move in (Move.NOT_READY, Move.REPEATS):
        return FirstStep("", "")
    return first_step(said.text, said.language)


def _choice(talk: Talk) -> Option | None:
    for said in talk.after_options:
        if (
            said.own
            and said.move not in _NO_PICK
            and (option := picked(said.text, talk.options, said.language))
        ):
            return option
    return None


def _heard(talk: Talk, voice: Voice) -> str:
    """That the message was heard: its words told back, its feeling named, its question answered."""
    wording, now = voice.language.wording, talk.now
    answer = _answer(now, voice)
    if now.move is not Move.TELLS:
        return answer or _sentences(voice, voice.say(wording.moves[now.move]), _named(now, voice))
    clauses = voice.fresh(now.clauses)
    if len(clauses) > 1 and len(talk.heard) == 1:
        echo = voice.echo_two(*sorted(clauses[:2], key=now.text.find))
    else:
        echo = voice.echo(clauses[0]) if clauses else ""
    feeling = _named(now, voice)
    return _sentences(
        voice, echo, feeling or ("" if echo and talk.replies else voice.say(wording.neutral)), answer
    )


def _named(now: Said, voice: Voice) -> str:
    """A sentence for the gravest feeling of the message that was not named before."""
    feelings = voice.language.feelings
    for feel in now.feelings:
        if not any(voice.used(line) for line in feelings[feel].named):
            return voice.say(feelings[feel].named)
    return ""


def _answer(now: Said, voice: Voice) -> str:
    """The answer to the person's question, "" when there is none."""
    if not now.inquiry:
        return ""
    wording = voice.language.wording
    if now.inquiry is Inquiry.OTHER and not _repeatable(now.question, now.own, voice.language):
        return voice.say(wording.moves[Move.ASKS])
    return voice.say(wording.inquiries[now.inquiry], asked=now.question)


def _repeatable(question: str, own: bool, language: Language) -> bool:
    most = language.reading.sizes[1]
    return (
        own
        and "…" not in question
        and 1 < size(question, spaced=language.spaced) <= most
        and len(question) < 9 * most
    )


def _turn_of_view(said: Said) -> str | None:
    """The sentence in which the person sees it in another way by themselves."""
    if not said.own:
        return None
    reading = said.language.reading
    most = _LONGEST_TURN * reading.sizes[1]
    for sentence in sentences(said.text, said.language):
        whole = bare(sentence)
        if (
            "…" not in whole
            and size(whole, spaced=said.language.spaced) <= most
            and reading.turn.search(whole)
        ):
            return whole
    return None


def _other_view(talk: Talk, voice: Voice) -> str:
    """Another way to see it: by the gravest feeling of the conversation, or a general one."""
    felt = {feel for said in talk.heard for feel in said.feelings} - {Feel.HOPELESS}
    for feel in Feel:
        if feel in felt and not any(voice.used(view) for view in voice.language.feelings[feel].reframed):
            return voice.say(voice.language.feelings[feel].reframed)
    return voice.say(voice.language.wording.reframe_general)


def _resource(talk: Talk, voice: Voice) -> str:
    """What the person said they have or did, held next to the other view."""
    for said in talk.heard[:-1]:
        for clause in said.clauses:
            if said.language.reading.resource.search(clause) and not _is_used_resource(clause, voice):
                return voice.say(voice.language.wording.reframe_resource, **voice.slots(clause))
    return ""


def _goal(talk: Talk) -> str | None:
    """What the person said would be good enough."""
    for said in reversed(talk.heard):
        for clause in said.clauses:
            if said.language.reading.needs[Need.OUTCOME].search(clause):
                return clause
    return None


def _is_used_resource(clause: str, voice: Voice) -> bool:
    pool = voice.language.wording.reframe_resource
    return any(voice.used(variant.format(**voice.slots(clause))) for variant in pool)


def _sentences(voice: Voice, *parts: str) -> str:
    return (" " if voice.language.spaced else "").join(part for part in parts if part)


def _paragraphs(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)


_STEPS: dict[Step, Callable[[Talk, Voice], Reply]] = {
    Step.RECEIVE: _receive,
    Step.CLARIFY: _clarify,
    Step.REFRAME: _reframe,
    Step.OPTIONS: _options,
    Step.COMMIT: _commit,
}


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


def chunks(text: str, *, spaced: bool) -> Iterator[str]:
    """A reply in small pieces: word by word, or by two characters where words are not spaced."""
    pattern = r"\s*\S+\s*" if spaced else r"[\x21-\x7e]+|\s+|[^\s\x21-\x7e]{1,2}"
    return (match.group() for match in re.finditer(pattern, text))
