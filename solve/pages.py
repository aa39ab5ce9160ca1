"""What the pages need from the server; all else they ask the API for."""

from dataclasses import asdict
from functools import cache
from typing import Any

from django.http import HttpRequest

from solve.safety.countries import country_by_time_zone
from solve.safety.helplines import all_helplines, european_union

_SHOWN = ("key", "country", "name", "number", "languages", "hours")


def helpline_context(_request: HttpRequest) -> dict[str, Any]:
    """Every helpline, and how a browser finds out which are near: in a crisis that must need no network."""
    return {"helpline_data": _helpline_data()}


@cache
def _helpline_data() -> dict[str, Any]:
    lines = [
        {name: value for name, value in asdict(line).items() if name in _SHOWN} for line in all_helplines()
    ]
    return {
        "lines": lines,
        "zones": country_by_time_zone(),
        "europeanUnion": sorted(european_union()),
    }
