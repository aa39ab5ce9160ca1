"""The address that requests are counted by."""

from typing import Any

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from solacore.common.client_address import NO_ADDRESS, address_key, client_address, parse_address

pytestmark = pytest.mark.pure

PEER = "192.0.2.1"


def key_of(settings: Any, proxies: int, forwarded: str | None, peer: str = PEER) -> str:
    settings.TRUSTED_PROXY_COUNT = proxies
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    request = RequestFactory().get("/", REMOTE_ADDR=peer, headers=headers)
    return address_key(client_address(request))


@pytest.mark.parametrize(
    ("proxies", "forwarded", "key"),
    [
        (0, "203.0.113.9", PEER),
        (-1, "203.0.113.9", PEER),
        (1, None, PEER),
        (1, "", PEER),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "1.1.1.1, 203.0.113.9", "203.0.113.9"),
        (1, "nonsense, 203.0.113.9", "203.0.113.9"),
        (2, "203.0.113.9, 10.0.0.5", "203.0.113.9"),
        (2, "1.1.1.1,203.0.113.9,10.0.0.5", "203.0.113.9"),
        (3, "1.1.1.1,203.0.113.9,10.0.0.5", "1.1.1.1"),
        (2, "203.0.113.9", PEER),
        (1, "unknown", PEER),
        (1, "203.0.113.9,", PEER),
        (1, "203.0.113.9, _hidden", PEER),
    ],
)
def test_counts_the_trusted_proxies_from_the_right(
    settings: Any, proxies: int, forwarded: str | None, key: str
) -> None:
    assert key_of(settings, proxies, forwarded) == key


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("203.0.113.9:4711", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("[::ffff:203.0.113.9]:80", "203.0.113.9"),
        ("2001:db8:1:2:aaaa:bbbb:cccc:dddd", "2001:db8:1:2::/64"),
        ("2001:0DB8:0001:0002::1", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2::1]", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2::1]:4711", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("[fe80::1%eth0]:80", "fe80::/64"),
        ("[2001:db8::1", PEER),
        ("[2001:db8::1]x", PEER),
        ("203.0.113.9:port", PEER),
        ("203.0.113.256", PEER),
        ("203.0.113.9/24", PEER),
    ],
)
def test_one_client_has_one_key_however_it_is_written(settings: Any, written: str, key: str) -> None:
    assert key_of(settings, 1, written) == key


@pytest.mark.parametrize("peer", ["", "unix:"])
def test_peers_on_a_unix_socket_share_a_key(settings: Any, peer: str) -> None:
    assert key_of(settings, 0, None, peer) == NO_ADDRESS
    assert key_of(settings, 1, "203.0.113.9", peer) == "203.0.113.9"


def test_a_request_without_a_peer_has_the_same_key(settings: Any) -> None:
    settings.TRUSTED_PROXY_COUNT = 0
    request = RequestFactory().get("/")
    del request.META["REMOTE_ADDR"]
    assert address_key(client_address(request)) == NO_ADDRESS


@given(st.text())
def test_reads_any_text(text: str) -> None:
    parse_address(text)


@given(st.ip_addresses())
def test_reads_back_every_address(address: Any) -> None:
    mapped = getattr(address, "ipv4_mapped", None)
    assert parse_address(str(address)) == (mapped or address)
