"""`manage.py revoke_sessions EMAIL|--all`: signs people out everywhere, at once."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.management.people import person_with
from accounts.models import ActiveSession, RevokeReason
from accounts.services.sessions import sessions_revoke


class Command(BaseCommand):
    help = "Ends every sign-in session of a person, or of everybody; open streams end within ten seconds."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", nargs="?")
        parser.add_argument("--all", action="store_true", dest="everybody", help="everybody's")

    def handle(self, *_args: Any, email: str | None, everybody: bool, **_options: Any) -> None:
        if bool(email) == everybody:
            raise CommandError("Name either one address or --all.")
        sessions = ActiveSession.objects.live(timezone.now())
        if email:
            sessions = sessions.filter(user=person_with(email))
        self.stdout.write(f"Revoked sessions: {sessions_revoke(sessions, RevokeReason.STAFF)}")
