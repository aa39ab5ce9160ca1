"""The contract's rules for passwords, beside Django's own validators."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User


class UpperCaseAndDigitValidator:
    """At least one upper-case letter and one digit (HTTP contract, "Auth")."""

    def validate(self, password: str, user: User | None = None) -> None:  # noqa: ARG002 - Django's signature
        """Raises ValidationError when either is missing."""
        if not any(character.isupper() for character in password):
            raise ValidationError(_("The password needs an upper-case letter."), code="password_no_upper")
        if not any(character.isdigit() for character in password):
            raise ValidationError(_("The password needs a digit."), code="password_no_digit")

    def get_help_text(self) -> str:
        """What Django's forms show beside the field."""
        return _("Your password needs an upper-case letter and a digit.")
