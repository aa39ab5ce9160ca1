"""What the person of the demo says: a story of their own, or answers that fit any problem."""

from collections.abc import Mapping, Sequence

from solve.steps import Step

Lines = Mapping[Step, Sequence[str]]

STORIES: dict[str, Lines] = {
    "en": {
        Step.RECEIVE: [
            "My father's memory is failing, my brother wants him in a home, and I feel torn and can't sleep.",
            "I'm afraid of deciding over his head.",
        ],
        Step.CLARIFY: [
            "He still cooks and waters his tomatoes, but last week he left the stove on twice.",
            "My brother and I have hardly talked about it, we only send each other short messages.",
            "It would be good if he were safe and still had his garden.",
        ],
        Step.REFRAME: [
            "Maybe the question is what keeps him safe and still himself.",
            "Yes.",
        ],
        Step.OPTIONS: [
            "We could get help in the mornings, look at a day centre, or visit two homes together with him.",
            "Help in the mornings sounds right to begin with.",
        ],
        Step.COMMIT: [
            "On Saturday I'll call my brother and ask him to come with me to the care advice office.",
            "Yes, on Saturday at ten.",
        ],
    },
    "es": {
        Step.RECEIVE: [
            "A mi padre le falla la memoria, mi hermano quiere una residencia y yo ya no duermo.",
            "Me da miedo decidir por él.",
        ],
        Step.CLARIFY: [
            "Todavía cocina y riega sus tomates, pero la semana pasada dejó el fuego encendido dos veces.",
            "Mi hermano y yo casi no hemos hablado, solo nos mandamos mensajes cortos.",
            "Sería bueno que estuviera seguro y que siguiera teniendo su huerto.",
        ],
        Step.REFRAME: [
            "Quizá la pregunta es qué lo mantiene seguro y siendo él mismo.",
            "Sí.",
        ],
        Step.OPTIONS: [
            "Podríamos pedir ayuda por las mañanas, ver un centro de día o visitar dos residencias con él.",
            "Empezar con ayuda por las mañanas me parece lo mejor.",
        ],
        Step.COMMIT: [
            "El sábado llamaré a mi hermano y le pediré que venga conmigo a los servicios sociales.",
            "Sí, el sábado a las diez.",
        ],
    },
    "zh": {
        Step.RECEIVE: [
            "我父亲的记性越来越差，我哥哥想送他去养老院。我很矛盾，晚上睡不着。",
            "我怕替他做了决定。",
        ],
        Step.CLARIFY: [
            "他还能自己做饭、给番茄浇水，可是上周有两次忘了关火。",
            "我和哥哥几乎没有好好谈过，只是互相发几条短信。",
            "如果他既安全又还有自己的小菜园，我就放心了。",
        ],
        Step.REFRAME: ["也许问题不是去不去养老院，而是怎样让他既安全又还是他自己。", "是的。"],
        Step.OPTIONS: [
            "我们可以早上请人来帮忙，可以看看日间照料中心，也可以带他一起去看两家养老院。",
            "先请人早上来帮忙比较合适。",
        ],
        Step.COMMIT: ["星期六我会给哥哥打电话，请他跟我一起去社区咨询。", "对，星期六上午十点。"],
    },
}

# For a problem that the person brings along (TEXT): lines that fit whatever it is.
ANSWERS: dict[str, Lines] = {
    "en": {
        Step.RECEIVE: ["It has been on my mind for days and I feel quite alone with it."],
        Step.CLARIFY: [
            "The hardest part is that I don't know what happens if I choose wrong.",
            "I have talked to one friend about it, and there are a few things that I could do.",
            "It would be good if I could look at it calmly and take one step.",
        ],
        Step.REFRAME: ["Maybe I don't have to solve all of it at once.", "Yes, that fits."],
        Step.OPTIONS: [
            "I could write down what matters to me, talk to somebody who has done it, or try it small first.",
            "Talking to somebody who has done it sounds best.",
        ],
        Step.COMMIT: [
            "Tomorrow at six I'll write to somebody who has been through it.",
            "Yes, tomorrow at six.",
        ],
    },
    "es": {
        Step.RECEIVE: ["Llevo días dándole vueltas y me siento bastante sola con esto."],
        Step.CLARIFY: [
            "Lo más difícil es que no sé qué pasa si elijo mal.",
            "Lo he hablado con una amiga, y hay algunas cosas que podría hacer.",
            "Sería bueno poder mirarlo con calma y dar un paso.",
        ],
        Step.REFRAME: ["Quizá no tengo que resolverlo todo de una vez.", "Sí, eso encaja."],
        Step.OPTIONS: [
            "Podría escribir qué me importa, hablar con alguien que lo hizo o probar primero en pequeño.",
            "Hablar con alguien que lo haya hecho me parece lo mejor.",
        ],
        Step.COMMIT: [
            "Mañana a las seis escribiré a una persona que ya pasó por esto.",
            "Sí, mañana a las seis.",
        ],
    },
    "zh": {
        Step.RECEIVE: ["这几天我一直在想这件事，觉得很孤单。"],
        Step.CLARIFY: [
            "最难的是我不知道选错了会怎么样。",
            "我跟一个朋友谈过，也有几件事是我可以做的。",
            "如果我能平静地看这件事，走出一步，就很好了。",
        ],
        Step.REFRAME: ["也许我不必一下子解决所有问题。", "是的，是这样。"],
        Step.OPTIONS: [
            "我可以写下对我重要的事，可以找一个有经验的人谈谈，也可以先小小地试一次。",
            "先找一个有经验的人谈谈比较好。",
        ],
        Step.COMMIT: ["明天下午六点我会给一个有经验的人写信。", "对，明天下午六点。"],
    },
}


def line(lines: Lines, step: Step, said: int) -> str:
    """What the person says next in a step, after having said that many lines in it."""
    return lines[step][min(said, len(lines[step]) - 1)]
