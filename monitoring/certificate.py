"""Until when the public address's TLS certificate is valid, as a client sees it."""

import socket
import ssl
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import structlog
from cryptography import x509
from django.conf import settings
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from monitoring.bounded import Question

logger = structlog.get_logger(__name__)

# Seconds between two looks, and for one.
LOOK_SECONDS = 3600.0
CONNECT_SECONDS = 5.0


def certificate_ends_at(host: str, port: int) -> float:
    """When the certificate that a server shows ends, in seconds since 1970; an expired one counts too.

    Raises:
        OSError: the server can't be reached, or speaks no TLS.
    """
    context = ssl.create_default_context()
    # It is looked at, not trusted: nothing is sent.
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with (
        socket.create_connection((host, port), timeout=CONNECT_SECONDS) as connection,
        context.wrap_socket(connection, server_hostname=host) as wrapped,
    ):
        shown = wrapped.getpeercert(binary_form=True)
    if shown is None:
        raise ssl.SSLError("no certificate")
    return x509.load_der_x509_certificate(shown).not_valid_after_utc.timestamp()


class CertificateCollector(Collector):
    """Looks now and then, in a thread: a scrape never waits for it, and shows what the last look found."""

    def __init__(self) -> None:
        """Starts without an answer."""
        self._question = Question("certificate", self._look)
        self._looked_at = float("-inf")
        self._ends_at: float | None = None

    def collect(self) -> Iterator[Metric]:
        """The gauge; absent where there is no https, and until the first look has succeeded."""
        if time.monotonic() - self._looked_at > LOOK_SECONDS and _address() is not None:
            self._looked_at = time.monotonic()
            self._question.asked()
        if self._ends_at is not None:
            yield GaugeMetricFamily(
                "solacore_certificate_expiry_timestamp_seconds",
                "When the TLS certificate of API_URL ends.",
                value=self._ends_at,
            )

    def _look(self) -> None:
        address = _address()
        if address is None:
            return
        try:
            self._ends_at = certificate_ends_at(*address)
        except OSError as error:
            logger.warning("certificate_not_seen", error=type(error).__name__)


def _address() -> tuple[str, int] | None:
    url = urlsplit(settings.API_URL)
    return (url.hostname, url.port or 443) if url.scheme == "https" and url.hostname else None


certificate_collector = CertificateCollector()
