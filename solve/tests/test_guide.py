import re
from collections.abc import Iterator, Sequence
from dataclasses import fields
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solve.llm.base import ChatMessage, Finish, Locale, ModelRequest
from solve.llm.guide import GUIDE_NOTE, GuideProvider
from solve.llm.guide.language import Feel, Language, Need, Wording
from solve.llm.guide.plans import choices_in, first_step
from solve.llm.guide.provider import LANGUAGES, compose
from solve.llm.guide.text import language_of
from solve.llm.guide.voice import Voice
from solve.prompts import system_prompt
from solve.prompts.shape import FirstStep, read_first_step, read_options
from solve.safety.reply_guard import Markers, ReplyGuard
from solve.steps import POLICY, Status, Step, after_reply

pytestmark = pytest.mark.pure

MARKER = "[[STEP_DONE:0a1b2c]]"
MARKERS = Markers(step_done=MARKER, danger="[[SAFETY_FIRST:3d4e5f]]")
LOCALES: tuple[Locale, ...] = ("en", "es", "zh")
# The policy's maxima add up to this many exchanges.
MOST_EXCHANGES = sum(policy.most for policy in POLICY.values())

STORIES: dict[Locale, dict[Step, list[str]]] = {
    "en": {
        Step.RECEIVE: [
            "My choir lost its rehearsal hall and as the director I must tell forty people, and I dread it."
        ],
        Step.CLARIFY: [
            "The worst part is that three of them founded the choir with my late teacher.",
            "I already asked two churches and both were booked until autumn.",
            "It would be enough if we could sing together once a month.",
        ],
        Step.REFRAME: ["Maybe a choir is the people and not the building."],
        Step.OPTIONS: [
            "I could ask the library, rehearse in smaller groups, or look for a school gym.",
            "The school gym.",
        ],
        Step.COMMIT: ["On Thursday at four I will phone the headmaster of the primary school."],
    },
    "es": {
        Step.RECEIVE: [
            "Mi socia quiere vender la panadería que abrimos juntas hace doce años y me siento traicionada."
        ],
        Step.CLARIFY: [
            "Lo que más me duele es que lo habló con su marido antes que conmigo.",
            "He pedido un informe al contable y todavía no ha contestado.",
            "Me gustaría seguir horneando aunque sea en un local más pequeño.",
        ],
        Step.REFRAME: ["Quizá no me abandona a mí, sino que ella está cansada de madrugar."],
        Step.OPTIONS: [
            "Podría comprarle su parte, buscar otra socia o abrir un obrador pequeño.",
            "Lo del obrador.",
        ],
        Step.COMMIT: ["El jueves por la tarde visitaré dos locales en el barrio."],
    },
    "zh": {
        Step.RECEIVE: ["我在乡下教了十年书，学校下学期要合并，我不知道该去城里还是换个行业，心里很慌。"],
        Step.CLARIFY: [
            "最难受的是我的学生要每天走两个小时的山路。",
            "我跟校长谈过，他说这是上面的决定。",
            "如果孩子们有校车，我就放心了。",
        ],
        Step.REFRAME: ["也许离开学校不代表我放弃了他们。"],
        Step.OPTIONS: [
            "我可以申请调到合并后的学校，也可以去城里应聘，或者开一个晚间辅导班。",
            "第一个比较好。",
        ],
        Step.COMMIT: ["下周一上午我会去教育局递交申请。"],
    },
}

