"""The address of the client behind a request."""

import re
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from django.conf import settings
from django.http import HttpRequest

Address = IPv4Address | IPv6Address

# What one customer of an IPv6 provider gets at least (RFC 6177): they can use any address in it.
IPV6_PREFIX = 64
_WRITTEN = re.compile(
    r"\[(?P<in_brackets>[0-9A-Fa-f:.]+)(%[^\]]+)?\](:[0-9]{1,5})?"
    r"|(?P<before_port>[0-9.]+):[0-9]{1,5}"
    r"|(?P<bare>[0-9A-Fa-f:.]+)(%.+)?"
)
# The key of all clients without an address (a Unix socket without a trusted proxy's header).
NO_ADDRESS = "none"


def parse_address(text: str) -> Address | None:
    """An address as peers and proxies write it: with a port, in brackets, with a zone, IPv4 inside IPv6.

    Returns:
        The bare address, or None when the text holds none.
    """
    match = _WRITTEN.fullmatch(text.strip())
    if match is None:
        return None
    try:
        address = ip_address(match["in_brackets"] or match["before_port"] or match["bare"])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def client_address(request: HttpRequest) -> Address | None:
    """The address that the outermost of our own proxies saw.

    Each of the TRUSTED_PROXY_COUNT proxies adds its peer to the right end of X-Forwarded-For; what is
    further left was written by the client.

    Returns:
        The address; that of the direct peer when the header lacks it; None when that has none either.
    """
    proxies = settings.TRUSTED_PROXY_COUNT
    if proxies > 0:
        hops = request.META.get("HTTP_X_FORWARDED_FOR", "").rsplit(",", proxies)
        # The split leaves what the client wrote in front, if it wrote anything.
        address = parse_address(hops[-proxies]) if len(hops) >= proxies else None
        if address is not None:
            return address
    return parse_address(request.META.get("REMOTE_ADDR") or "")


def address_key(address: Address | None) -> str:
    """What stands for a client where requests are counted: its IPv4 address, or its IPv6 network."""
    if isinstance(address, IPv6Address):
        return str(IPv6Network((address, IPV6_PREFIX), strict=False))
    return str(address) if address is not None else NO_ADDRESS
