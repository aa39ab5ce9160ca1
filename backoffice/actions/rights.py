"""Actions on what a person may use: grants of a tier."""

import uuid
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from backoffice.actions.base import Action, Deed, ReasonForm
from billing.models import Entitlement, Source
from billing.plans import Tier
from billing.services.grants import grant_end, tier_grant

# Far beyond what anybody means to give.
GRANT_MAX: Final = timedelta(days=3660)


class GrantForm(ReasonForm):
    """Which tier, and until when."""

    tier = forms.ChoiceField(choices=[(tier.value, tier.value.title()) for tier in Tier if tier != Tier.FREE])
    until = forms.DateField(
        help_text="The last day, in UTC.", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean_until(self) -> date:
        """The last day.

        Raises:
            ValidationError: it is over, or so far away that it must be a slip.
        """
        until: date = self.cleaned_data["until"]
        today = timezone.now().astimezone(UTC).date()
        if until < today:
            raise ValidationError("This day is over.")
        if until > today + GRANT_MAX:
            raise ValidationError(f"A grant lasts {GRANT_MAX.days} days at most.")
        return until


class GrantEndForm(ReasonForm):
    """Which grant."""

    grant = forms.ChoiceField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offers those that are live."""
        super().__init__(*args, **kwargs)
        now = timezone.now()
        grants = Entitlement.objects.filter(user=self.person, source=Source.STAFF)
        field = self.fields["grant"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (str(grant.pk), f"{grant.tier} until {grant.period_end:%Y-%m-%d %H:%M}")
            for grant in grants
            if grant.is_live(now)
        ]


def _grant(deed: Deed) -> str:
    until = datetime.combine(deed.data["until"] + timedelta(days=1), time(), UTC)
    tier_grant(
        user_id=deed.person.pk,
        tier=Tier(deed.data["tier"]),
        until=until,
        reason=deed.data["reason"],
        granted_by=deed.actor.pk,
        now=deed.now,
    )
    return f"Granted {deed.data['tier']} until the end of {deed.data['until']} (UTC)."


def _end(deed: Deed) -> str:
    grant_end(uuid.UUID(deed.data["grant"]), now=deed.now)
    return "The grant has ended."


ACTIONS = (
    Action(
        "grant-tier", "Grant a tier", "grant_tier",
        "What the person has otherwise stays; the highest counts.", _grant, GrantForm,
        target=lambda data: f"{data['tier']} until {data['until']}",
    ),
    Action(
        "end-grant", "End a grant", "grant_tier",
        "What the staff gave is taken back; what the person pays for stays.", _end, GrantEndForm,
        target=lambda data: f"grant {data['grant']}",
    ),
)  # fmt: skip
