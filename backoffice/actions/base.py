"""What every action on a person is made of: a permission, a form with a reason, and one service call."""

import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import User
from backoffice.models import REASON_MAX_LENGTH

_ADDRESS: Final = re.compile(r"\S@\S+\.\w")


@dataclass(frozen=True, slots=True)
class Deed:
    """An action that is about to be done.

    Attributes:
        actor: who does it.
        person: on whom.
        data: the cleaned fields of the form.
        now: when.
    """

    actor: User
    person: User
    data: Mapping[str, Any]
    now: datetime


class ReasonForm(forms.Form):
    """Why; every action asks for it, and the audit trail keeps it, under the id of the form."""

    entry_id = forms.UUIDField(required=False, initial=uuid.uuid4, widget=forms.HiddenInput)
    reason = forms.CharField(
        max_length=REASON_MAX_LENGTH,
        min_length=5,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Kept for good in the audit trail. Name no address and nothing that the person wrote.",
    )

    def __init__(self, *args: Any, person: User | None = None, **kwargs: Any) -> None:
        """Args: person: on whom the action is done; None for what is done on nobody."""
        super().__init__(*args, **kwargs)
        self.person = person
        # The reason comes last, whatever a subclass asks for.
        self.order_fields([name for name in self.fields if name != "reason"] + ["reason"])

    def clean_reason(self) -> str:
        """The reason.

        Raises:
            ValidationError: it names an address, which would outlive that person's erasure.
        """
        reason: str = self.cleaned_data["reason"]
        if _ADDRESS.search(reason):
            raise ValidationError("Leave the address out: the trail outlives the account.")
        return reason


@dataclass(frozen=True, slots=True)
class Action:
    """An action on a person.

    Attributes:
        slug: its name in paths and in the audit trail.
        label: its name on the button.
        permission: who may.
        explains: what it does, a sentence for those who are about to do it.
        run: does it, in a transaction with the entry of the audit trail, unless `is_durable`.
        form: what it asks for.
        applies_to: whether it makes sense for a person as they are.
        target: what it acts on beside the person, for the audit trail.
        is_durable: `run` has transactions of its own, so that the entry is written before it.
        is_final: it can't be undone.
    """

    slug: str
    label: str
    permission: str
    explains: str
    run: Callable[[Deed], str]
    form: type[ReasonForm] = ReasonForm
    applies_to: Callable[[User], bool] = lambda _person: True
    target: Callable[[Mapping[str, Any]], str] = lambda _data: ""
    is_durable: bool = False
    is_final: bool = False
