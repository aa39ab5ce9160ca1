"""Where a browser is, by its time zone: enough to show the right helplines first, and asked of no one."""

from functools import cache
from importlib.resources import files

from solve.safety.helplines import all_helplines, european_union


@cache
def country_by_time_zone() -> dict[str, str]:
    """The country of each IANA time zone, for the countries that a helpline answers in.

    Source: zone.tab of the tz database, in which every zone has one country.
    """
    wanted = {line.country for line in all_helplines()} | european_union()
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8")
    rows = (row.split("\t") for row in table.splitlines() if row and not row.startswith("#"))
    return {zone.strip(): country for country, _, zone, *_ in rows if country in wanted}
