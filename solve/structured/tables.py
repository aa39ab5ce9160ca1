"""Options in a Markdown table: one in each row, or one in each column."""

import re
from collections.abc import Iterator, Sequence

from solve.structured.words import Part, bare, part_of

Row = tuple[str, dict[Part, str]]

_CELL_BORDER = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"[\s:|-]+")
_NUMBER_COLUMNS = frozenset({"", "no", "n", "nr", "num", "序号", "编号"})


def tables_in(text: str) -> Iterator[list[Row]]:
    """The tables that name pros and cons: the title and the parts of each option in them."""
    grid: list[list[str]] = []
    for line in [*text.splitlines(), ""]:
        if line.strip().startswith("|"):
            if not _RULE.fullmatch(line):
                grid.append([cell.strip() for cell in _CELL_BORDER.split(line.strip().strip("|"))])
            continue
        if len({len(row) for row in grid}) == 1:
            yield from filter(
                None, (_rows(grid) or _rows([list(column) for column in zip(*grid, strict=True)]),)
            )
        grid = []


def _rows(grid: Sequence[Sequence[str]]) -> list[Row]:
    """The options of a grid whose first row names the parts; none when it doesn't."""
    parts = [part_of(cell) for cell in grid[0]]
    others = [column for column, part in enumerate(parts) if part is None]
    named = [column for column in others if bare(grid[0][column]) not in _NUMBER_COLUMNS]
    if not {Part.PROS, Part.CONS} <= set(parts) or not others:
        return []
    title = (named or others)[0]
    return [
        (row[title], {part: cell for part, cell in zip(parts, row, strict=True) if part}) for row in grid[1:]
    ]
