"""Actions on how a person gets in: sessions, devices, mails, the account as a whole."""

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import ActiveSession, Device, RevokeReason, User, canonical_email
from accounts.services.activation import account_deactivate, account_reactivate
from accounts.services.devices import device_unbind, removal_limit_reset
from accounts.services.erasure import account_erase
from accounts.services.sessions import sessions_revoke
from accounts.tasks import send_email_verification, send_export_offer, send_password_reset
from backoffice.actions.base import Action, Deed, ReasonForm


class SessionForm(ReasonForm):
    """Which sign-in session."""

    session = forms.ChoiceField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offers the live ones."""
        super().__init__(*args, **kwargs)
        live = ActiveSession.objects.live(timezone.now()).filter(user=self.person)
        _offer(
            self.fields["session"], ((row.pk, _session_name(row)) for row in live.select_related("device"))
        )


class DeviceForm(ReasonForm):
    """Which device."""

    device = forms.ChoiceField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offers the active ones."""
        super().__init__(*args, **kwargs)
        active = Device.objects.filter(user=self.person, is_active=True)
        _offer(
            self.fields["device"],
            ((row.pk, f"{row.device_name or 'unnamed'} ({row.platform})") for row in active),
        )


class ErasureForm(ReasonForm):
    """Typed confirmation."""

    address = forms.CharField(help_text="Type the person's address to confirm.")

    def clean_address(self) -> str:
        """The address.

        Raises:
            ValidationError: it is another one.
        """
        address = canonical_email(self.cleaned_data["address"])
        if self.person is None or address != self.person.email:
            raise ValidationError("That is another address. Nothing was erased.")
        return address


def _offer(field: forms.Field, choices: Iterable[tuple[uuid.UUID, str]]) -> None:
    assert isinstance(field, forms.ChoiceField)
    field.choices = [(str(key), label) for key, label in choices]


def _session_name(session: ActiveSession) -> str:
    device = session.device.device_name or session.device.platform if session.device else "unknown device"
    return f"{device}, since {session.created_at:%Y-%m-%d %H:%M}"


def _revoke_one(deed: Deed) -> str:
    session = ActiveSession.objects.filter(pk=deed.data["session"], user=deed.person)
    return f"Sessions ended: {sessions_revoke(session, RevokeReason.STAFF)}."


def _revoke_all(deed: Deed) -> str:
    ended = sessions_revoke(ActiveSession.objects.filter(user=deed.person), RevokeReason.STAFF)
    return f"Sessions ended: {ended}."


def _unbind(deed: Deed) -> str:
    device_unbind(user_id=deed.person.pk, device_id=uuid.UUID(deed.data["device"]), now=deed.now)
    return "The device is unbound and signed out."


def _reset_limit(deed: Deed) -> str:
    removal_limit_reset(deed.person.pk)
    return "The person may remove a device today."


def _send_reset(deed: Deed) -> str:
    send_password_reset.enqueue(str(deed.person.pk))
    return "The mail is on its way."


def _send_verification(deed: Deed) -> str:
    send_email_verification.enqueue(str(deed.person.pk))
    return "The mail is on its way."


def _offer_export(deed: Deed) -> str:
    send_export_offer.enqueue(str(deed.person.pk))
    return "The mail that leads the person to their export is on its way."


def _deactivate(deed: Deed) -> str:
    account_deactivate(deed.person.pk)
    return "The account is closed until somebody reactivates it."


def _reactivate(deed: Deed) -> str:
    account_reactivate(deed.person.pk)
    return "The person can sign in again."


def _erase(deed: Deed) -> str:
    account_erase(deed.person.pk)
    return "The person and all that was theirs are gone."


def _is_active(person: User) -> bool:
    return person.is_active


ACTIONS = (
    Action(
        "revoke-session", "End a sign-in session", "revoke_sessions",
        "Every token of that session is refused from now on; its streams end within ten seconds.",
        _revoke_one, SessionForm, target=lambda data: f"sign-in session {data['session']}",
    ),
    Action(
        "revoke-all-sessions", "End all sign-in sessions", "revoke_sessions",
        "The person is signed out everywhere at once.", _revoke_all,
    ),
    Action(
        "unbind-device", "Unbind a device", "manage_devices",
        "The device is signed out and no longer counts; the person's own daily limit stays as it is.",
        _unbind, DeviceForm, target=lambda data: f"device {data['device']}",
    ),
    Action(
        "reset-device-limit", "Reset the daily device limit", "manage_devices",
        "The person may remove another device today.", _reset_limit,
        applies_to=lambda person: person.device_removed_at is not None,
    ),
    Action(
        "send-password-reset", "Send a password-reset mail", "send_account_mail",
        "A link to choose a new password goes to the account's address.", _send_reset, applies_to=_is_active,
    ),
    Action(
        "send-verification", "Send a verification mail", "send_account_mail",
        "A link that proves the address goes to it.", _send_verification,
        applies_to=lambda person: person.is_active and person.email_verified_at is None,
    ),
    Action(
        "start-export", "Start an export", "export_account",
        "A mail leads the person to the download of all that is stored of them. Nobody else gets to see it.",
        _offer_export, applies_to=_is_active,
    ),
    Action(
        "deactivate", "Deactivate the account", "deactivate_account",
        "The person is signed out and can't sign in; nothing is deleted.", _deactivate, applies_to=_is_active,
    ),
    Action(
        "reactivate", "Reactivate the account", "deactivate_account",
        "The person can sign in again.", _reactivate, applies_to=lambda person: not person.is_active,
    ),
    Action(
        "erase", "Erase the person", "erase_account",
        "Everything of the person is deleted, at once and for good.", _erase, ErasureForm,
        is_durable=True, is_final=True,
    ),
)  # fmt: skip
