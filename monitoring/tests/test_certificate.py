"""Until when the TLS certificate is valid."""

import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from monitoring.certificate import CertificateCollector, certificate_ends_at
from monitoring.tests.tls import tls_server


@pytest.mark.parametrize("days", [30, -3], ids=["valid", "expired"])
def test_the_end_is_seen_as_a_client_would(tmp_path: Path, days: int) -> None:
    ends_at = datetime.now(UTC).replace(microsecond=0) + timedelta(days=days)
    with tls_server(tmp_path, ends_at=ends_at) as port:
        assert certificate_ends_at("127.0.0.1", port) == ends_at.timestamp()


def test_a_server_that_is_not_there_is_told_as_such() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        with pytest.raises(OSError, match="refused"):
            certificate_ends_at("127.0.0.1", closed.getsockname()[1])


def test_without_https_there_is_nothing_to_look_at(settings: Settings) -> None:
    settings.API_URL = "http://127.0.0.1:8000"
    assert list(CertificateCollector().collect()) == []
