"""`manage.py erase_account EMAIL`: erases a person, for an operator whom they have asked to."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.management.people import person_with
from accounts.models import User, canonical_email
from accounts.services.erasure import account_erase


class Command(BaseCommand):
    help = "Erases a person and all that is theirs, the same as DELETE /account. It can't be undone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--yes", action="store_true", help="don't ask (for scripts)")

    def handle(self, *_args: Any, email: str, yes: bool, **_options: Any) -> None:
        user = person_with(email)
        if not yes:
            self._confirm(user)
        account_erase(user.pk)
        self.stdout.write("Erased.")

    def _confirm(self, user: User) -> None:
        self.stdout.write(f"This erases {user.email} with every session, message and device, for good.")
        try:
            answer = input("Type the address to confirm: ")
        except EOFError:
            raise CommandError("Nobody is here to confirm it; scripts pass --yes.") from None
        if canonical_email(answer) != user.email:
            raise CommandError("That is another address. Nothing was erased.")