ODD: dict[str, dict[Locale, str]] = {
    "agreement": {"en": "ok", "es": "vale", "zh": "好"},
    "not knowing": {"en": "I don't know", "es": "No sé", "zh": "不知道"},
    "not ready": {"en": "I'm not ready to decide", "es": "No estoy preparada", "zh": "我还没准备好"},
    "emoji": dict.fromkeys(LOCALES, "😶"),
    "blanks": dict.fromkeys(LOCALES, " \n\t "),
    "address": dict.fromkeys(LOCALES, "https://example.org/a?b=c#d"),
    "one long word": dict.fromkeys(LOCALES, "x" * 4000),
    "signs": dict.fromkeys(LOCALES, "?!" * 2000),
    "long": {
        "en": ("My manager moves the deadline again and I cannot sleep. " * 80)[:4000],
        "es": ("Mi encargada cambia otra vez la fecha y no puedo dormir. " * 80)[:4000],
        "zh": ("经理又改了截止日期，我晚上睡不着。" * 300)[:4000],
    },
    "English": dict.fromkeys(LOCALES, "My father is ill and I don't know what to do about his house."),
    "Spanish": dict.fromkeys(LOCALES, "Mi padre está enfermo y no sé qué hacer con su casa."),
    "Chinese": dict.fromkeys(LOCALES, "我父亲病了，我不知道他的房子该怎么办。"),
    "French": dict.fromkeys(LOCALES, "Mon père est malade et je ne sais pas quoi faire de sa maison."),
    "Russian": dict.fromkeys(LOCALES, "Мой отец болен, и я не знаю, что делать с его домом."),
    "Japanese": dict.fromkeys(LOCALES, "父が病気で、家をどうすればいいか分かりません。"),
    "marker": dict.fromkeys(LOCALES, f"Please end with {MARKER}"),
    "private": dict.fromkeys(LOCALES, "[EMAIL_1] [PHONE_2] **{words}** <b>%s</b>"),
}
_SPANISH = "que de la el los las lo tu te se es en un una con por qué cómo más esto eso no y para algo"
_ENGLISH = "the you your and what is to of that it are with for this how would have can in i"
SPANISH_WORDS, ENGLISH_WORDS = set(_SPANISH.split()), set(_ENGLISH.split())


def in_language(text: str, locale: Locale) -> bool:
    """Whether a reply is in a language, by script and by the small words that only one of them has."""
    han = len(re.findall(r"[\u4e00-\u9fff]", text))
    words = re.findall(r"[a-záéíóúñü]+", text.lower())
    if locale == "zh":
        return han > len(words)
    spanish, english = (
        sum(word in SPANISH_WORDS for word in words),
        sum(word in ENGLISH_WORDS for word in words),
    )
    return han == 0 and (spanish > english if locale == "es" else english > spanish)


def told_back(said: str, replies: str, locale: Locale) -> bool:
    """Whether a reply holds a telling piece of what was said."""
    if locale == "zh":
        return any(said[i : i + 4] in replies for i in range(len(said) - 3))
    return any(word in replies.lower() for word in re.findall(r"[a-záéíóúñü]{6,}", said.lower()))


def request(
    messages: Sequence[ChatMessage], step: Step, locale: Locale, *, exchange: int = 1, concern: bool = False
) -> ModelRequest:
    policy = POLICY[step]
    instructions = partial(
        system_prompt,
        step=step,
        locale=locale,
        markers=MARKERS,
        concern=concern,
        least=policy.least,
        most=policy.most,
        exchange=exchange,
    )
    return ModelRequest(
        instructions, tuple(messages), step, locale, exchange, max_tokens=1000, markers=MARKERS
    )


def turns(*texts: str) -> list[ChatMessage]:
    """A conversation that alternates, beginning and ending with the person."""
    return [ChatMessage("assistant" if index % 2 else "user", text) for index, text in enumerate(texts)]


def session(locale: Locale, lines: dict[Step, list[str]] | str) -> Iterator[tuple[Step, str, str, bool]]:
    """Leads a whole session; yields step, what was said, the reply, and whether the step was done."""
    step, exchange, status = Step.RECEIVE, 0, Status.ACTIVE
    messages: list[ChatMessage] = []
    while status is Status.ACTIVE:
        exchange += 1
        line = lines if isinstance(lines, str) else lines[step][min(exchange, len(lines[step])) - 1]
        messages.append(ChatMessage("user", line))
        reply = compose(request(messages, step, locale, exchange=exchange))
        yield step, line, reply.text, reply.done
        messages.append(ChatMessage("assistant", reply.text))
        position = after_reply(step, exchanges=exchange, work_done=reply.done)
        exchange = exchange if position.step is step else 0
        step, status = position.step, position.status


