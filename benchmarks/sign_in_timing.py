#!/usr/bin/env python
"""Does the time of an answer tell whether an address has an account?

Usage: .venv/bin/python benchmarks/sign_in_timing.py [REQUESTS_OF_EACH_KIND]

Starts a server of its own in a scratch folder and asks it, in random order, about addresses with and
without an account, each address once. Prints medians, their ratio, and the ratio that two random halves
of the same kind of request have: a difference below that is noise.
"""

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
SCRATCH = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
os.environ.update(
    DEBUG="true",
    DATA_DIR=SCRATCH.name,
    LOG_LEVEL="ERROR",
    DJANGO_SETTINGS_MODULE="solacore.settings",
    **{f"RATE_LIMIT_{name}": "1000000/minute" for name in ("GLOBAL", "AUTH", "FORGOT_PASSWORD")},
)

import django

django.setup()

import httpx
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.utils import timezone

from accounts.models import PasswordResetToken, User
from accounts.services.mailed_tokens import mailed_token_issue
from solacore.start_up import start_servers
from solacore.testing.clients import PASSWORD
from solacore.testing.server import running_server

REQUESTS = 150
SHUFFLES = 200


def make_accounts(count: int) -> tuple[list[str], list[str]]:
    """Accounts with the password PASSWORD, each with an expired reset token.

    Returns:
        Their addresses, and the tokens.
    """

    stored = make_password(PASSWORD)
    users = [User(email=f"known-{number}@example.com", password=stored) for number in range(count)]
    User.objects.bulk_create(users)
    tokens = [
        mailed_token_issue(PasswordResetToken, user=user, lifetime=timedelta(0), now=timezone.now())[1]
        for user in users
    ]
    return [user.email for user in users], tokens


def measure(
    ask: Callable[[str], None], known: list[str], unknown: list[str]
) -> tuple[list[float], list[float]]:
    """Milliseconds of each request, about known and about unknown ones."""
    times: dict[bool, list[float]] = {True: [], False: []}
    questions = [(value, True) for value in known] + [(value, False) for value in unknown]
    random.shuffle(questions)
    for value, is_known in questions:
        began = time.perf_counter()
        ask(value)
        times[is_known].append((time.perf_counter() - began) * 1000)
    return times[True], times[False]


def ratio_of_noise(times: list[float]) -> float:
    """How far apart, as a ratio, the medians of two random halves of one sample lie in 95 of 100 cases."""
    ratios = []
    for _ in range(SHUFFLES):
        shuffled = random.sample(times, len(times))
        half = len(times) // 2
        one, other = statistics.median(shuffled[:half]), statistics.median(shuffled[half:])
        ratios.append(max(one, other) / min(one, other))
    return statistics.quantiles(ratios, n=20)[-1]


def main() -> None:
    """Measures and prints."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else REQUESTS
    start_servers()
    call_command("migrate", verbosity=0)
    with running_server() as base_url, httpx.Client(base_url=base_url, timeout=30) as client:

        def post(path: str, status: int, body: dict[str, str]) -> None:
            response = client.post(path, json=body)
            assert response.status_code == status, response.text

        def sign_in(email: str) -> None:
            post("/auth/login", 401, {"email": email, "password": "Wrong7", "device_fingerprint": "bench"})

        def forgot(email: str) -> None:
            post("/auth/forgot-password", 200, {"email": email})

        def reset(token: str) -> None:
            post("/auth/reset-password", 400, {"token": token, "new_password": PASSWORD})

        emails, tokens = make_accounts(2 * count)
        strangers = [f"other-{number}@example.com" for number in range(2 * count)]
        rows = (
            ("sign-in", sign_in, emails[:count], strangers[:count]),
            ("forgot-password", forgot, emails[count:], strangers[count:]),
            ("reset-password", reset, tokens[:count], [token[::-1] for token in tokens[:count]]),
        )
        print(f"{'':16}{'known':>10}{'unknown':>10}{'ratio':>8}{'noise':>8}   (medians in ms, {count} each)")
        for name, ask, known, unknown in rows:
            of_known, of_unknown = measure(ask, known, unknown)
            one, other = statistics.median(of_known), statistics.median(of_unknown)
            noise = max(ratio_of_noise(of_known), ratio_of_noise(of_unknown))
            print(f"{name:16}{one:10.2f}{other:10.2f}{one / other:8.3f}{noise:8.3f}")


if __name__ == "__main__":
    main()
