"""What the model has cost, per turn, session and day, and whether there is room for another turn.

A turn is counted at its end and looked for at the next one's beginning, so that turns which run at the same
time may exceed a budget by what they cost. A day is one of UTC.
"""

import uuid
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import connection, transaction

from billing.plans import PLANS, llm_budget_of
from billing.services.entitlements import current_plan
from solve.errors import DayBudgetExceededError, SessionBudgetExceededError
from solve.llm.pricing import Price, cost_microusd
from solve.metrics import spent_counted
from solve.models import DailySpend, Message, Role, SolveSession
from solve.safety.crisis import Risk
from solve.turns.screening import assess_said

# The built-in guide is no model and costs nothing.
FREE_PROVIDERS = frozenset({"guide"})
# What a model whose price we don't know is counted at: $5 and $25 per million, as much as the dearest of the
# models for everyday use in `solve.llm.pricing`. A budget may end early because of it, but never runs over.
UNKNOWN_PRICE = Price(5_000, 25_000)


@dataclass(frozen=True, slots=True)
class Spent:
    """What a turn took of a model.

    Attributes:
        provider: whose model.
        model: the model.
        tokens_in: tokens of the request.
        tokens_out: tokens of the reply.
    """

    provider: str
    model: str
    tokens_in: int
    tokens_out: int


def spent_today(user_ids: Collection[uuid.UUID], *, now: datetime) -> dict[uuid.UUID, int]:
    """What the model has cost each of some people today, in millionths of a US dollar, unless nothing."""
    if settings.LLM_PROVIDER in FREE_PROVIDERS:
        return {}
    rows = DailySpend.objects.filter(user_id__in=user_ids, day=_day(now))
    return dict(rows.values_list("user_id", "microusd"))


def budget_require(session: SolveSession, content: str, *, day_microusd: int, now: datetime) -> None:
    """Makes sure that the person's budget has room for a turn, or that the turn needs none.

    Args:
        session: the session, locked.
        content: the person's message that asks for the turn.
        day_microusd: what `spent_today` says of the person.
        now: the time.

    Raises:
        SessionBudgetExceededError, DayBudgetExceededError: the session or the day has cost what the person's
            tier allows; not for a message that shows an acute crisis, which is answered without a model.
    """
    if settings.LLM_PROVIDER in FREE_PROVIDERS or _is_within_all(session.llm_microusd, day_microusd):
        return
    plan = current_plan(session.user_id, now=now)
    budget = llm_budget_of(plan)
    day_is_over = 0 < budget.day_microusd <= day_microusd
    session_is_over = 0 < budget.session_microusd <= session.llm_microusd
    if not (day_is_over or session_is_over) or needs_no_model(session, content):
        return
    # A session that is over stays so when the day ends.
    if session_is_over:
        raise SessionBudgetExceededError(tier=plan.tier.value)
    raise DayBudgetExceededError(tier=plan.tier.value, retry_after=_seconds_to_midnight(now))


def _is_within_all(session_microusd: int, day_microusd: int) -> bool:
    """Whether so little was spent that it is within the budgets of every tier, whichever the person's is."""
    budgets = [llm_budget_of(plan) for plan in PLANS.values()]
    return all(
        not 0 < budget.session_microusd <= session_microusd and not 0 < budget.day_microusd <= day_microusd
        for budget in budgets
    )


def spends_record(spends: Sequence[tuple[Message, Spent]], *, now: datetime) -> None:
    """Notes on replies what they took, and counts it.

    Args:
        spends: each reply with what it took; the caller has locked their sessions and saves both.
        now: the time.
    """
    today: Counter[uuid.UUID] = Counter()
    for reply, spent in spends:
        counted = _note(reply, spent)
        if counted is not None:
            reply.session.llm_microusd += counted
            today[reply.session.user_id] += counted
    _count(today, now)


def _note(reply: Message, spent: Spent) -> int | None:
    """Notes on a reply what it took; answers what that counts in its budgets, None for what is no model's."""
    reply.provider, reply.model = spent.provider, spent.model
    reply.tokens_in, reply.tokens_out = spent.tokens_in, spent.tokens_out
    if spent.provider in FREE_PROVIDERS:
        _show(spent, microusd=0)
        return None
    reply.cost_microusd = cost_microusd(spent.model, spent.tokens_in, spent.tokens_out)
    counted = reply.cost_microusd
    if counted is None:
        counted = UNKNOWN_PRICE.cost_microusd(spent.tokens_in, spent.tokens_out)
    _show(spent, microusd=counted)
    return counted


def _count(microusd: Mapping[uuid.UUID, int], now: datetime) -> None:
    """Adds to what people have spent today; in the order of their ids, so that no two wait for each other."""
    if not microusd:
        return
    people = sorted(microusd)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO llm_spend (id, user_id, day, microusd)
            SELECT gen_random_uuid(), user_id, %s, microusd
            FROM unnest(%s::uuid[], %s::bigint[]) AS spent (user_id, microusd)
            ON CONFLICT (user_id, day) DO UPDATE SET microusd = llm_spend.microusd + EXCLUDED.microusd
            """,
            [_day(now), people, [microusd[user_id] for user_id in people]],
        )


def _show(spent: Spent, *, microusd: int) -> None:
    show = partial(
        spent_counted,
        provider=spent.provider,
        tokens_in=spent.tokens_in,
        tokens_out=spent.tokens_out,
        microusd=microusd,
    )
    transaction.on_commit(show)


def needs_no_model(session: SolveSession, content: str) -> bool:
    """Whether a message shows an acute crisis, in the light of those before it: it gets helplines."""
    before = session.messages.filter(role=Role.USER).order_by("sequence").values_list("content", flat=True)
    return assess_said([*before, content]).risk == Risk.ACUTE


def _day(now: datetime) -> date:
    return now.astimezone(UTC).date()


def _seconds_to_midnight(now: datetime) -> int:
    here = now.astimezone(UTC)
    midnight = here.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return int((midnight - here).total_seconds()) + 1
