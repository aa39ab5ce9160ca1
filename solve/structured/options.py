"""The options that a reply lists, in whatever form a model has given them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from solve.prompts.shape import Option
from solve.structured.effort import effort_in
from solve.structured.lines import (
    BOLD,
    NUMBERED,
    PLAIN,
    Labelled,
    Line,
    headline,
    is_code,
    labelled,
    lines_of,
    plain,
)
from solve.structured.tables import tables_in
from solve.structured.words import Part, within_line

LEAST, MOST = 2, 3  # by the contract
_PARTS = frozenset({Part.PROS, Part.CONS, Part.EFFORT})
_WITHIN = within_line(_PARTS)
# Characters; what is longer is a paragraph, not a title.
_LONGEST_TITLE = 120
_SEPARATOR = re.compile(r"\s*(?:[;；•]|<br\s*/?>)\s*", re.IGNORECASE)
_LAST_BRACKET = re.compile(r"\s*[(（\[【](?P<inside>[^()（）\[\]【】]*)[)）\]】]?\s*$")
_EFFORT_WORD = re.compile(r"effort|esfuerzo|energy|energ[ií]a|精力|努力|难度|投入", re.IGNORECASE)

Values = Mapping[Part, Sequence[str]]


@dataclass(slots=True)
class _Block:
    """The parts of one option, and the lines before them, one of which is its title."""

    headings: list[Line]
    values: dict[Part, list[str]] = field(default_factory=dict)
    last: Part | None = None


@dataclass(slots=True)
class _OpenList:
    """The points that the lines after a label may belong to."""

    points: list[str]
    indent: int
    is_inline: bool
    first: Line | None = None

    def takes(self, line: Line) -> bool:
        """Whether a line without a label is one of the points."""
        if not line.marker:
            return line.rank == PLAIN and not self.points
        if line.rank not in {PLAIN, BOLD, NUMBERED}:
            return False
        if line.indent > self.indent:
            return True
        first = self.first or line
        return not self.is_inline and (first.marker, first.indent) == (line.marker, line.indent)

    def add(self, line: Line) -> None:
        """Takes it."""
        self.first = self.first or line
        self.points.extend(_points(line.text))


def options_in(text: str) -> tuple[Option, ...] | None:
    """The two or three options of a reply.

    Returns:
        None when there are fewer or more, when one lacks its title, pros, cons or effort, or when it is
        not clear which line belongs to which.
    """
    reader = _Reader()
    for line in lines_of(text):
        reader.read(line)
    if reader.blocks:
        return (
            None if reader.is_cut else _options(_headings(reader.blocks), [b.values for b in reader.blocks])
        )
    tables = [
        (
            [headline(title) for title, _ in table],
            [{p: _points(c) for p, c in row.items()} for _, row in table],
        )
        for table in tables_in(text)
    ]
    found = [options for titles, values in tables if (options := _options(titles, values))]
    return found[0] if len(found) == 1 else None


class _Reader:
    """Sorts the lines of a reply into blocks, one for each option."""

    def __init__(self) -> None:
        self.blocks: list[_Block] = []
        self._pending: list[Line] = []
        self._block: _Block | None = None
        self._list: _OpenList | None = None

    @property
    def is_cut(self) -> bool:
        """Whether another option begins after the last one, and nothing of it follows."""
        ranks = {heading.rank for heading in self.blocks[-1].headings}
        return any(line.ordinal == len(self.blocks) + 1 and line.rank in ranks for line in self._pending)

    def read(self, line: Line) -> None:
        """Takes one line."""
        if line.text.startswith("|"):
            return
        pieces = labelled(line.text, _PARTS, _WITHIN)
        if not pieces and self._list and self._list.takes(line):
            self._list.add(line)
        elif not pieces:
            self._head(line)
        for piece in pieces:
            self._take(piece, line)

    def _head(self, line: Line) -> None:
        self._list = None
        if line.rank >= BOLD:
            self._block = None
        self._pending.append(line)

    def _take(self, piece: Labelled, line: Line) -> None:
        if piece.part is None:
            if plain(piece.value).strip(" :：(（[【–—-"):
                self._head(replace(line, text=piece.value))
            return
        if self._block is None or (piece.part in self._block.values and self._block.last != piece.part):
            self._block = _Block(self._pending)
            self.blocks.append(self._block)
        self._pending = []
        self._block.last = piece.part
        points = self._block.values.setdefault(piece.part, [])
        new = _points(piece.value)
        points.extend(new)
        self._list = _OpenList(points, line.indent, is_inline=bool(new))


def _points(text: str) -> list[str]:
    """What stands between semicolons, bullets or line breaks."""
    points = (plain(point).strip(" |,，·–—-") for point in _SEPARATOR.split(text))
    return [point for point in points if point]


def _headings(blocks: Sequence[_Block]) -> list[Line]:
    """The line of each block that is its title: of the kind, the most like a heading, that all have."""
    shared = set.intersection(*({line.rank for line in block.headings} for block in blocks))
    return [_heading(block.headings, max(shared)) for block in blocks] if shared else []


def _heading(lines: Sequence[Line], rank: int) -> Line:
    """The last line of a rank; the one after it where it is only "Option 1"."""
    index = max(number for number, line in enumerate(lines) if line.rank == rank)
    return lines[index + 1] if not plain(lines[index].text) and index + 1 < len(lines) else lines[index]


def _options(headings: Sequence[Line], values: Sequence[Values]) -> tuple[Option, ...] | None:
    if not LEAST <= len(headings) <= MOST:
        return None
    options = [_option(heading, parts) for heading, parts in zip(headings, values, strict=True)]
    complete = tuple(option for option in options if option)
    titles = {option.title.casefold() for option in complete}
    return complete if len(titles) == len(options) else None


def _option(heading: Line, values: Values) -> Option | None:
    title, said_beside = _title(heading)
    pros, cons = values.get(Part.PROS), values.get(Part.CONS)
    effort = effort_in(" ".join(values.get(Part.EFFORT, [])) or said_beside)
    if not (title and pros and cons and effort) or any(map(is_code, (title, *pros, *cons))):
        return None
    return Option(title, tuple(pros), tuple(cons), effort)


def _title(heading: Line) -> tuple[str, str]:
    """The title that a line gives, and what it says beside it of the effort ("Call Ana (low effort)")."""
    said_beside = ""
    title = plain(heading.bold_start or heading.text).strip(" :：–—-")
    bracket = _LAST_BRACKET.search(plain(heading.text))
    if bracket and _EFFORT_WORD.search(bracket["inside"]):
        said_beside = bracket["inside"]
    if bracket and (said_beside or not bracket["inside"]):
        title = title.removesuffix(bracket.group().strip()).strip(" :：–—-")
    title = title.rstrip(".。")
    return (title if len(title) <= _LONGEST_TITLE else ""), said_beside
