"""A person's timeline."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from backoffice.audit import entries_about
from backoffice.people.record import ROWS_SHOWN, Record, mail_name


@dataclass(frozen=True, slots=True)
class Happening:
    """An entry of a person's timeline."""

    at: datetime
    what: str
    detail: str = ""


def timeline_of(record: Record) -> list[Happening]:
    """What happened to a person, newest first, from everything that a member of staff may see."""
    person, may = record.person, record.actor.has_perm
    happenings = [Happening(person.created_at, "signed up", person.get_auth_provider_display())]
    if person.email_verified_at:
        happenings.append(Happening(person.email_verified_at, "address verified"))
    if may("accounts.view_activesession"):
        happenings += _sign_ins(record)
    if may("solve.view_solvesession"):
        happenings += [
            Happening(event.created_at, event.name.replace("_", " "), _facts(event.payload))
            for event in record.events
        ]
    happenings += [
        Happening(task.enqueued_at, f"mail: {mail_name(task)}", task.status.lower()) for task in record.mails
    ]
    happenings += [
        Happening(entry.at, f"staff: {entry.action}", f"{entry.actor_email}: {entry.reason} {entry.target}")
        for entry in entries_about(person.pk)[:ROWS_SHOWN]
    ]
    return sorted(happenings, key=lambda happening: happening.at, reverse=True)[: 2 * ROWS_SHOWN]


def _sign_ins(record: Record) -> list[Happening]:
    happenings = []
    for session in record.sign_ins:
        happenings.append(Happening(session.created_at, "signed in"))
        if session.revoked_at:
            reason = session.get_revoke_reason_display()
            happenings.append(Happening(session.revoked_at, "sign-in ended", reason))
    return happenings


def _facts(payload: dict[str, Any]) -> str:
    return ", ".join(f"{key} {value}" for key, value in payload.items())
