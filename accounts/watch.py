"""Ends what outlives a request: streams and sockets whose sign-in session was revoked or has expired."""

import uuid

from django.utils import timezone

from accounts.models import ActiveSession
from solacore.common.watching import Watch, WatchOfLoop

# Seconds between two looks; the contract has open connections end within ten.
LOOK_SECONDS = 4.0


def still_signed_in(session_ids: set[uuid.UUID]) -> set[uuid.UUID]:
    """Which of some sign-in sessions count."""
    live = ActiveSession.objects.live(timezone.now()).filter(user__is_active=True)
    return set(live.filter(pk__in=session_ids).values_list("pk", flat=True))


session_watch = WatchOfLoop(lambda: Watch("sign_in_sessions", still_signed_in, seconds=lambda: LOOK_SECONDS))
