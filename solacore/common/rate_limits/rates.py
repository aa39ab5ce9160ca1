"""Reads the limits and the whitelist of the environment. Free of Django: its settings use it."""

import re
from collections.abc import Iterable
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import NamedTuple

Network = IPv4Network | IPv6Network

_UNIT_SECONDS = {"second": 1, "sec": 1, "s": 1, "minute": 60, "min": 60, "m": 60, "hour": 3600, "h": 3600}
_UNIT_SECONDS |= {"day": 86_400, "d": 86_400, "seconds": 1, "minutes": 60, "hours": 3600, "days": 86_400}
_RATE = re.compile(r"([1-9][0-9]{0,8})/([1-9][0-9]{0,4})?([a-z]+)")


class Rate(NamedTuple):
    """So many requests in a window of so many seconds."""

    limit: int
    seconds: int


@cache
def parse_rate(text: str) -> Rate:
    """The rate that a text like "100/minute", "5/m" or "20/15min" means.

    Raises:
        ValueError: it is no such text, or allows nothing at all.
    """
    match = _RATE.fullmatch(text.strip().lower())
    seconds = _UNIT_SECONDS.get(match[3]) if match else None
    if match is None or seconds is None:
        raise ValueError(f"{text!r} is no rate: write it as 100/minute, 5/m or 3/hour.")
    return Rate(int(match[1]), int(match[2] or 1) * seconds)


@cache
def parse_networks(texts: tuple[str, ...]) -> tuple[Network, ...]:
    """The networks that addresses and CIDR blocks mean.

    Raises:
        ValueError: one of them is neither.
    """
    return tuple(ip_network(text.strip(), strict=False) for text in texts if text.strip())


def limit_problems(rates: Iterable[tuple[str, str]], whitelist: Iterable[str]) -> list[str]:
    """What is wrong with the limits, a sentence each that names the setting.

    Args:
        rates: the name of each RATE_LIMIT_* setting, and its value.
        whitelist: the entries of RATE_LIMIT_IP_WHITELIST.
    """
    problems = []
    for name, text in rates:
        try:
            parse_rate(text)
        except ValueError as error:
            problems.append(f"{name} is invalid: {error}")
    try:
        parse_networks(tuple(whitelist))
    except ValueError as error:
        problems.append(f"RATE_LIMIT_IP_WHITELIST is invalid: {error}.")
    return problems
