"""The guide's reply in each step."""

from collections.abc import Callable

from solve.llm.guide.language import Feel, Move, Need
from solve.llm.guide.listening import Said
from solve.llm.guide.options import options_for, own_choices
from solve.llm.guide.phrases import (
    answer,
    goal,
    heard,
    joined,
    other_view,
    paragraphs,
    resource,
    turn_of_view,
)
from solve.llm.guide.plans import choices_in, first_step, picked
from solve.llm.guide.talk import Reply, Talk
from solve.llm.guide.voice import Voice, capitalised
from solve.prompts.shape import FirstStep, Option, render_first_step, render_options
from solve.steps import Step

# Clarify has done its work after this many exchanges, or one earlier when enough is known.
_CLARIFY_EXCHANGES = 3
_ENOUGH_KNOWN = 3
_HELD_BACK = frozenset({Move.NOT_READY, Move.DISAGREES})
_NO_PICK = frozenset({Move.ASKS, Move.NOT_READY, Move.DISAGREES, Move.UNSURE, Move.LINK, Move.REPEATS})
_LITTLE = frozenset({Move.BRIEF, Move.UNSURE, Move.LINK, Move.NOT_READY})
_EFFORTS = ("low", "medium", "high")


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
        named = voice.say(feelings[Feel.HOPELESS].named) if despair else heard(talk, voice)
        beside = voice.say(wording.help_beside) if talk.concern else ""
        return paragraphs(named, voice.say(wording.safety), beside)
    if Feel.UNSAFE in talk.now.feelings and not any(voice.used(question) for question in wording.danger):
        return paragraphs(voice.say(feelings[Feel.UNSAFE].named), voice.say(wording.danger))
    return ""


def _receive(talk: Talk, voice: Voice) -> Reply:
    wording = voice.language.wording
    little = talk.now.move in _LITTLE or talk.now.move is Move.ASKS
    question = voice.say(wording.receive_open if little else wording.receive_deepen)
    greets = not talk.replies and talk.now.move in (Move.BRIEF, Move.UNSURE)
    opening = voice.say(wording.welcome) if greets else heard(talk, voice)
    return Reply(paragraphs(opening, question), done=talk.exchange > 1 or not little)


def _clarify(talk: Talk, voice: Voice) -> Reply:
    wording = voice.language.wording
    known = {need for said in talk.heard for need in said.needs}
    asked = {need for need in Need if any(voice.used(question) for question in wording.ask[need])}
    enough = len(known) >= _ENOUGH_KNOWN and Need.OUTCOME in known
    last = _CLARIFY_EXCHANGES + (talk.now.move in _LITTLE)
    if talk.exchange >= last or (enough and talk.exchange >= _CLARIFY_EXCHANGES - 1):
        return Reply(paragraphs(heard(talk, voice), voice.say(wording.clarify_close)), done=True)
    missing = [need for need in Need if need not in known | asked] or [
        need for need in Need if need not in known
    ]
    fresh = [need for need in missing if not voice.all_used(wording.ask[need])]
    question = voice.say(wording.ask[fresh[0]] if fresh else wording.ask_more)
    return Reply(paragraphs(heard(talk, voice), question), done=False)


def _reframe(talk: Talk, voice: Voice) -> Reply:
    wording = voice.language.wording
    turned = turn_of_view(talk.now)
    if turned and talk.now.move is Move.TELLS and not voice.all_used(wording.reframe_turned):
        view = voice.say(wording.reframe_turned, **voice.slots(turned))
        opening = answer(talk.now, voice)
    else:
        view = other_view(talk, voice)
        opening = heard(talk, voice)
    done = talk.exchange > 1 or talk.now.move not in _HELD_BACK
    return Reply(
        paragraphs(opening, joined(voice, view, resource(talk, voice)), voice.say(wording.reframe_close)),
        done=done,
    )


def _options(talk: Talk, voice: Voice) -> Reply:
    if talk.exchange > 1 and talk.options and not _names_others(talk):
        return _after_options(talk, voice)
    wording = voice.language.wording
    choices = own_choices(talk.heard, in_step=talk.exchange)
    options = options_for(talk.heard, choices, voice)
    leading = voice.say(wording.options_own if len(choices.titles) > 1 else wording.options_open)
    listed = render_options(options, voice.language.locale)
    opening = answer(talk.now, voice) or (heard(talk, voice) if not choices.titles else "")
    wanted = goal(talk)
    if talk.exchange > 1:
        close = voice.say(wording.options_choose)
    elif wanted:
        close = voice.say(wording.options_measure, **voice.slots(wanted))
    else:
        close = voice.say(wording.options_close)
    return Reply(paragraphs(joined(voice, opening, leading), listed, close), done=talk.exchange > 1)


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
        direction = joined(voice, answer(now, voice), voice.say(wording.picked, title=choice.title))
    elif now.move in _NO_PICK | {Move.BRIEF, Move.FOREIGN}:
        lightest = min(talk.options, key=lambda option: _EFFORTS.index(option.effort))
        direction = joined(voice, heard(talk, voice), voice.say(wording.unpicked, title=lightest.title))
    else:
        direction = joined(voice, heard(talk, voice), voice.say(wording.new_idea))
    plan = _step_in(now)
    question = voice.say(wording.keep_plan if plan.action and plan.when else wording.first_step)
    return Reply(paragraphs(direction, question), done=True)


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
    return Reply(paragraphs(heard(talk, voice), voice.say(question)), done=False)


def _closing(talk: Talk, plan: FirstStep, voice: Voice) -> str:
    """The way in a few sentences, the first step, and a farewell."""
    wording = voice.language.wording
    beginning = next((said.clauses[0] for said in talk.heard if said.clauses), None)
    turned = next((clause for said in reversed(talk.heard) if (clause := turn_of_view(said))), None)
    choice = _choice(talk)
    way = joined(
        voice,
        answer(talk.now, voice),
        voice.say(wording.close_from, **voice.slots(beginning)) if beginning else "",
        voice.say(wording.close_turn, **voice.slots(turned)) if turned and turned != beginning else "",
        voice.say(wording.close_pick, title=choice.title) if choice else "",
    )
    if not plan.action:
        return paragraphs(way, voice.say(wording.close_open), voice.say(wording.farewell))
    step = render_first_step(plan, voice.language.locale)
    return paragraphs(way, f"{voice.say(wording.close_plan)}\n{step}", voice.say(wording.farewell))


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


_STEPS: dict[Step, Callable[[Talk, Voice], Reply]] = {
    Step.RECEIVE: _receive,
    Step.CLARIFY: _clarify,
    Step.REFRAME: _reframe,
    Step.OPTIONS: _options,
    Step.COMMIT: _commit,
}
