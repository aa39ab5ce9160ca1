"""The count of sessions."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django.utils import timezone

from billing.models import Subscription, Usage
from solacore.testing.clients import Native


def test_parallel_requests_get_exactly_what_the_tier_allows(person: Native) -> None:
    def start(_: int) -> int:
        return person.again().post("/sessions").status_code

    with ThreadPoolExecutor(20) as threads:
        answers = list(threads.map(start, range(40)))
    assert answers.count(201) == 10
    assert answers.count(403) == 30
    assert person.get("/sessions").json()["total"] == 10
    assert Usage.objects.get(user_id=person.user["id"]).sessions_used == 10


def test_a_failed_creation_is_not_counted(person: Native) -> None:
    person.post("/sessions", headers={"X-Device-Fingerprint": "not-mine"})
    assert not Usage.objects.filter(user_id=person.user["id"]).exists()


def test_a_paid_period_has_its_own_count_and_the_free_one_is_kept(person: Native) -> None:
    person.start()
    subscription = Subscription.objects.filter(user_id=person.user["id"])
    subscription.update(tier="standard", period_start=timezone.now())
    assert person.post("/sessions").json()["usage"] == {
        "sessions_used": 1,
        "sessions_limit": 100,
        "tier": "standard",
    }
    subscription.update(period_start=timezone.now() + timedelta(days=30))
    assert person.post("/sessions").json()["usage"]["sessions_used"] == 1
    subscription.update(tier="free")
    assert person.post("/sessions").json()["usage"]["sessions_used"] == 2


def test_pro_has_no_limit(person: Native) -> None:
    Subscription.objects.filter(user_id=person.user["id"]).update(tier="pro")
    for _ in range(12):
        usage = person.post("/sessions").json()["usage"]
    assert usage == {"sessions_used": 12, "sessions_limit": 0, "tier": "pro"}
