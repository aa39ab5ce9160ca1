"""What the model costs, and what happens when it has cost enough."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from billing.models import Subscription
from billing.plans import PLANS, LLMBudget, Tier, llm_budget_of
from solacore.testing.clients import Native, problem
from solacore.testing.threads import Threads
from solve.models import DailySpend, Message, SolveSession
from solve.services.pruning import daily_spend_forget
from solve.tests.fakes import openai_wire
from solve.tests.fakes.vendor_server import Exchange, Script
from solve.tests.vendor import StartVendor

CRISIS = "I am going to kill myself tonight."
LIST_PRICE = 2  # millionths: 9 tokens in and 2 out of gpt-6-luna ($0.10 and $0.50 per million), rounded up
UNKNOWN_PRICE = 95  # the same at $5 and $25 per million


@pytest.fixture
def model(vendor: StartVendor, settings: Settings) -> Callable[..., None]:
    """Lets a model of a name reply, by these scripts if they are given."""

    def start(name: str, *scripts: Script) -> None:
        vendor(*(scripts or [named(name)]))
        settings.LLM_MODEL = name

    return start


def named(name: str) -> Script:
    """A reply of a model that calls itself by a name."""

    async def script(exchange: Exchange) -> None:
        await exchange.head()
        for part in ({"content": "It "}, {"content": "sounds heavy."}):
            await exchange.event(openai_wire.chunk(part) | {"model": name})
        await exchange.event(openai_wire.chunk({}, "stop") | {"model": name})
        await exchange.event(
            openai_wire.chunk({}, choices=[], usage=openai_wire.usage(9, 2)) | {"model": name}
        )
        await exchange.event("[DONE]")
        await exchange.end()

    return script


async def stalls(exchange: Exchange) -> None:
    await openai_wire.begin(exchange, "It ", "sounds ")
    await exchange.until_client_leaves()


async def fails(exchange: Exchange) -> None:
    await exchange.error(400, {"error": {"message": "no"}})


def _spent_today(person: Native) -> int:
    rows = DailySpend.objects.filter(user_id=person.user["id"], day=timezone.now().astimezone(UTC).date())
    return sum(rows.values_list("microusd", flat=True))


def _spend(person: Native, microusd: int, day: date | None = None) -> None:
    day = day or timezone.now().astimezone(UTC).date()
    DailySpend.objects.create(user_id=person.user["id"], day=day, microusd=microusd)


def _post(person: Native, session_id: str, content: str = "I carry this alone.", **body: Any) -> Any:
    return person.post(
        f"/sessions/{session_id}/messages", json={"content": content, "step": "receive", **body}
    )


def test_a_turn_s_cost_is_recorded_and_counted(person: Native, model: Callable[..., None]) -> None:
    model("gpt-6-luna")
    session_id = person.start()
    for _ in range(3):
        message_id = person.send(session_id, "I carry this alone.")[0].data["message_id"]
    reply = Message.objects.get(pk=message_id)
    assert (reply.model, reply.tokens_in, reply.tokens_out) == ("gpt-6-luna", 9, 2)
    assert reply.cost_microusd == LIST_PRICE
    assert SolveSession.objects.get(pk=session_id).llm_microusd == 3 * LIST_PRICE
    assert _spent_today(person) == 3 * LIST_PRICE


def test_an_unknown_price_is_not_recorded_but_counted(person: Native, model: Callable[..., None]) -> None:
    model("a-model-of-our-own")
    session_id = person.start()
    message_id = person.send(session_id, "I carry this alone.")[0].data["message_id"]
    assert Message.objects.get(pk=message_id).cost_microusd is None
    assert _spent_today(person) == UNKNOWN_PRICE


def test_parallel_sessions_are_all_counted(person: Native, model: Callable[..., None]) -> None:
    model("gpt-6-luna")
    sessions = [person.start() for _ in range(6)]
    with Threads(6) as threads:
        list(threads.map(lambda session_id: person.again().send(session_id, "Hello there."), sessions))
    assert _spent_today(person) == 6 * LIST_PRICE


def test_a_stopped_reply_is_counted_by_an_estimate(person: Native, model: Callable[..., None]) -> None:
    model("gpt-6-luna", stalls)
    session_id = person.start()
    with person.sending(session_id, "Take your time.") as events:
        message_id = next(events).data["message_id"]
        next(events)
        person.again().post(f"/sessions/{session_id}/messages/{message_id}/stop")
        assert list(events)[-1].name == "stopped"
    reply = Message.objects.get(pk=message_id)
    assert reply.tokens_in
    assert reply.tokens_in > 200
    assert reply.cost_microusd
    assert _spent_today(person) == reply.cost_microusd


def test_a_call_that_failed_at_once_costs_nothing(person: Native, model: Callable[..., None]) -> None:
    model("gpt-6-luna", fails)
    assert person.send(person.start(), "I carry this alone.")[-1].name == "error"
    assert _spent_today(person) == 0


def test_the_guide_costs_nothing_and_knows_no_budget(person: Native) -> None:
    _spend(person, 10**9)
    session_id = person.start()
    message_id = person.send(session_id, "I carry this alone.")[0].data["message_id"]
    reply = Message.objects.get(pk=message_id)
    assert (reply.provider, reply.cost_microusd) == ("guide", None)
    assert SolveSession.objects.get(pk=session_id).llm_microusd == 0


def test_a_spent_day_is_refused_before_anything_is_stored(
    person: Native, model: Callable[..., None], settings: Settings
) -> None:
    settings.LLM_BUDGETS = {"FREE_DAY": 2 * LIST_PRICE}
    model("gpt-6-luna")
    session_id = person.start()
    for _ in range(2):
        assert person.send(session_id, "I carry this alone.")[-1].name == "done"
    before = SolveSession.objects.get(pk=session_id).updated_at
    response = _post(person, session_id)
    assert problem(response) == (429, "LLM_BUDGET_EXCEEDED")
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0) + timedelta(days=1)
    left = (midnight - datetime.now(UTC)).total_seconds()
    assert abs(int(response.headers["Retry-After"]) - left) < 30
    assert response.json()["params"] == {
        "scope": "day",
        "tier": "free",
        "retry_after": int(response.headers["Retry-After"]),
    }
    assert len(person.messages(session_id)) == 4
    assert SolveSession.objects.get(pk=session_id).updated_at == before
    assert problem(_post(person, person.start())) == (429, "LLM_BUDGET_EXCEEDED")


def test_another_day_and_another_person_have_budgets_of_their_own(
    person: Native, outsider: Native, model: Callable[..., None], settings: Settings
) -> None:
    settings.LLM_BUDGETS = {"FREE_DAY": 100}
    model("gpt-6-luna")
    today = timezone.now().astimezone(UTC).date()
    _spend(person, 100, today - timedelta(days=1))
    assert _post(person, person.start()).status_code == 200
    _spend(outsider, 100)
    assert _post(person, person.start()).status_code == 200
    assert problem(_post(outsider, outsider.start())) == (429, "LLM_BUDGET_EXCEEDED")


def test_a_spent_session_is_refused_and_a_new_one_is_not(
    person: Native, model: Callable[..., None], settings: Settings
) -> None:
    settings.LLM_BUDGETS = {"FREE_SESSION": LIST_PRICE}
    model("gpt-6-luna")
    session_id = person.start()
    assert person.send(session_id, "I carry this alone.")[-1].name == "done"
    response = _post(person, session_id)
    assert problem(response) == (403, "LLM_BUDGET_EXCEEDED")
    assert response.json()["params"]["scope"] == "session"
    assert "Retry-After" not in response.headers
    assert person.send(person.start(), "I carry this alone.")[-1].name == "done"


def test_deleting_the_session_gives_nothing_back(
    person: Native, model: Callable[..., None], settings: Settings
) -> None:
    settings.LLM_BUDGETS = {"FREE_DAY": LIST_PRICE}
    model("gpt-6-luna")
    session_id = person.start()
    person.send(session_id, "I carry this alone.")
    person.request("DELETE", f"/sessions/{session_id}")
    assert problem(_post(person, person.start())) == (429, "LLM_BUDGET_EXCEEDED")


@pytest.mark.parametrize("accept", ["text/event-stream", "application/json"])
def test_a_crisis_is_always_answered(
    person: Native, model: Callable[..., None], settings: Settings, accept: str
) -> None:
    settings.LLM_BUDGETS = {"FREE_DAY": 1, "FREE_SESSION": 1}
    model("gpt-6-luna")
    session_id = person.start()
    _spend(person, 100)
    SolveSession.objects.filter(pk=session_id).update(llm_microusd=100)
    body = {"content": CRISIS, "step": "receive"}
    response = person.post(f"/sessions/{session_id}/messages", json=body, headers={"Accept": accept})
    assert response.status_code == 200
    answer = response.text.strip().rpartition("data: ")[2]
    assert json.loads(answer)["reason"] == "CRISIS"
    assert person.messages(session_id)[0]["content"] == CRISIS
    assert _spent_today(person) == 100


def test_a_retry_still_finds_its_turn(person: Native, model: Callable[..., None], settings: Settings) -> None:
    settings.LLM_BUDGETS = {"FREE_DAY": LIST_PRICE}
    model("gpt-6-luna")
    session_id = person.start()
    first = person.send(session_id, "I carry this alone.", client_message_id="one")
    again = person.send(session_id, "I carry this alone.", client_message_id="one")
    assert again[-1].data == first[-1].data
    assert problem(_post(person, session_id, client_message_id="two")) == (429, "LLM_BUDGET_EXCEEDED")


def test_a_higher_tier_has_more(person: Native, model: Callable[..., None]) -> None:
    model("gpt-6-luna")
    _spend(person, PLANS[Tier.FREE].llm_budget.day_microusd)
    session_id = person.start()
    assert problem(_post(person, session_id)) == (429, "LLM_BUDGET_EXCEEDED")
    Subscription.objects.filter(user_id=person.user["id"]).update(tier=Tier.STANDARD.value)
    assert _post(person, session_id).status_code == 200


def test_nought_is_no_cap(person: Native, model: Callable[..., None], settings: Settings) -> None:
    settings.LLM_BUDGETS = {"FREE_DAY": 0, "FREE_SESSION": 0}
    model("gpt-6-luna")
    _spend(person, 10**12)
    assert _post(person, person.start()).status_code == 200


def test_budgets_grow_with_the_tier_and_the_environment_replaces_each_on_its_own(settings: Settings) -> None:
    budgets = [PLANS[tier].llm_budget for tier in Tier]
    for lower, higher in pairwise(budgets):
        assert lower.session_microusd < higher.session_microusd
        assert lower.day_microusd < higher.day_microusd
    settings.LLM_BUDGETS = {"PRO_DAY": 7, "FREE_SESSION": 5}
    assert llm_budget_of(PLANS[Tier.PRO]) == LLMBudget(PLANS[Tier.PRO].llm_budget.session_microusd, 7)
    assert llm_budget_of(PLANS[Tier.STANDARD]) == PLANS[Tier.STANDARD].llm_budget


def test_the_costs_of_a_day_are_forgotten_after_ninety(person: Native) -> None:
    now = datetime(2026, 6, 1, tzinfo=UTC)
    for days in (0, 90, 91):
        _spend(person, 1, (now - timedelta(days=days)).date())
    daily_spend_forget(now)
    kept = DailySpend.objects.filter(user_id=person.user["id"]).values_list("day", flat=True)
    assert sorted(kept) == [date(2026, 3, 3), date(2026, 6, 1)]
