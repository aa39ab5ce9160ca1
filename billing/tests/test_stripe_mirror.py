"""The mirror of Stripe: filled by tasks and by a command, emptied by an erasure, read in the back office."""

from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.management import CommandError, call_command
from django_tasks_db.models import DBTaskResult
from djstripe import models as stripe_models

from backoffice.tests.staff import Staff
from billing.stripe_mirror import syncing
from billing.stripe_mirror.storing import KINDS
from billing.tasks import stripe_mirror_sync
from billing.tests.fake_stripe import PRO, STANDARD, FakeStripe, subscription
from billing.tests.localstripe import LocalStripe
from billing.tests.rights import link
from solacore.testing.background import make_postponed_tasks_due, run_tasks
from solacore.testing.clients import Native, new_email
from solacore.testing.fake_server import Failure
from solacore.testing.payments import Stripe


def sync() -> str:
    said = StringIO()
    call_command("sync_stripe", stdout=said)
    return said.getvalue()


def test_the_command_copies_everything(person: Native, localstripe: LocalStripe) -> None:
    customer = localstripe.customer(person.user["id"], email=person.email)
    bought = localstripe.subscribe(customer)
    said = sync()
    assert "customer: 1\n" in said
    copy = stripe_models.Subscription.objects.get(id=bought["id"])
    assert str(copy.customer.subscriber_id) == person.user["id"]
    assert copy.customer.email == person.email
    assert copy.stripe_data["status"] == "active"
    assert [item.id for item in copy.items.all()] == [bought["items"]["data"][0]["id"]]
    (invoice,) = stripe_models.Invoice.objects.filter(customer_id=customer)
    assert invoice.subscription_id == bought["id"]
    assert stripe_models.PaymentMethod.objects.filter(customer_id=customer).count() == 1
    assert set(stripe_models.Product.objects.values_list("name", flat=True)) == {STANDARD, PRO}
    assert not stripe_models.APIKey.objects.exists(), "the key is not kept in a table"


