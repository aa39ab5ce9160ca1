"""What each daily figure counts, as SQL: it answers day, dimension and value for [%(start)s, %(end)s).

A day is one of UTC. A cohort is who signed up, or which sessions started, on the day; its figures go on
growing until the horizon in days that is named with them.
"""

from typing import Final

# Days after the start of a cohort that its figures look at.
ACTIVATION_DAYS: Final = 7
CONVERSION_DAYS: Final = 30
RETENTION_DAYS: Final = (1, 7, 30)
HORIZON_DAYS: Final = max(ACTIVATION_DAYS, CONVERSION_DAYS, *RETENTION_DAYS)

# What a person does, as opposed to what happens to them.
_ACTIONS = "('session_started', 'step_completed', 'session_completed', 'emotion_detected', 'option_selected')"
_DAY = "({}.created_at AT TIME ZONE 'UTC')::date"
# What the staff gives away, nobody has bought.
_BOUGHT = "COALESCE(e.payload->>'source', '') <> 'staff'"
_IN_RANGE = "{0}.created_at >= %(start)s AND {0}.created_at < %(end)s"


def _events(name: str, *, dimension: str = "''", among: str = "TRUE") -> str:
    return (
        f"SELECT {_DAY.format('e')}, {dimension}, count(*) FROM analytics_events e "
        f"WHERE e.name = '{name}' AND {among} AND {_IN_RANGE.format('e')} GROUP BY 1, 2"
    )


def _signups(counted: str, *, among: str = "") -> str:
    return (
        f"SELECT {_DAY.format('u')}, '', {counted} FROM users u {among} "
        f"WHERE {_IN_RANGE.format('u')} GROUP BY 1"
    )


def _signups_with(name: str, *, days: int, among: str = "TRUE") -> str:
    """Who of a day's sign-ups had an event within so many days."""
    return _signups(
        "count(*) FILTER (WHERE EXISTS (SELECT FROM analytics_events e WHERE e.user_id = u.id "
        f"AND e.name = '{name}' AND {among} AND e.created_at >= u.created_at "
        f"AND e.created_at < u.created_at + interval '{days} days'))"
    )


def _retained(days: int) -> str:
    """Who of a day's sign-ups did something on the day of UTC so many days later."""
    return _signups(
        "count(*) FILTER (WHERE EXISTS (SELECT FROM analytics_events e WHERE e.user_id = u.id "
        f"AND e.name IN {_ACTIONS} AND ({_DAY.format('e')} - {_DAY.format('u')}) = {days}))"
    )


def _funnel(name: str, dimension: str) -> str:
    """How many of the sessions that started on a day had an event within the horizon."""
    return (
        f"SELECT {_DAY.format('s')}, {dimension}, count(DISTINCT s.session_id) FROM analytics_events s "
        f"JOIN analytics_events e ON e.session_id = s.session_id AND e.name = '{name}' "
        f"AND e.created_at < s.created_at + interval '{HORIZON_DAYS} days' "
        f"WHERE s.name = 'session_started' AND {_IN_RANGE.format('s')} GROUP BY 1, 2"
    )


_FIRST_VALUE = (
    "CROSS JOIN LATERAL (SELECT min(e.created_at) AS at FROM analytics_events e WHERE e.user_id = u.id "
    "AND e.name = 'step_completed' AND e.payload->>'step' = 'options' "
    f"AND e.created_at < u.created_at + interval '{HORIZON_DAYS} days') first"
)

# The metric whose source is forgotten sooner than events are: what is stored of it stays.
FORGOTTEN_EARLY: Final = frozenset({"model_microusd"})

METRICS: Final[dict[str, str]] = {
    "signups": _signups("count(*)"),
    "active_people": (
        f"SELECT {_DAY.format('e')}, '', count(DISTINCT e.user_id) FROM analytics_events e "
        f"WHERE e.name IN {_ACTIONS} AND {_IN_RANGE.format('e')} GROUP BY 1"
    ),
    "sessions_started": _events("session_started"),
    "sessions_completed": _events("session_completed"),
    "sessions_abandoned": _events("session_abandoned"),
    "steps_completed": _events("step_completed", dimension="e.payload->>'step'"),
    "cohort_steps": _funnel("step_completed", "e.payload->>'step'"),
    "cohort_completed": _funnel("session_completed", "''"),
    "crises": _events("crisis_detected", dimension="e.payload->>'risk'"),
    "emotions": _events("emotion_detected", dimension="e.payload->>'emotion'"),
    "options_selected": _events("option_selected"),
    "reminders_set": _events("reminder_set"),
    "prompts_shown": _events("upgrade_prompt_shown"),
    "checkouts_started": _events("checkout_started"),
    "upgrades": _events("upgrade_completed", dimension="e.payload->>'tier'"),
    "payments_failed": _events("payment_failed"),
    # Those who begin and end to pay: the difference, added up, is who pays.
    "payers_won": _events(
        "upgrade_completed", among=f"COALESCE(e.payload->>'from_tier', 'free') = 'free' AND {_BOUGHT}"
    ),
    "payers_lost": _events("subscription_ended", among=_BOUGHT),
    "activated": _signups_with("session_completed", days=ACTIVATION_DAYS),
    "converted": _signups_with("upgrade_completed", days=CONVERSION_DAYS, among=_BOUGHT),
    "first_value_people": _signups("count(first.at)", among=_FIRST_VALUE),
    "first_value_seconds": _signups(
        "round(percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM first.at - u.created_at)))",
        among=_FIRST_VALUE,
    ),
    "model_microusd": (
        "SELECT s.day, '', sum(s.microusd) FROM llm_spend s "
        "WHERE s.day >= (%(start)s AT TIME ZONE 'UTC')::date "
        "AND s.day < (%(end)s AT TIME ZONE 'UTC')::date GROUP BY 1"
    ),
    **{f"retained_d{days}": _retained(days) for days in RETENTION_DAYS},
}
