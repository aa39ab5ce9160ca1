"""The SMTP backend: which encryption it uses follows from the port and from what the server offers."""

import contextlib
import smtplib
from typing import Any

import structlog
from django.core.mail.backends.smtp import EmailBackend

logger = structlog.get_logger(__name__)

# RFC 8314 §7.3: message submission over implicit TLS.
IMPLICIT_TLS_PORT = 465
# RFC 6409 §3.1: message submission; STARTTLS is required there (HTTP contract, "Environment").
SUBMISSION_PORT = 587


class OpportunisticSMTP(smtplib.SMTP):
    """A connection that is encrypted where the server offers it, and only there."""

    def starttls(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """Encrypts the connection, or leaves it as it is when the server knows no STARTTLS.

        Raises:
            OSError: the server offers encryption, but no certificate that we trust.
        """
        self.ehlo_or_helo_if_needed()
        if not self.has_extn("starttls"):
            logger.warning("smtp_without_tls")
            return 220, b"not offered"
        return super().starttls(*args, **kwargs)


class ContractSMTPBackend(EmailBackend):
    """Implicit TLS on port 465, STARTTLS required on 587, elsewhere STARTTLS when the server offers it.

    The server's certificate and name are always checked, against the system's authorities or those
    of SSL_CERT_FILE. It signs in when SMTP_USER is set.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_ssl = self.port == IMPLICIT_TLS_PORT
        self.use_tls = not self.use_ssl

    def open(self) -> bool | None:
        """Connects, if there is no connection; one that fails half-way is closed, as Django's own is not.

        Raises:
            OSError: the server can't be reached, or not in the way that the port asks for.
        """
        try:
            return super().open()
        except OSError:
            with contextlib.suppress(OSError):
                self.close()
            raise

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """The kind of connection that the port asks for."""
        if self.use_ssl:
            return smtplib.SMTP_SSL
        return smtplib.SMTP if self.port == SUBMISSION_PORT else OpportunisticSMTP
