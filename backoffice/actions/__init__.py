"""Everything that staff can do to a person, each with a reason."""

from accounts.models import User
from backoffice.actions import access, rights, staff
from backoffice.actions.base import Action

# What can't be undone comes last.
ACTIONS: dict[str, Action] = {
    action.slug: action
    for action in sorted(
        (*access.ACTIONS, *rights.ACTIONS, *staff.ACTIONS), key=lambda action: action.is_final
    )
}


def actions_for(actor: User, person: User) -> list[Action]:
    """What a member of staff may do to a person as they are."""
    return [action for action in ACTIONS.values() if may(actor, action, person)]


def may(actor: User, action: Action, person: User) -> bool:
    """Whether a member of staff may do something to a person.

    Those who look after people have no power over the staff, whose roles could open more to them than
    their own do: for that it takes the right to assign roles. What concerns a superuser, or themselves, is a
    superuser's.
    """
    if not actor.has_perm(f"backoffice.{action.permission}") or not action.applies_to(person):
        return False
    if person.is_superuser or person == actor:
        return actor.is_superuser
    return not person.is_staff or actor.has_perm("backoffice.assign_roles")
