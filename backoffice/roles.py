"""The roles of the staff: Django groups with the least that each needs. A superuser may do everything."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from django.apps import AppConfig
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q

# Everybody who looks after people sees who they are; a permission is "app.codename".
_PEOPLE: Final = ("accounts.view_user", "accounts.view_device", "accounts.view_activesession")
_SESSIONS: Final = ("solve.view_solvesession",)
_MONEY: Final = (
    "billing.view_subscription",
    "billing.view_usage",
    "billing.view_entitlement",
    "webhooks.view_processedwebhookevent",
    "webhooks.view_pendingwebhookevent",
)

# What Stripe holds of customers, as its mirror has it.
_MIRROR: Final = tuple(
    f"djstripe.view_{kind}"
    for kind in ("customer", "subscription", "invoice", "paymentmethod", "product", "price")
)


def _ours(*codenames: str) -> tuple[str, ...]:
    return tuple(f"backoffice.{codename}" for codename in codenames)


ROLES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "support": (
            *_PEOPLE, *_SESSIONS, *_MONEY,
            *_ours("revoke_sessions", "manage_devices", "send_account_mail", "export_account",
                   "deactivate_account"),
        ),
        "billing": (*_PEOPLE, *_MONEY, *_MIRROR, *_ours("grant_tier", "replay_webhook", "view_reports")),
        "safety": (*_PEOPLE[:1], *_SESSIONS, *_ours("break_glass", "view_crises", "deactivate_account")),
        "analyst": _ours("view_reports", "export_reports"),
        "administrator": (
            *_PEOPLE, *_SESSIONS, *_MONEY, *_MIRROR, "backoffice.view_auditentry",
            *_ours("revoke_sessions", "manage_devices", "grant_tier", "send_account_mail", "export_account",
                   "erase_account", "deactivate_account", "replay_webhook", "view_crises", "view_reports",
                   "export_reports", "export_audit", "assign_roles"),
        ),
    }
)  # fmt: skip


@transaction.atomic
def roles_sync() -> None:
    """Makes the groups and gives each exactly its permissions; who is in them stays as it is."""
    for name, wanted in ROLES.items():
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.set(_permissions(wanted))


def sync_after_migration(sender: AppConfig, **_signal: Any) -> None:
    """The same as a receiver of `post_migrate` for the last app, whose own permissions it makes sure of."""
    create_permissions(sender, verbosity=0)
    roles_sync()


def _permissions(wanted: tuple[str, ...]) -> list[Permission]:
    chosen = Q()
    for permission in wanted:
        app_label, codename = permission.split(".")
        chosen |= Q(content_type__app_label=app_label, codename=codename)
    return list(Permission.objects.filter(chosen))