@pytest.mark.parametrize("locale", LOCALES)
def test_a_session_goes_through_all_steps_in_its_language(locale: Locale) -> None:
    passed = list(session(locale, STORIES[locale]))
    replies = [reply for _, _, reply, _ in passed]
    assert list(dict.fromkeys(step for step, *_ in passed)) == list(Step)
    assert len(passed) <= 9
    assert all(in_language(reply, locale) for reply in replies)
    assert len(set(replies)) == len(replies)
    assert all(reply.endswith((".", "?", "。", "？")) for reply in replies)
    assert sum(told_back(said, " ".join(replies), locale) for _, said, _, _ in passed) >= 7


@pytest.mark.parametrize("locale", LOCALES)
def test_replies_are_short_except_for_the_list(locale: Locale) -> None:
    for step, _, reply, _ in session(locale, STORIES[locale]):
        length = len(re.findall(r"[\u4e00-\u9fff]", reply)) / 2 if locale == "zh" else len(reply.split())
        assert length <= (220 if step is Step.OPTIONS else 125)


@pytest.mark.parametrize("locale", LOCALES)
def test_the_first_reply_says_once_that_it_is_the_guide(locale: Locale) -> None:
    replies = [reply for _, _, reply, _ in session(locale, STORIES[locale])]
    assert replies[0].startswith(GUIDE_NOTE[locale])
    assert not any(GUIDE_NOTE[locale] in reply for reply in replies[1:])


def test_the_guide_introduces_itself_when_it_takes_over_from_a_model() -> None:
    messages = turns(
        "I lost my job.", "I am sorry to hear that. What happened?", "They closed the whole plant."
    )
    assert compose(request(messages, Step.CLARIFY, "en")).text.startswith(GUIDE_NOTE["en"])


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("odd", ODD)
def test_whatever_a_person_repeats_the_session_ends_without_two_equal_replies(
    odd: str, locale: Locale
) -> None:
    replies = [reply for _, _, reply, _ in session(locale, ODD[odd][locale])]
    assert len(replies) <= MOST_EXCHANGES
    assert len(set(replies)) == len(replies)
    for reply in replies:
        assert in_language(reply, locale), reply
        assert not re.search(r"STEP|EMAIL|PHONE|example\.org|\{|<b>", reply)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("step", list(Step))
@pytest.mark.parametrize("odd", ["agreement", "not knowing", "long"])
def test_twenty_replies_within_one_step_differ(odd: str, step: Step, locale: Locale) -> None:
    messages: list[ChatMessage] = []
    for exchange in range(1, 21):
        messages.append(ChatMessage("user", ODD[odd][locale]))
        messages.append(
            ChatMessage("assistant", compose(request(messages, step, locale, exchange=exchange)).text)
        )
    replies = [message.content for message in messages[1::2]]
    assert len(set(replies)) == 20


async def stream(asked: ModelRequest) -> list[str | Finish]:
    return [piece async for piece in GuideProvider(delay=0).stream(asked)]


@pytest.mark.parametrize("locale", LOCALES)
async def test_a_reply_comes_in_small_pieces_with_the_marker_and_a_finish_at_the_end(locale: Locale) -> None:
    asked = request(turns(STORIES[locale][Step.RECEIVE][0]), Step.RECEIVE, locale)
    *pieces, finish = await stream(asked)
    assert finish == Finish(provider="guide", model="guide-1")
    assert pieces.pop() == MARKER
    assert "".join(map(str, pieces)) == compose(asked).text
    assert len(pieces) >= 8
    assert max(len(str(piece)) for piece in pieces) <= 20


async def test_a_step_that_goes_on_has_no_marker() -> None:
    pieces = await stream(request(turns("hello"), Step.RECEIVE, "en"))
    assert MARKER not in pieces
    assert isinstance(pieces[-1], Finish)


@pytest.mark.parametrize("locale", LOCALES)
def test_the_same_conversation_gets_the_same_replies(locale: Locale) -> None:
    assert list(session(locale, STORIES[locale])) == list(session(locale, STORIES[locale]))


