"""People with a session each for benchmarks/streams.py, straight from the services.

Usage: stream_people.py COUNT

Prints a JSON list of [access token, session id].
"""

import json
import os
import sys
import uuid
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "solacore.settings")

import django

django.setup()

from django.utils import timezone

from accounts.services.entry import DeviceClaim, user_create, user_enter
from solve.services.sessions import session_start


def person() -> tuple[str, str]:
    """Makes one; answers their access token and the id of their session."""
    now = timezone.now()
    name = uuid.uuid4().hex
    user = user_create(email=f"{name}@solacore.test", password=None, locale="en")
    token = user_enter(user=user, device=DeviceClaim(fingerprint=name), now=now).access_token
    session = session_start(user=user, fingerprint=name, locale="en", now=now).session
    return token, str(session.pk)


if __name__ == "__main__":
    print(json.dumps([person() for _ in range(int(sys.argv[1]))]))
