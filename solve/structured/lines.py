"""A reply line by line: what stands before its text, whether it may head an option, which parts it labels."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from solve.structured.words import SIGNS, Part, part_of

# How much a line looks like the heading of an option, from the least; a heading's level is taken off.
PLAIN, BOLD, NUMBERED, HEADING, WORDED = 0, 10, 20, 40, 50

_QUOTE = re.compile(r"^\s*(?:>\s?)+")
_HEADING = re.compile(r"^(?P<level>#{1,6})\s+")
_BULLET = re.compile(r"^[-*+•·‣◦▪–—]\s+")
_ORDINALS = {
    **{
        sign: number
        for signs in ("ABCDE", "abcde", "一二三四五", "①②③④⑤")
        for number, sign in enumerate(signs, 1)
    },
    **{
        word: number
        for words in ("one two three four", "uno dos tres cuatro", "first second third fourth",
                      "primera segunda tercera cuarta", "primer segundo tercer cuarto")
        for number, word in enumerate(words.split(), 1)
    },
}  # fmt: skip
_NUMBER = re.compile(
    r"^(?:[(（](?P<a>\d{1,2}|[A-Ea-e一二三四五])[)）]\s*|(?P<b>\d{1,2})\s*(?:[)、）]|[.．](?!\d))\s*"
    r"|(?P<c>\d)\ufe0f?\u20e3\s*|(?P<d>[①②③④⑤])\s*|(?P<e>[A-E])[.)、．）]\s+|(?P<f>[一二三四五])[、.．]\s*)"
)
_OPTION = (
    r"option|opci[oó]n|alternative|alternativa|choice|path|way|route|camino|v[ií]a|posibilidad|approach|idea"
)
_OPTION_ZH = r"选项|方案|选择|办法|方法|道路|路径|出路|路|可能"
_WORDED = re.compile(
    rf"^(?:(?:{_OPTION})\s*(?:#|n[.ºo°]+)?\s*(?P<a>\d|[A-E]|one|two|three|four|uno|dos|tres|cuatro)\b"
    rf"|(?P<b>first|second|third|fourth|primera?|segund[ao]|tercera?|cuart[ao])\s+(?:{_OPTION})"
    rf"|(?:{_OPTION_ZH})\s*(?P<c>[一二三四五\dA-E])|第(?P<d>[一二三四五])(?:[个条种]?(?:{_OPTION_ZH})|[个条种]))"
    r"(?=\s*(?:[:：.)、．，,·|–—-]|\*\*|__|$))(?P<close>\*\*|__)?\s*[:：.)、．，,·|–—-]*\s*",
    re.IGNORECASE,
)
_PICTURES = re.compile("^[\u2600-\u27bf\U0001f000-\U0001faff\ufe0f\u200d]+\\s+")
_BOLD_TAG = re.compile(r"</?(?:b|strong)>", re.IGNORECASE)
_BOLD_START = re.compile(r"^(?P<mark>\*\*|__)(?P<text>(?:(?!(?P=mark)).)+)(?P=mark)\s*(?P<rest>.*)$")
_EMPHASIS = re.compile(r"(?<![\w*])([*_])(?=\S)([^*_\n]*\S)\1(?![\w*])")
_AFTER_LABEL = re.compile(r"[:：]|\s[–—-]\s|\s*[–—]\s*|$")
_BRACKETS = re.compile(r"\s*[(（\[【][^)）\]】]*[)）\]】]")
# The longest label there is, with room for a bracket behind it.
_LABEL_LENGTH = 60
_VARIATION = "\ufe0f"
# A key of JSON, a title as YAML has it, a list of either; a placeholder such as [EMAIL_1] is none.
_CODE = re.compile(
    r"(?:^|[{,])\s*\"\w+\"\s*:|^title\s*:|^\[(?![A-Z]+(?:_[A-Z]+)*_\d+\]$).*\]$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a reply.

    Attributes:
        indent: how far in it stands.
        text: what it says, without the signs before it, with its emphasis.
        marker: "-" for a bullet, "1" for a number, "" for neither.
        rank: how much it looks like the heading of an option.
        ordinal: the number that it carries as such, from 1; None for none.
    """

    indent: int
    text: str
    marker: str = ""
    rank: int = PLAIN
    ordinal: int | None = None

    @property
    def bold_start(self) -> str:
        """The bold text that it begins with, "" for none."""
        bold = _BOLD_START.match(self.text)
        return bold["text"] if bold else ""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A piece of a line: the value of a part, or what stands before the first one (None)."""

    part: Part | None
    value: str


def lines_of(text: str) -> Iterator[Line]:
    """The lines that say something."""
    for written in text.splitlines():
        content = _BOLD_TAG.sub("**", _QUOTE.sub("", written.expandtabs(4)))
        line = _line(content.strip(), len(content) - len(content.lstrip()))
        if line.ordinal is not None or plain(line.text).strip("-*_=— `"):
            yield line


def headline(text: str) -> Line:
    """A text that is a heading, such as a cell of a table, without its ordinal."""
    return _line(text, 0)


def _line(text: str, indent: int) -> Line:
    line = Line(indent, text)
    heading = _HEADING.match(line.text)
    if heading:
        line = replace(line, text=text[heading.end() :], rank=HEADING - len(heading["level"]))
    elif bullet := _BULLET.match(text):
        line = replace(line, text=text[bullet.end() :], marker="-")
    line = _without_ordinal(line)
    bold = _BOLD_START.match(line.text)
    if bold and not bold["rest"] and line.rank < BOLD:
        line = replace(line, rank=BOLD)
    return line


def _without_ordinal(line: Line) -> Line:
    """Takes "1.", "**1. …**", "Option A:", "2. Option B:" and the like off a line's text."""
    for pattern, rank in ((_NUMBER, NUMBERED), (_WORDED, WORDED)):
        mark = line.text[:2] if line.text.startswith(("**", "__")) else ""
        match = pattern.match(_PICTURES.sub("", line.text[len(mark) :].lstrip()))
        if match:
            line = replace(
                line,
                text=_after_ordinal(match, mark),
                marker=line.marker or ("1" if rank == NUMBERED else ""),
                rank=max(line.rank, rank),
                ordinal=_ordinal(match),
            )
    return line