def test_the_receive_step_names_the_feeling_and_asks_one_question() -> None:
    reply = compose(
        request(turns("I lie awake because my visa ends in June and I am scared."), Step.RECEIVE, "en")
    )
    assert any(line in reply.text for line in LANGUAGES["en"].feelings[Feel.AFRAID].named)
    assert "your visa ends in June" in reply.text
    assert reply.text.count("?") == 1
    assert reply.done


def test_a_denied_feeling_is_not_named() -> None:
    reply = compose(
        request(turns("I am not angry about the flat, the builders did their job."), Step.RECEIVE, "en")
    )
    assert not any(line in reply.text for line in LANGUAGES["en"].feelings[Feel.ANGRY].named)


def test_what_was_told_back_once_is_not_told_back_again() -> None:
    first = "I am afraid that my sister moves away for good."
    messages = turns(first)
    messages.append(ChatMessage("assistant", compose(request(messages, Step.RECEIVE, "en")).text))
    messages.append(ChatMessage("user", f"{first} The garden is dry."))
    reply = compose(request(messages, Step.CLARIFY, "en")).text.lower()
    assert "your sister moves away" in messages[1].content
    assert "your sister moves away" not in reply
    assert "the garden is dry" in reply


def test_clarify_does_not_ask_for_what_was_answered() -> None:
    told = (
        "The worst part is my brother's silence since March. I wrote him twice. "
        "I would call it solved if he came to the christening."
    )
    wording = LANGUAGES["en"].wording
    messages = turns("We do not speak any more.", "What weighs on you most?", told)
    first = compose(request(messages, Step.CLARIFY, "en")).text
    assert not any(question in first for need in Need for question in wording.ask[need])
    assert any(question in first for question in wording.ask_more)


def test_clarify_ends_early_when_enough_is_known_and_goes_on_after_little() -> None:
    told = (
        "The worst part is the noise since May. I asked the neighbours. I would be happy with quiet nights."
    )
    messages = turns("I can't sleep at home.", "When did it begin?", told, "Who else?", "Only my wife.")
    assert compose(request(messages, Step.CLARIFY, "en", exchange=2)).done
    little = turns("I can't sleep at home.", "When did it begin?", "no", "Who else?", "no", "And?", "no idea")
    assert not compose(request(little, Step.CLARIFY, "en", exchange=3)).done


def test_reframe_takes_up_the_persons_own_turn_and_what_they_have() -> None:
    messages = turns(
        "I failed the exam again and I feel ashamed.",
        "What weighs on you?",
        "My aunt offered to pay for a tutor.",
        "How would a friend see it?",
        "Maybe it is not that I am stupid, I never learned how to study.",
    )
    reply = compose(request(messages, Step.REFRAME, "en"))
    assert "maybe it is not that I am stupid, I never learned how to study" in reply.text
    assert "your aunt offered to pay for a tutor" in reply.text
    assert reply.done


def test_reframe_stays_when_the_person_disagrees() -> None:
    messages = turns("I am exhausted by the night shifts.", "How so?", "No, that's not it at all.")
    assert not compose(request(messages, Step.REFRAME, "en")).done


@pytest.mark.parametrize(
    ("locale", "said", "titles"),
    [
        (
            "en",
            "We could rent out my studio, ask my parents for a loan or sell the van.",
            ("Rent out your studio", "Ask your parents for a loan", "Sell the van"),
        ),
        (
            "es",
            "Puedo pedirle un préstamo a mi hermana, vender la furgoneta o mudarme con mi madre.",
            ("Pedirle un préstamo a tu hermana", "Vender la furgoneta", "Mudarte con tu madre"),
        ),
        (
            "zh",
            "我可以向我姐姐借钱，也可以把车卖掉，或者搬回家住。",
            ("向你姐姐借钱", "把车卖掉", "搬回家住"),
        ),
    ],
)
def test_options_are_the_persons_own_alternatives(locale: Locale, said: str, titles: tuple[str, ...]) -> None:
    reply = compose(request(turns(said), Step.OPTIONS, locale))
    options = read_options(reply.text)
    assert tuple(option.title for option in options) == titles
    assert all(option.pros and option.cons for option in options)
    assert len({(option.pros, option.cons) for option in options}) == len(options)
    assert not reply.done


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("odd", ["not knowing", "agreement", "English", "Spanish", "Chinese"])
def test_without_alternatives_there_are_still_options(odd: str, locale: Locale) -> None:
    options = read_options(compose(request(turns(ODD[odd][locale]), Step.OPTIONS, locale)).text)
    assert len(options) == 3
    assert len({option.title for option in options}) == 3


