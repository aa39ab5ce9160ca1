import pytest

from solve.emotion import Emotion, LexiconDetector

DETECTOR = LexiconDetector()


def read(text: str, locale: str = "en") -> Emotion:
    return DETECTOR.detect(text, locale).emotion


@pytest.mark.parametrize(
    ("text", "emotion"),
    [
        ("I am so worried about the biopsy that I can't sleep", Emotion.ANXIOUS),
        ("My heart races and my hands shake before every shift", Emotion.ANXIOUS),
        ("My grandfather passed away and I can't stop crying", Emotion.SAD),
        ("I feel lonely and worthless", Emotion.SAD),
        ("What a relief, I can finally breathe again", Emotion.CALM),
        ("I'm torn between two universities and can't decide", Emotion.CONFUSED),
        ("The office closes at five on Fridays", Emotion.NEUTRAL),
        ("Tengo un nudo en el estómago y me tiemblan las manos", Emotion.ANXIOUS),
        ("Me siento muy sola y lloro todas las noches", Emotion.SAD),
        ("Qué alivio, por fin puedo descansar tranquila", Emotion.CALM),
        ("No sé si quedarme o irme, estoy hecho un lío", Emotion.CONFUSED),
        ("La oficina cierra a las cinco los viernes", Emotion.NEUTRAL),
        ("胸口很闷，紧张得睡不着", Emotion.ANXIOUS),
        ("奶奶去世了，我一直在哭", Emotion.SAD),
        ("终于松了一口气，心里很平静", Emotion.CALM),
        ("左右为难，不知道该选哪个", Emotion.CONFUSED),
        ("办公室周五五点关门", Emotion.NEUTRAL),
    ],
)
def test_each_emotion_in_each_language(text: str, emotion: Emotion) -> None:
    assert read(text) is emotion


@pytest.mark.parametrize(
    ("plain", "negated"),
    [
        ("I am sad", "I am not sad at all"),
        ("I'm worried about money", "I'm not worried about money anymore"),
        ("I feel anxious when I drive", "I no longer feel anxious when I drive"),
        ("Estoy triste", "No estoy nada triste"),
        ("Estoy preocupada por el examen", "Ya no estoy preocupada por el examen"),
        ("我很难过", "我一点也不难过"),
        ("我很焦虑", "我不再焦虑了"),
    ],
)
def test_a_negated_feeling_is_not_that_feeling(plain: str, negated: str) -> None:
    assert read(plain) in {Emotion.SAD, Emotion.ANXIOUS}
    assert read(negated) in {Emotion.CALM, Emotion.NEUTRAL}


@pytest.mark.parametrize(
    ("text", "emotion"),
    [
        ("I can't calm down", Emotion.ANXIOUS),
        ("I'm not happy in this job", Emotion.SAD),
        ("No consigo relajarme", Emotion.ANXIOUS),
        ("No soy feliz con él", Emotion.SAD),
        ("我一点也不开心", Emotion.SAD),
        ("我静不下来", Emotion.ANXIOUS),
    ],
)
def test_a_negated_good_feeling_is_a_bad_one(text: str, emotion: Emotion) -> None:
    assert read(text) is emotion


@pytest.mark.parametrize(
    "text",
    [
        "I lost my keys",
        "I lost my umbrella on the bus",
        "My weight loss program has twelve weeks",
        "We watched a sad movie on Sunday",
        "The profit and loss statement is in the folder",
        "Perdí las llaves en el gimnasio",
        "He perdido cuatro kilos con la dieta",
        "Vimos una película triste el domingo",
        "我的钥匙丢了",
        "我在减肥，瘦了四斤",
        "周末看了一部悲伤的电影",
    ],
)
def test_idioms_and_lost_things_are_no_feelings(text: str) -> None:
    assert read(text) is Emotion.NEUTRAL


@pytest.mark.parametrize(
    "text",
    ["I lost my mother in the spring", "Perdí a mi madre en primavera", "春天我失去了妈妈"],
)
def test_losing_somebody_is_sad(text: str) -> None:
    assert read(text) is Emotion.SAD


@pytest.mark.parametrize(
    ("text", "emotion"),
    [
        ("I was terrified of the surgery, but now I feel calm", Emotion.CALM),
        ("I seem calm but inside I'm panicking", Emotion.ANXIOUS),
        ("Estaba muy triste, pero ahora estoy tranquila", Emotion.CALM),
        ("Parezco tranquilo pero tengo mucho miedo", Emotion.ANXIOUS),
        ("以前很焦虑，但是现在很平静", Emotion.CALM),
        ("表面很平静，但是心里很害怕", Emotion.ANXIOUS),
    ],
)
def test_what_follows_a_but_weighs_more(text: str, emotion: Emotion) -> None:
    assert read(text) is emotion


@pytest.mark.parametrize(
    "text",
    ["My neighbour says he is depressed", "Mi vecina dice que está deprimida", "他说他很抑郁"],
)
def test_what_others_feel_is_not_what_the_writer_feels(text: str) -> None:
    assert read(text) is Emotion.NEUTRAL


@pytest.mark.parametrize(
    ("weak", "plain", "strong"),
    [
        ("I am slightly anxious", "I am anxious", "I am extremely anxious"),
        ("Estoy un poco triste", "Estoy triste", "Estoy profundamente triste"),
        ("我稍微焦虑", "我焦虑", "我极度焦虑"),
    ],
)
def test_intensity_shows_in_the_confidence(weak: str, plain: str, strong: str) -> None:
    readings = [DETECTOR.detect(text, "en") for text in (weak, plain, strong)]

    assert len({reading.emotion for reading in readings}) == 1
    assert readings[0].confidence < readings[1].confidence < readings[2].confidence


@pytest.mark.parametrize(
    ("usual", "unusual"),
    [
        ("I don't know which one to choose", "I don’t know which one to choose"),
        ("I'm so anxious", "im sooooo anxiousss"),
        ("I am overwhelmed", "i am overwelmed"),
        ("Qué angustia, no sé cómo pagar", "que angustia, no se como pagar"),
        ("Estoy nerviosa por mañana", "toy nerviosa x mañana"),
        ("我很难过", "我很難過"),
        ("I am so sad", "Ｉ ａｍ ｓｏ ｓａｄ"),
    ],
)
def test_unusual_spelling_reads_the_same(usual: str, unusual: str) -> None:
    assert read(usual) is not Emotion.NEUTRAL
    assert read(unusual) is read(usual)


@pytest.mark.parametrize(
    ("text", "emotion"),
    [("😭😭", Emotion.SAD), ("😰", Emotion.ANXIOUS), ("😌", Emotion.CALM), (":(", Emotion.SAD)],
)
def test_emoji_speak_for_themselves(text: str, emotion: Emotion) -> None:
    assert read(text) is emotion


@pytest.mark.parametrize("locale", ["en", "es", "zh", "fr", ""])
def test_the_locale_is_only_a_hint(locale: str) -> None:
    assert read("Tengo mucho miedo de perder mi trabajo", locale) is Emotion.ANXIOUS
    assert read("我很害怕失去工作", locale) is Emotion.ANXIOUS
    assert read("I'm afraid of losing my job", locale) is Emotion.ANXIOUS


@pytest.mark.parametrize("text", ["", "   ", "ok", "asdf qwer", "12345", "..."])
def test_without_a_sign_of_feeling_it_is_neutral(text: str) -> None:
    assert read(text) is Emotion.NEUTRAL
