"""What a kept conversation says around what was said, per language."""

from collections.abc import Mapping
from dataclasses import dataclass

from solve.llm.base import Locale
from solve.models import MessageStatus, Role
from solve.steps import Status, Step


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one language.

    Attributes:
        language: Django's name of it, for dates.
        title: heads the document.
        statuses: of a session.
        steps: their headings.
        speakers: who said something.
        endings: what is said of a reply that is not complete.
        options, first_step, proposed, reminder: head what came of the conversation.
    """

    language: str
    title: str
    statuses: Mapping[Status, str]
    steps: Mapping[Step, str]
    speakers: Mapping[Role, str]
    endings: Mapping[MessageStatus, str]
    options: str
    first_step: str
    proposed: str
    reminder: str


WORDING: dict[Locale, Wording] = {
    "en": Wording(
        language="en",
        title="A conversation with Solacore",
        statuses={Status.ACTIVE: "active", Status.COMPLETED: "completed", Status.ABANDONED: "abandoned"},
        steps={
            Step.RECEIVE: "Being heard",
            Step.CLARIFY: "Getting clear",
            Step.REFRAME: "Another view",
            Step.OPTIONS: "Options",
            Step.COMMIT: "A first step",
        },
        speakers={Role.USER: "You", Role.ASSISTANT: "Solacore"},
        endings={
            MessageStatus.STREAMING: "still being written",
            MessageStatus.STOPPED: "stopped",
            MessageStatus.INTERRUPTED: "interrupted",
            MessageStatus.FAILED: "failed",
        },
        options="The options",
        first_step="Your first step",
        proposed="The first step that was proposed",
        reminder="Reminder",
    ),
    "es": Wording(
        language="es",
        title="Una conversación con Solacore",
        statuses={Status.ACTIVE: "activa", Status.COMPLETED: "completada", Status.ABANDONED: "abandonada"},
        steps={
            Step.RECEIVE: "Ser escuchado",
            Step.CLARIFY: "Ver con claridad",
            Step.REFRAME: "Otra mirada",
            Step.OPTIONS: "Opciones",
            Step.COMMIT: "Un primer paso",
        },
        speakers={Role.USER: "Tú", Role.ASSISTANT: "Solacore"},
        endings={
            MessageStatus.STREAMING: "todavía se está escribiendo",
            MessageStatus.STOPPED: "detenida",
            MessageStatus.INTERRUPTED: "interrumpida",
            MessageStatus.FAILED: "fallida",
        },
        options="Las opciones",
        first_step="Tu primer paso",
        proposed="El primer paso propuesto",
        reminder="Recordatorio",
    ),
    "zh": Wording(
        language="zh-hans",
        title="与 Solacore 的一次对话",
        statuses={Status.ACTIVE: "进行中", Status.COMPLETED: "已完成", Status.ABANDONED: "已搁置"},
        steps={
            Step.RECEIVE: "被倾听",
            Step.CLARIFY: "理清",
            Step.REFRAME: "换个角度",
            Step.OPTIONS: "可选的路",
            Step.COMMIT: "第一步",
        },
        speakers={Role.USER: "你", Role.ASSISTANT: "Solacore"},
        endings={
            MessageStatus.STREAMING: "还在书写",
            MessageStatus.STOPPED: "已停止",
            MessageStatus.INTERRUPTED: "已中断",
            MessageStatus.FAILED: "未成功",
        },
        options="列出的选择",
        first_step="你的第一步",
        proposed="建议的第一步",
        reminder="提醒",
    ),
}