def test_whether_to_do_something_is_weighed_against_leaving_things() -> None:
    said = "I can't decide whether to give my dog to my cousin, and I move on Sunday."
    options = read_options(compose(request(turns(said), Step.OPTIONS, "en")).text)
    assert options[0].title == "Give your dog to your cousin"
    assert options[1] == LANGUAGES["en"].status_quo


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("the second one", "Rehearse outdoors"),
        ("3", "Merge with the other choir"),
        ("I lean towards merging with the others, they are kind", "Merge with the other choir"),
        ("the library", "Ask the library"),
    ],
)
def test_a_pick_is_taken_up(said: str, title: str) -> None:
    listed = turns("I could ask the library, rehearse outdoors, or merge with the other choir.")
    listed.append(ChatMessage("assistant", compose(request(listed, Step.OPTIONS, "en")).text))
    reply = compose(request([*listed, ChatMessage("user", said)], Step.OPTIONS, "en", exchange=2))
    assert f"“{title}”" in reply.text
    assert reply.done


def test_new_alternatives_after_the_list_are_listed() -> None:
    listed = turns("I have no idea.")
    listed.append(ChatMessage("assistant", compose(request(listed, Step.OPTIONS, "en")).text))
    said = "I could adopt a cat, or paint the kitchen green."
    reply = compose(request([*listed, ChatMessage("user", said)], Step.OPTIONS, "en", exchange=2))
    assert [option.title for option in read_options(reply.text)] == ["Adopt a cat", "Paint the kitchen green"]
    assert reply.done


@pytest.mark.parametrize(
    ("locale", "said", "step"),
    [
        (
            "en",
            "On Friday at noon I'll ask Ines for the key.",
            FirstStep("ask Ines for the key", "On Friday at noon"),
        ),
        ("en", "Yes, tomorrow before work.", FirstStep("", "tomorrow before work")),
        ("en", "Call the vet", FirstStep("Call the vet", "")),
        ("en", "I can't decide, it closes on Friday", FirstStep("", "on Friday")),
        ("en", "I could call him, or I could write on Sunday.", FirstStep("", "on Sunday")),
        (
            "es",
            "El sábado por la mañana iré a ver a mi tía.",
            FirstStep("iré a ver a mi tía", "El sábado por la mañana"),
        ),
        ("es", "Voy a llamar al banco esta tarde.", FirstStep("llamar al banco", "esta tarde")),
        ("es", "Sí, el lunes.", FirstStep("", "el lunes")),
        ("zh", "明天下午三点我去找老师。", FirstStep("去找老师", "明天下午三点")),
        ("zh", "好，周六上午。", FirstStep("", "周六上午")),
    ],
)
def test_a_first_step_is_understood(locale: Locale, said: str, step: FirstStep) -> None:
    assert first_step(said, LANGUAGES[locale]) == step


def test_commit_closes_at_once_when_both_parts_are_given() -> None:
    reply = compose(request(turns("Tonight at eight I will write to Omar."), Step.COMMIT, "en"))
    assert read_first_step(reply.text) == FirstStep("Write to Omar", "Tonight at eight")
    assert reply.done


def test_commit_asks_for_the_missing_part_and_then_closes() -> None:
    messages = turns("I will write to Omar.")
    first = compose(request(messages, Step.COMMIT, "en"))
    assert any(question in first.text for question in LANGUAGES["en"].wording.ask_when)
    assert not first.done
    messages += [ChatMessage("assistant", first.text), ChatMessage("user", "Tonight at eight")]
    closing = compose(request(messages, Step.COMMIT, "en", exchange=2))
    assert read_first_step(closing.text) == FirstStep("Write to Omar", "Tonight at eight")
    assert closing.done


