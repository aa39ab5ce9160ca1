"""The parts of which the guide's replies are made."""

from solve.llm.guide.language import Feel, Inquiry, Language, Move, Need
from solve.llm.guide.listening import Said
from solve.llm.guide.talk import Talk
from solve.llm.guide.text import bare, sentences, size
from solve.llm.guide.voice import Voice

# A turn of view that is quoted as a whole is at most so many times longer than a clause.
_LONGEST_TURN = 1.5


def heard(talk: Talk, voice: Voice) -> str:
    """That the message was heard: its words told back, its feeling named, its question answered."""
    wording, now = voice.language.wording, talk.now
    answered = answer(now, voice)
    if now.move is not Move.TELLS:
        return answered or joined(voice, voice.say(wording.moves[now.move]), _named(now, voice))
    clauses = voice.fresh(now.clauses)
    if len(clauses) > 1 and len(talk.heard) == 1:
        echo = voice.echo_two(*sorted(clauses[:2], key=now.text.find))
    else:
        echo = voice.echo(clauses[0]) if clauses else ""
    feeling = _named(now, voice)
    return joined(
        voice, echo, feeling or ("" if echo and talk.replies else voice.say(wording.neutral)), answered
    )


def _named(now: Said, voice: Voice) -> str:
    """A sentence for the gravest feeling of the message that was not named before."""
    feelings = voice.language.feelings
    for feel in now.feelings:
        if not any(voice.used(line) for line in feelings[feel].named):
            return voice.say(feelings[feel].named)
    return ""


def answer(now: Said, voice: Voice) -> str:
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


def turn_of_view(said: Said) -> str | None:
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


def other_view(talk: Talk, voice: Voice) -> str:
    """Another way to see it: by the gravest feeling of the conversation, or a general one."""
    felt = {feel for said in talk.heard for feel in said.feelings} - {Feel.HOPELESS}
    for feel in Feel:
        if feel in felt and not any(voice.used(view) for view in voice.language.feelings[feel].reframed):
            return voice.say(voice.language.feelings[feel].reframed)
    return voice.say(voice.language.wording.reframe_general)


def resource(talk: Talk, voice: Voice) -> str:
    """What the person said they have or did, held next to the other view."""
    for said in talk.heard[:-1]:
        for clause in said.clauses:
            if said.language.reading.resource.search(clause) and not _is_used_resource(clause, voice):
                return voice.say(voice.language.wording.reframe_resource, **voice.slots(clause))
    return ""


def goal(talk: Talk) -> str | None:
    """What the person said would be good enough."""
    for said in reversed(talk.heard):
        for clause in said.clauses:
            if said.language.reading.needs[Need.OUTCOME].search(clause):
                return clause
    return None


def _is_used_resource(clause: str, voice: Voice) -> bool:
    pool = voice.language.wording.reframe_resource
    return any(voice.used(variant.format(**voice.slots(clause))) for variant in pool)


def joined(voice: Voice, *parts: str) -> str:
    """The sentences that there are, in one paragraph."""
    return (" " if voice.language.spaced else "").join(part for part in parts if part)


def paragraphs(*parts: str) -> str:
    """The paragraphs that there are."""
    return "\n\n".join(part for part in parts if part)