def _after_ordinal(match: re.Match[str], mark: str) -> str:
    """What follows an ordinal, its emphasis kept: "**1. Title**" as well as "**1.** Title"."""
    rest = match.string[match.end() :]
    if not mark or match.groupdict().get("close"):
        return rest
    return rest.removeprefix(mark).lstrip(" :：–—-") if rest.startswith(mark) else mark + rest


def _ordinal(match: re.Match[str]) -> int | None:
    names = (match.groupdict().get(name) for name in "abcdef")
    sign = next((name for name in names if name), "")
    return int(sign) if sign.isdecimal() else _ORDINALS.get(sign) or _ORDINALS.get(sign.lower())


def plain(text: str) -> str:
    """A text without Markdown's emphasis and code signs."""
    return _EMPHASIS.sub(r"\2", re.sub(r"\*\*|__|`", "", text)).strip()


def is_code(text: str) -> bool:
    """Whether a value was cut out of JSON or YAML, which is not read line by line."""
    return _CODE.search(text) is not None


def labelled(text: str, wanted: frozenset[Part], within: re.Pattern[str]) -> list[Labelled]:
    """The parts that a line labels.

    Args:
        text: the line's text.
        wanted: the parts to look for.
        within: `within_line(wanted)`.

    Returns:
        What stands before the first label, if anything, and each part with its value, as they come;
        empty when there is no label.
    """
    first = _leading(text, wanted) or Labelled(None, text)
    labels = list(within.finditer(first.value))
    if first.part is None and not labels:
        return []
    ends = [label.start() for label in labels] + [len(first.value)]
    rest = [
        Labelled(part_of(label["label"]), first.value[label.end() : end])
        for label, end in zip(labels, ends[1:], strict=True)
    ]
    pieces = [Labelled(first.part, first.value[: ends[0]]), *rest]
    # The full stop between a value and the next label only parts them.
    return [replace(piece, value=piece.value.rstrip(" .。")) for piece in pieces[:-1]] + pieces[-1:]


def _leading(text: str, wanted: frozenset[Part]) -> Labelled | None:
    """The part that a line begins with: a label with a colon or dash, alone or in bold; or a sign."""
    bold = _BOLD_START.match(text)
    if bold and (part := _part(bold["text"], wanted)):
        return Labelled(part, re.sub(r"^\s*[:：–—-]\s*", "", bold["rest"]))
    unemphasised = plain(text)
    for end in _AFTER_LABEL.finditer(unemphasised[:_LABEL_LENGTH]):
        if end.start() == _LABEL_LENGTH:
            break
        if part := _part(unemphasised[: end.start()], wanted):
            return Labelled(part, unemphasised[end.end() :])
        if end.group():
            break
    sign = SIGNS.get(unemphasised[:1])
    value = unemphasised[1:].lstrip(_VARIATION + "\u200d ")
    return Labelled(sign, value) if sign in wanted and value else None


def _part(label: str, wanted: frozenset[Part]) -> Part | None:
    part = part_of(_BRACKETS.sub("", label))
    return part if part in wanted else None