def test_all_pages_are_read_and_what_is_gone_goes(
    localstripe: LocalStripe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(syncing, "PAGE", 2)
    customers = {localstripe.post("/customers", email=new_email())["id"] for _ in range(5)}
    assert "customer: 5\n" in sync()
    assert set(stripe_models.Customer.objects.values_list("id", flat=True)) == customers
    gone = customers.pop()
    localstripe.delete(f"/customers/{gone}")
    assert "customer: 4\n" in sync()
    assert not stripe_models.Customer.objects.filter(id=gone).exists()


def test_what_names_a_person_who_is_not_there_stays_out(localstripe: LocalStripe) -> None:
    customer = localstripe.customer("7f3c2f3e-0000-4000-8000-000000000000")
    localstripe.subscribe(customer)
    sync()
    assert not stripe_models.Customer.objects.filter(id=customer).exists()
    assert not stripe_models.Subscription.objects.filter(customer_id=customer).exists()


def test_without_stripe_the_command_fails_and_keeps_the_copy(stripe: FakeStripe) -> None:
    stripe.failure = Failure.REFUSAL
    before = stripe_models.Customer.objects.count()
    with pytest.raises(CommandError, match="Stripe could not be asked"):
        sync()
    assert stripe_models.Customer.objects.count() == before


def test_a_task_copies_an_object_with_its_customer(person: Native, stripe: FakeStripe) -> None:
    stripe.put({"id": "cus_task", "object": "customer", "email": person.email})
    link(person, "cus_task")
    has = stripe.put(subscription("cus_task"))
    stripe_mirror_sync.enqueue("subscription", has["id"])
    run_tasks()
    copy = stripe_models.Subscription.objects.get(id=has["id"])
    assert str(copy.customer.subscriber_id) == person.user["id"]
    assert copy.items.get().price.id == STANDARD
    stripe.put({**has, "status": "canceled"})
    stripe_mirror_sync.enqueue("subscription", has["id"])
    run_tasks()
    copy.refresh_from_db()
    assert copy.stripe_data["status"] == "canceled"


def test_a_task_waits_for_stripe(stripe: FakeStripe) -> None:
    stripe.put({"id": "cus_late", "object": "customer"})
    stripe.failure = Failure.REFUSAL
    stripe_mirror_sync.enqueue("customer", "cus_late")
    run_tasks()
    assert not stripe_models.Customer.objects.filter(id="cus_late").exists()
    stripe.failure = None
    make_postponed_tasks_due()
    run_tasks()
    assert stripe_models.Customer.objects.filter(id="cus_late").exists()


def test_an_erasure_empties_it_and_ends_the_subscription_at_stripe(
    person: Native, outsider: Native, localstripe: LocalStripe
) -> None:
    customer = localstripe.customer(person.user["id"])
    other = localstripe.customer(outsider.user["id"])
    bought, kept = localstripe.subscribe(customer), localstripe.subscribe(other)
    link(person, customer)
    sync()
    assert person.request("DELETE", "/account").status_code == 204
    assert not stripe_models.Customer.objects.filter(id=customer).exists()
    assert not stripe_models.PaymentMethod.objects.filter(customer_id=customer).exists()
    assert not stripe_models.Invoice.objects.filter(customer_id=customer).exists()
    run_tasks()
    assert localstripe.get(f"/subscriptions/{bought['id']}")["status"] == "canceled"
    assert localstripe.http.get(f"/customers/{customer}").status_code == 404
    sync()
    assert not stripe_models.Customer.objects.filter(id=customer).exists()
    assert localstripe.get(f"/subscriptions/{kept['id']}")["status"] == "active"
    assert stripe_models.Customer.objects.filter(id=other).exists()


def test_an_erasure_does_not_wait_for_stripe_and_is_not_forgotten(person: Native, stripe: FakeStripe) -> None:
    stripe.put({"id": "cus_erased", "object": "customer"})
    link(person, "cus_erased")
    stripe.put(subscription("cus_erased"))
    stripe.failure = Failure.SERVER_ERROR
    assert person.request("DELETE", "/account").status_code == 204
    run_tasks()
    tasks = DBTaskResult.objects.filter(task_path__endswith="stripe_customer_delete", status="READY")
    assert person.user["id"] not in str(list(tasks.values_list("args_kwargs", flat=True)))
    stripe.failure = None
    make_postponed_tasks_due()
    run_tasks()
    assert not stripe.of_kind("customer")
    assert [one["status"] for one in stripe.of_kind("subscription")] == ["canceled"]


def test_an_erasure_without_a_customer_asks_nobody(person: Native, stripe: FakeStripe) -> None:
    assert person.request("DELETE", "/account").status_code == 204
    run_tasks()
    assert not stripe.calls


def test_the_back_office_reads_it(person: Native, localstripe: LocalStripe) -> None:
    localstripe.subscribe(localstripe.customer(person.user["id"], email=person.email))
    sync()
    client = Staff(is_superuser=True)
    shown = {
        model for model in apps.get_app_config("djstripe").get_models() if admin.site.is_registered(model)
    }
    assert shown == set(KINDS.values())
    for model in shown:
        pages = f"/admin/djstripe/{model._meta.model_name}/"
        listed = client.get(pages, {"q": "nothing-of-the-kind"})
        assert listed.status_code == 200, pages
        assert client.get(pages).status_code == 200, pages
        row = model._default_manager.first()
        if row is not None:
            assert client.get(f"{pages}{row.pk}/change/").status_code == 200, pages
            assert client.post(f"{pages}{row.pk}/delete/", {"post": "yes"}).status_code == 403
        assert client.get(f"{pages}add/").status_code == 403


def test_its_own_webhook_is_not_there(server: str, person: Native) -> None:
    for path in ("/stripe/webhook/7f3c2f3e-0000-4000-8000-000000000000", "/djstripe/webhook/"):
        assert person.post(path).status_code == 404


def test_list_pages_take_the_same_queries_however_many_rows_there_are(
    localstripe: LocalStripe, django_assert_max_num_queries: Any
) -> None:
    for _ in range(4):
        localstripe.subscribe(localstripe.customer())
    sync()
    client = Staff(is_superuser=True)
    for name in ("customer", "subscription", "invoice", "paymentmethod"):
        with django_assert_max_num_queries(9):
            assert client.get(f"/admin/djstripe/{name}/").status_code == 200


def test_an_event_has_its_object_copied(server: str, person: Native, stripe: FakeStripe) -> None:
    events = Stripe(server, person.user["id"])
    stripe.put({"id": "cus_event", "object": "customer"})
    has = stripe.put(subscription("cus_event", metadata={"user_id": person.user["id"]}))
    events.send("customer.subscription.created", has)
    run_tasks()
    assert stripe_models.Subscription.objects.get(id=has["id"]).customer_id == "cus_event"


def test_an_event_about_something_else_copies_nothing(
    server: str, person: Native, stripe: FakeStripe
) -> None:
    events = Stripe(server, person.user["id"])
    events.send("balance.available", {"object": "balance", "id": "b"})
    run_tasks()
    assert not stripe.calls


def test_a_purchase_is_mirrored_from_beginning_to_end(
    server: str, person: Native, stripe: FakeStripe
) -> None:
    assert person.post("/subscriptions/checkout", json={"price_id": PRO}).status_code == 200
    (customer,) = stripe.of_kind("customer")
    has = stripe.put(subscription(customer["id"], PRO))
    events = Stripe(server, person.user["id"])
    events.customer, events.subscription_id = customer["id"], has["id"]
    events.send("checkout.session.completed", events.checkout("pro"))
    run_tasks()
    copy = stripe_models.Subscription.objects.get(id=has["id"])
    assert str(copy.customer.subscriber_id) == person.user["id"]
    assert person.get("/subscriptions/current").json()["tier"] == "pro"
