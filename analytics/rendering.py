"""Reports as text: a table, CSV, JSON."""

import csv
import io
import json
from collections.abc import Iterator

from django.core.serializers.json import DjangoJSONEncoder

from analytics.reports import Cell, Report

# A cell that begins so may run as a formula in a spreadsheet
# (https://owasp.org/www-community/attacks/CSV_Injection).
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def as_table(report: Report) -> str:
    """Columns set side by side, for a terminal."""
    lines = [report.columns, *(tuple(_plain(cell) for cell in row) for row in report.rows)]
    widths = [max(len(line[index]) for line in lines) for index in range(len(report.columns))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def as_csv(report: Report) -> Iterator[str]:
    """CSV by RFC 4180, row by row, safe to open in a spreadsheet."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for row in (report.columns, *report.rows):
        writer.writerow([csv_safe(cell) for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def csv_safe(cell: Cell) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = _plain(cell, nothing="")
    if isinstance(cell, str) and text.startswith(_FORMULA_STARTS):
        return f"'{text}"
    return text


def as_json(report: Report) -> str:
    """A list of objects, one a row."""
    rows = [dict(zip(report.columns, row, strict=True)) for row in report.rows]
    return json.dumps({"report": report.name, "rows": rows}, cls=DjangoJSONEncoder, indent=2)


def _plain(cell: Cell, *, nothing: str = "-") -> str:
    return nothing if cell is None else str(cell)
