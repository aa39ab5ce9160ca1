"""The helplines that a reply came with: it speaks of them, and its text does not have them."""

from solve.models import Message
from solve.safety.helplines import resources


def helplines_of(message: Message, locale: str) -> dict[str, str]:
    """The number by its key, as the client was shown them; empty where there were none.

    Args:
        message: the reply.
        locale: of its session; its lines come first, as PostgreSQL keeps no order of keys.
    """
    shown: dict[str, str] = (message.outcome or {}).get("data", {}).get("resources", {})
    if not shown:
        return {}
    nearest_first = [key for key in resources(locale=locale, country=None) if key in shown]
    return {key: shown[key] for key in nearest_first} | shown
