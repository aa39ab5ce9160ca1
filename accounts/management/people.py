"""How the commands of operators name a person."""

from django.core.management.base import CommandError

from accounts.models import User, canonical_email


def person_with(email: str) -> User:
    """The person with an address, in whatever case.

    Raises:
        CommandError: there is none; the command then exits with a status other than 0.
    """
    user = User.objects.filter(email=canonical_email(email)).first()
    if user is None:
        raise CommandError(f"Nobody has the address {email}.")
    return user