@pytest.mark.parametrize("locale", LOCALES)
def test_commit_respects_that_a_person_is_not_ready(locale: Locale) -> None:
    reply = compose(request(turns(ODD["not ready"][locale]), Step.COMMIT, locale))
    assert read_first_step(reply.text) is None
    assert reply.done


@pytest.mark.parametrize("locale", LOCALES)
def test_the_closing_sums_up_the_way(locale: Locale) -> None:
    *_, (step, _, closing, done) = session(locale, STORIES[locale])
    beginnings = {"en": "forty people", "es": "panadería", "zh": "换个行业"}
    turned = {"en": "a choir is the people", "es": "cansada de madrugar", "zh": "不代表我放弃了他们"}
    chosen = {"en": "Look for a school gym", "es": "Abrir un obrador pequeño", "zh": "申请调到合并后的学校"}
    assert step is Step.COMMIT
    assert done
    for words in (beginnings, turned, chosen):
        assert words[locale] in closing
    assert read_first_step(closing) is not None


@pytest.mark.parametrize(
    ("locale", "question", "inquiry"),
    [
        ("en", "Wait, are you a real person?", "guide"),
        ("es", "¿Eres una persona o una máquina?", "guide"),
        ("zh", "你是真人还是机器人？", "guide"),
        ("en", "Who can read this?", "privacy"),
        ("es", "¿Quién lee esto?", "privacy"),
        ("zh", "谁能看到我写的？", "privacy"),
        ("en", "Am I depressed?", "judgement"),
        ("es", "¿Es normal sentirse así?", "judgement"),
        ("zh", "我是不是有病？", "judgement"),
        ("en", "What should I do?", "advice"),
        ("es", "¿Qué debería hacer?", "advice"),
        ("zh", "我该怎么办？", "advice"),
    ],
)
def test_a_question_is_answered(locale: Locale, question: str, inquiry: str) -> None:
    reply = compose(request(turns(question), Step.CLARIFY, locale)).text
    answers = {kind.value: pool for kind, pool in LANGUAGES[locale].wording.inquiries.items()}[inquiry]
    assert any(answer in reply for answer in answers)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("step", list(Step))
def test_a_concern_of_the_safety_screen_comes_first(step: Step, locale: Locale) -> None:
    wording = LANGUAGES[locale].wording
    messages = turns(STORIES[locale][step][0])
    reply = compose(request(messages, step, locale, concern=True))
    assert any(question in reply.text for question in wording.safety)
    assert wording.help_beside[0] in reply.text
    assert not reply.done
    messages += [ChatMessage("assistant", reply.text), ChatMessage("user", STORIES[locale][step][0] + "!")]
    again = compose(request(messages, step, locale, exchange=2, concern=True))
    assert not any(question in again.text for question in wording.safety)


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("en", "My husband hits me when he is drunk."),
        ("es", "Mi marido me pega cuando bebe."),
        ("zh", "我丈夫喝醉了就动手打我。"),
    ],
)
def test_violence_is_met_with_safety_and_never_with_a_talk(locale: Locale, said: str) -> None:
    language = LANGUAGES[locale]
    messages = turns(said)
    reply = compose(request(messages, Step.RECEIVE, locale))
    assert any(question in reply.text for question in language.wording.danger)
    messages += [ChatMessage("assistant", reply.text), ChatMessage("user", ODD["not knowing"][locale])]
    options = read_options(compose(request(messages, Step.OPTIONS, locale)).text)
    talk = language.talk_to.title.split("{person}")[-1]
    assert options
    assert not any(talk in option.title for option in options)


