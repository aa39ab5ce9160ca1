"""What the cache of people and sign-in sessions saves: who asks, found out with a cold and with a warm one.

Run it with `.venv/bin/python benchmarks/auth_lookup.py`; it uses the data folder's servers (DATA_DIR).
Prints microseconds per look-up and, in the same run, their ratio.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DEBUG", "true")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "solacore.settings")

import django

from solacore.start_up import start_servers

start_servers()
django.setup()

from django.core.management import call_command
from django.utils import timezone

from accounts.authentication import principal_of
from accounts.models import User
from accounts.services.entry import DeviceClaim, user_create, user_enter

ROUNDS = 7
LOOK_UPS = 500
EMAIL = "auth-lookup-benchmark@solacore.test"


def seconds_each(look_up: Callable[[], object]) -> float:
    """The median over some rounds of the time that one look-up takes."""
    rounds = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        for _ in range(LOOK_UPS):
            look_up()
        rounds.append((time.perf_counter() - started) / LOOK_UPS)
    return statistics.median(rounds)


def main() -> None:
    """Measures and prints."""
    call_command("migrate", verbosity=0)
    User.objects.filter(email=EMAIL).delete()
    user = user_create(email=EMAIL, password=None, locale="en")
    token = user_enter(user=user, device=DeviceClaim(), now=timezone.now()).access_token
    principal_of(token)

    warm = seconds_each(lambda: principal_of(token))
    with mock.patch("accounts.authentication.cached_principals", return_value={}):
        cold = seconds_each(lambda: principal_of(token))
    user.delete()
    print(f"cold: whole rows from PostgreSQL, kept in Redis   {cold * 1e6:7.0f} µs")
    print(f"warm: rows from Redis, their validity from SQL    {warm * 1e6:7.0f} µs")
    print(f"ratio                                             {cold / warm:7.2f}")


if __name__ == "__main__":
    main()
