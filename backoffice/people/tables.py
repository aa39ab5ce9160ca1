"""The parts of a person's page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max
from django.urls import reverse

from accounts.models import Device, User
from backoffice.people.record import ROWS_SHOWN, Record, mail_name
from billing.models import Source, Usage
from billing.selectors import allowance_of
from solve.models import Message, SolveSession
from webhooks.personal_records import pending_events_of


@dataclass(frozen=True, slots=True)
class Link:
    """A cell that leads somewhere."""

    text: str
    path: str


@dataclass(frozen=True, slots=True)
class Table:
    """A part of a person's page.

    Attributes:
        title: its heading.
        columns: the headings of its columns.
        rows: a cell for each.
    """

    title: str
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


def tables_of(record: Record) -> list[Table]:
    """The parts of a person's page that a member of staff may see."""
    sections: list[tuple[str, Callable[[Record], Table]]] = [
        ("billing.view_subscription", _rights),
        ("billing.view_usage", _quota),
        ("accounts.view_device", _devices),
        ("accounts.view_activesession", _sign_ins),
        ("solve.view_solvesession", _sessions),
        ("webhooks.view_pendingwebhookevent", _webhooks),
        ("accounts.view_user", _mails),
    ]
    return [table(record) for permission, table in sections if record.actor.has_perm(permission)]


def identity_of(person: User) -> list[tuple[str, Any]]:
    """Who a person is."""
    customers = [
        f"{customer.get_source_display()}: {customer.external_id}" for customer in person.customers.all()
    ]
    identities = [f"{identity.issuer}: {identity.subject}" for identity in person.identities.all()]
    return [
        ("Address", person.email),
        ("Verified", person.email_verified_at or "no"),
        ("User id", person.pk),
        ("Signs in with", person.get_auth_provider_display()),
        ("Identities", ", ".join(identities) or "none"),
        ("Customer ids", ", ".join(customers) or "none"),
        ("Language", person.get_locale_display()),
        ("Account", "active" if person.is_active else "deactivated"),
        ("Staff roles", ", ".join(group.name for group in person.groups.all()) or "none"),
        ("Since", person.created_at),
        ("Removed a device", person.device_removed_at or "never"),
    ]


def _rights(record: Record) -> Table:
    now, subscription = record.now, record.subscription
    rows: list[tuple[Any, ...]] = []
    if subscription is not None:
        is_lapsed = subscription.tier != "free" and not subscription.is_live(now)
        tier = f"{subscription.tier} (lapsed)" if is_lapsed else subscription.tier
        ends = subscription.period_end
        rows.append(
            ("now", tier, subscription.status, subscription.period_start, ends, subscription.lapses_at, "")
        )
    rows += [
        (
            f"{entitlement.get_source_display()} ({entitlement.environment})",
            entitlement.tier,
            entitlement.status if entitlement.is_live(now) else f"{entitlement.status}, not live",
            entitlement.period_start,
            entitlement.period_end,
            entitlement.lapses_at,
            entitlement.reason,
        )
        for entitlement in record.entitlements
    ]
    columns = ("Source", "Tier", "Status", "Period from", "Period to", "Ends at the latest", "Reason")
    return Table("Tier and its sources", columns, rows)


def _quota(record: Record) -> Table:
    subscription = record.subscription
    allowance = allowance_of(subscription, now=record.now) if subscription else None
    rows = []
    for usage in Usage.objects.filter(user=record.person).order_by("-period_start")[:ROWS_SHOWN]:
        is_now = allowance is not None and usage.period_start == allowance.period_start
        limit = (allowance.limit or "no limit") if allowance and is_now else ""
        rows.append((usage.period_start, usage.period_end, usage.sessions_used, limit))
    return Table("Quota", ("Period from", "To", "Sessions started", "Limit now"), rows)


def _devices(record: Record) -> Table:
    devices = Device.objects.filter(user=record.person).order_by("-last_active_at")[:ROWS_SHOWN]
    rows = [
        (
            device.device_name or "unnamed",
            device.get_platform_display(),
            device.device_fingerprint,
            "active" if device.is_active else "removed",
            device.last_active_at,
            device.created_at,
        )
        for device in devices
    ]
    return Table("Devices", ("Name", "Platform", "Fingerprint", "State", "Last active", "Since"), rows)


def _sign_ins(record: Record) -> Table:
    rows = []
    for session in record.sign_ins:
        state = session.get_revoke_reason_display() or "expired"
        device = session.device.device_name if session.device else ""
        state = "live" if session.is_live(record.now) else state
        rows.append((session.pk, device, state, session.created_at, session.rotated_at, session.expires_at))
    columns = ("Session", "Device", "State", "Since", "Last refreshed", "Expires")
    return Table("Sign-in sessions", columns, rows)


def _sessions(record: Record) -> Table:
    sessions = SolveSession.objects.filter(user=record.person).order_by("-created_at", "-id")[:ROWS_SHOWN]
    counted = {
        row["session"]: row
        for row in Message.objects.filter(session__in=[session.pk for session in sessions])
        .values("session")
        .annotate(count=Count("pk"), last=Max("created_at"))
    }
    rows = [
        (
            Link(str(session.pk), reverse("admin:solve_solvesession_change", args=[session.pk])),
            session.current_step,
            session.status,
            session.locale,
            counted.get(session.pk, {}).get("count", 0),
            session.created_at,
            counted.get(session.pk, {}).get("last"),
            session.completed_at,
        )
        for session in sessions
    ]
    columns = ("Session", "Step", "Status", "Language", "Messages", "Started", "Last message", "Completed")
    return Table("Solve sessions", columns, rows)


def _webhooks(record: Record) -> Table:
    """Events that wait or have failed; one that was handled names nobody and shows in what it did."""
    rows: list[tuple[Any, ...]] = [
        (
            Link(event.event_id, reverse("admin:webhooks_pendingwebhookevent_change", args=[event.pk])),
            event.get_source_display(),
            event.event_type,
            event.get_state_display(),
            event.received_at,
        )
        for event in pending_events_of(record.person.pk).defer("body")[:ROWS_SHOWN]
    ]
    for entitlement in record.entitlements:
        if entitlement.source == Source.STAFF:
            continue
        said = f"{entitlement.tier}, {entitlement.status}"
        rows.append(
            (
                entitlement.external_id,
                entitlement.get_source_display(),
                "newest of the entitlement",
                said,
                entitlement.last_event_at,
            )
        )
    return Table("Webhooks", ("Event or entitlement", "Source", "Type", "State", "At"), rows)


def _mails(record: Record) -> Table:
    rows = [
        (mail_name(task), task.status.lower(), task.enqueued_at, task.finished_at) for task in record.mails
    ]
    return Table("Mails", ("Mail", "State", "Asked for", "Done"), rows)
