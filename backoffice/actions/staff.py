"""Actions on members of the staff."""

from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.services.staff import staff_roles_set
from backoffice.actions.base import Action, Deed, ReasonForm
from backoffice.roles import ROLES


class RolesForm(ReasonForm):
    """Which roles; none makes an ordinary person of them."""

    roles = forms.ModelMultipleChoiceField(
        Group.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offers the roles of roles.py."""
        super().__init__(*args, **kwargs)
        field = self.fields["roles"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = Group.objects.filter(name__in=ROLES).order_by("name")
        field.initial = self.person.groups.all() if self.person else ()


def _set_roles(deed: Deed) -> str:
    staff_roles_set(deed.person.pk, deed.data["roles"])
    names = ", ".join(role.name for role in deed.data["roles"])
    return f"Roles: {names or 'none; no longer staff'}."


def _reset_second_factor(deed: Deed) -> str:
    TOTPDevice.objects.filter(user=deed.person).delete()
    return "The next sign-in sets up a new second factor."


ACTIONS = (
    Action(
        "set-roles", "Set staff roles", "assign_roles",
        "What the person may do in the back office; the change counts from their next page on.",
        _set_roles, RolesForm,
        target=lambda data: "roles " + (", ".join(role.name for role in data["roles"]) or "none"),
    ),
    Action(
        "reset-second-factor", "Reset the second factor", "assign_roles",
        "For a lost phone: the next sign-in sets up a new one.", _reset_second_factor,
        applies_to=lambda person: person.is_staff,
    ),
)  # fmt: skip
