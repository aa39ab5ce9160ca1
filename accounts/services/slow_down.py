"""After wrong passwords an account slows down: for a minute at most, and never for a device it knows.

Unknown addresses slow down alike, so that nothing tells them from known ones. An attacker who keeps on
guessing keeps the account slow, but doesn't keep its owner out: whoever is told to wait has a place in
line, by their network address and device, that lets them try once when their time has come. There are only
so many places, so that guesses from many addresses stay rare.
"""

import math
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime

from django.utils.crypto import salted_hmac

from accounts.models import Device, canonical_email
from solacore.common.errors import TooManyRequestsError
from solacore.common.rate_limits.metrics import FALLBACK, RATE_LIMITED
from solacore.common.rate_limits.shared_state import State, change_state

# Wrong passwords that cost no time: as many as RATE_LIMIT_AUTH lets one address try in a minute.
FREE_FAILURES = 5
# Seconds; the HTTP contract ("Auth") bounds the wait.
LONGEST_WAIT = 60
# Clients with a place in line at a time, and the seconds for which a place that is due is kept.
PLACES = 32
PLACE_SECONDS = 60
# Seconds after the last attempt until all is forgotten.
MEMORY_SECONDS = 3600

_METRIC_SCOPE = "ACCOUNT"


def delay_after(failures: int) -> int:
    """Seconds that an account is closed after so many wrong passwords: 0, then 1, 2, 4, … 60."""
    if failures < FREE_FAILURES:
        return 0
    return min(LONGEST_WAIT, 1 << min(failures - FREE_FAILURES, 10))


@dataclass
class Gate:
    """The state of one account. Times are seconds since 1970.

    Attributes:
        failures: wrong passwords in a row.
        opens_at: when anybody may try again.
        places: when each waiting client may try, whatever happens meanwhile.
    """

    failures: int = 0
    opens_at: float = 0.0
    places: dict[str, float] = field(default_factory=dict)

    def wait_of(self, client: str, now: float) -> float:
        """Seconds until a client may try; one that has to wait gets a place in line if there is one."""
        self.places = {name: due for name, due in self.places.items() if now <= due + PLACE_SECONDS}
        wait = min(self.opens_at, self.places.get(client, self.opens_at)) - now
        if wait > 0 and len(self.places) < PLACES:
            self.places.setdefault(client, self.opens_at)
        # The clocks of two machines may differ; the bound holds nevertheless.
        return min(max(0.0, wait), LONGEST_WAIT)

    def failed(self, client: str, now: float) -> None:
        """Takes note of a wrong password."""
        self.failures += 1
        self.places.pop(client, None)
        delay = delay_after(self.failures)
        if delay:
            self.opens_at = max(self.opens_at, now + delay)


class SignInAttempt:
    """One attempt to sign in with a password."""

    def __init__(self, *, email: str, fingerprint: str, client: str, now: datetime) -> None:
        """Begins an attempt.

        Args:
            email: the address, known or not.
            fingerprint: of the device.
            client: what stands for the client's network address.
            now: the time.

        Raises:
            TooManyRequestsError: the account is slow just now.
        """
        email = canonical_email(email)
        # Asked before it matters, so that every attempt costs the same.
        self._is_exempt = Device.objects.filter(
            user__email=email, device_fingerprint=fingerprint, is_active=True
        ).exists()
        self._key = salted_hmac("accounts.slow_down", email, algorithm="sha256").hexdigest()
        self._client = salted_hmac(
            "accounts.slow_down", f"{client}\n{fingerprint}", algorithm="sha256"
        ).hexdigest()[:16]
        self._now = now.timestamp()
        self._at_gate(lambda gate: gate)

    def failed(self) -> None:
        """The password was wrong.

        Raises:
            TooManyRequestsError: others failed meanwhile; whether this password was right is not said.
        """

        def note(gate: Gate) -> Gate:
            gate.failed(self._client, self._now)
            return gate

        self._at_gate(note)

    def passed(self) -> None:
        """The password was right: the account is fast again.

        Raises:
            TooManyRequestsError: as in `failed`, so that parallel guesses learn no more than others.
        """
        self._at_gate(lambda _gate: None)

    def _at_gate(self, then: Callable[[Gate], Gate | None]) -> None:
        wait = 0.0

        def change(state: State | None) -> State | None:
            nonlocal wait
            gate = Gate(**state) if state else Gate()
            wait = 0.0 if self._is_exempt else gate.wait_of(self._client, self._now)
            following = gate if wait else then(gate)
            return asdict(following) if following and following.failures else None

        if not change_state(self._key, change, seconds=MEMORY_SECONDS):
            FALLBACK.labels(_METRIC_SCOPE).inc()
        if wait:
            RATE_LIMITED.labels(_METRIC_SCOPE).inc()
            raise TooManyRequestsError(math.ceil(wait))
