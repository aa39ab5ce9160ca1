"""What ends without word from anybody, seen by nobody."""

from datetime import timedelta

from django.utils import timezone

from billing.models import Entitlement, Subscription
from billing.plans import Tier
from billing.services.lapsing import subscriptions_lapse
from billing.tests.rights import grant, user_id_of
from solacore.testing.clients import Native


def tier_of(person: Native) -> str:
    return Subscription.objects.get(user_id=person.user["id"]).tier


def test_what_is_over_ends_and_the_rest_stays(person: Native, outsider: Native) -> None:
    grant(person, Tier.PRO, days=1)
    grant(outsider, Tier.PRO, days=3)
    assert subscriptions_lapse(timezone.now()) == 0
    assert tier_of(person) == "pro"
    later = timezone.now() + timedelta(days=2)
    subscriptions_lapse(later)
    assert (tier_of(person), tier_of(outsider)) == ("free", "pro")
    assert subscriptions_lapse(later) == 0


def test_a_lower_tier_that_still_runs_takes_its_place(person: Native) -> None:
    grant(person, Tier.PRO, days=1)
    grant(person, Tier.STANDARD, days=30)
    subscriptions_lapse(timezone.now() + timedelta(days=2))
    assert tier_of(person) == "standard"


def test_an_erased_person_is_passed_over(person: Native) -> None:
    grant(person, Tier.PRO, days=1)
    Entitlement.objects.filter(user_id=user_id_of(person)).delete()
    assert person.request("DELETE", "/account").status_code == 204
    subscriptions_lapse(timezone.now() + timedelta(days=2))