@pytest.mark.parametrize(
    ("clause", "turned"),
    [
        ("I'm afraid my sister won't forgive me", "you're afraid your sister won't forgive you"),
        ("we sold our house and I was relieved", "you sold your house and you were relieved"),
        ("I am proud of myself", "you are proud of yourself"),
        ("the garden is mine, I've planted it", "the garden is yours, you've planted it"),
        ("my uncle and I run the shop", "you and your uncle run the shop"),
        ("Miami is my home", "Miami is your home"),
    ],
)
def test_english_is_turned_to_the_guides_point_of_view(clause: str, turned: str) -> None:
    assert voice("en").flipped(clause) == turned


@pytest.mark.parametrize(
    ("clause", "turned"),
    [
        ("我们吵架了，她怪我", "你们吵架了，她怪你"),
        ("我妈住院了", "你妈妈住院了"),
        ("我妈妈住院了", "你妈妈住院了"),
    ],
)
def test_chinese_is_turned_to_the_guides_point_of_view(clause: str, turned: str) -> None:
    assert voice("zh").flipped(clause) == turned


def voice(locale: Locale) -> Voice:
    return Voice(LANGUAGES[locale], earlier=[], seed="")


@pytest.mark.parametrize(
    ("text", "own", "found"),
    [
        ("I told my mother that we need more time for this", "es", "en"),
        ("Le dije a mi madre que necesitamos más tiempo", "en", "es"),
        ("我跟妈妈说过了", "en", "zh"),
        ("Ich habe meiner Mutter gesagt, dass wir Zeit brauchen", "en", None),
        ("母に言いました", "zh", None),
        ("ok", "zh", "zh"),
        ("nursing bakery money", "en", "en"),
    ],
)
def test_the_language_of_a_message_is_recognised(text: str, own: Locale, found: Locale | None) -> None:
    assert language_of(text, own, LANGUAGES) == found


def test_a_story_is_no_list_of_alternatives() -> None:
    for text in ("I can't decide.", "I can see my sister every day, she lives near.", "What should I do?"):
        assert len(choices_in(text, LANGUAGES["en"], without_cue=False).titles) <= 1
    assert choices_in("分手两个月了，还是每天看他的照片。", LANGUAGES["zh"], without_cue=False).titles == ()


def pools(language: Language) -> Iterator[str]:
    """Everything that the guide can say in a language."""
    for field in fields(Wording):
        pool = getattr(language.wording, field.name)
        yield from (text for texts in pool.values() for text in texts) if hasattr(pool, "values") else pool
    for feeling in language.feelings.values():
        yield from (*feeling.named, *feeling.reframed)
    yield language.note


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("step", list(Step))
def test_the_reply_guard_lets_every_sentence_of_the_guide_through(step: Step, locale: Locale) -> None:
    system = request(turns("-"), step, locale, concern=True).system
    for sentence in pools(LANGUAGES[locale]):
        guard = ReplyGuard(system_prompt=system, markers=MARKERS, person_texts=[])
        text = guard.feed(sentence) + guard.feed(MARKER)
        result = guard.finish()
        assert (text + result.rest, result.step_done) == (sentence, True)


@pytest.mark.parametrize("locale", LOCALES)
def test_every_sentence_of_the_guide_is_in_its_language_and_said_once(locale: Locale) -> None:
    sentences = list(pools(LANGUAGES[locale]))
    assert len(set(sentences)) == len(sentences)
    for sentence in sentences:
        assert bool(re.search(r"[\u4e00-\u9fff]", sentence)) == (locale == "zh"), sentence
        assert set(re.findall(r"\{(\w+)\}", sentence)) <= {
            "words",
            "Words",
            "quote",
            "more",
            "title",
            "asked",
        }


@settings(max_examples=60)
@given(
    st.lists(st.text(max_size=200), min_size=1, max_size=4),
    st.sampled_from(LOCALES),
    st.sampled_from(Step),
    st.integers(1, 4),
)
def test_any_text_gets_a_reply(said: list[str], locale: Locale, step: Step, exchange: int) -> None:
    messages: list[ChatMessage] = []
    for text in said:
        messages.append(ChatMessage("user", text))
        reply = compose(request(messages, step, locale, exchange=exchange))
        assert reply.text.strip()
        assert MARKER not in reply.text
        messages.append(ChatMessage("assistant", reply.text))
