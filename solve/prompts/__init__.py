"""The system prompt of each step, in each language: one text file per step, with shared parts beside them."""

from functools import cache
from pathlib import Path
from string import Template

from solve.llm.base import Locale
from solve.prompts.labels import LABELS
from solve.safety.reply_guard import Markers
from solve.steps import Step

_FOLDER = Path(__file__).parent


def system_prompt(
    *,
    step: Step,
    locale: Locale,
    markers: Markers,
    emotion: str | None = None,
    concern: bool = False,
    least: int,
    most: int,
    exchange: int,
) -> str:
    """The system prompt for one reply.

    Args:
        step: the step that the reply belongs to.
        locale: the language of the session, and of the prompt.
        markers: what the model is to write at the very end when the step has done its work, and at the very
            beginning when the person is in acute danger.
        emotion: what the emotion detector heard in the last message (a key of `Labels.emotions`), as a hint.
        concern: whether the safety screen found cause for concern; help lines are then shown, too.
        least: the fewest exchanges that the step takes.
        most: the most exchanges that the step takes.
        exchange: the number of this exchange within the step, from 1.

    Raises:
        KeyError: for an emotion that the labels do not name.
    """
    labels = LABELS[locale]
    fields: dict[str, str] = {
        "marker": markers.step_done,
        "danger": markers.danger,
        "least": str(least),
        "most": str(most),
        "exchange": str(exchange),
        "pros": labels.pros,
        "cons": labels.cons,
        "effort": labels.effort,
        "first_step": labels.first_step,
        "when": labels.when,
        **{str(degree): word for degree, word in labels.efforts.items()},
    }
    parts = [template("shared", locale), template(step.value, locale)]
    if emotion is not None:
        fields["emotion"] = labels.emotions[emotion]
        parts.append(template("emotion", locale))
    if concern:
        parts.append(template("concern", locale))
    parts += [template("danger", locale), template("ending", locale)]
    return "\n\n".join(part.substitute(fields) for part in parts)


def asks_for_care(prompt: str, locale: Locale) -> bool:
    """Whether a system prompt carries the note on safety, because what was said gives cause for concern."""
    return template("concern", locale).substitute() in prompt


@cache
def template(name: str, locale: Locale) -> Template:
    """The text of one part: a step's name, or shared, emotion, concern, danger or ending."""
    return Template((_FOLDER / f"{name}.{locale}.md").read_text(encoding="utf-8").strip())
