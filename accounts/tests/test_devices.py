"""GET /auth/devices and DELETE /auth/devices/{id}."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Device, User
from billing.models import Subscription
from solacore.testing.clients import Native, NativeFactory, problem


@pytest.fixture
def other_device(native: NativeFactory, person: Native) -> Native:
    """A second device of the same person, who is on the highest tier."""
    Subscription.objects.filter(user_id=person.user["id"]).update(tier="pro")
    client = native()
    assert client.login(person.email, device_name="Pixel 9").status_code == 200
    return client


def _device(client: Native) -> str:
    return str(Device.objects.get(device_fingerprint=client.fingerprint).pk)


def test_active_ones_oldest_first(person: Native, other_device: Native) -> None:
    devices = person.get("/auth/devices").json()
    assert [device["platform"] for device in devices] == ["ios", "android"]
    assert set(devices[0]) == {
        "id",
        "device_name",
        "platform",
        "last_active_at",
        "is_active",
        "is_current",
    }
    assert [device["is_current"] for device in devices] == [True, False]


def test_a_removed_device_is_signed_out_and_free_for_others(
    person: Native, other_device: Native, native: NativeFactory
) -> None:
    response = person.request("DELETE", f"/auth/devices/{_device(other_device)}")
    assert (response.status_code, response.content) == (204, b"")
    assert problem(other_device.get("/auth/me")) == (401, "SESSION_REVOKED")
    assert len(person.get("/auth/devices").json()) == 1
    assert native(other_device.fingerprint).register().status_code == 201


def test_not_the_one_in_use(person: Native) -> None:
    response = person.request("DELETE", f"/auth/devices/{_device(person)}")
    assert problem(response) == (400, "CANNOT_REMOVE_CURRENT_DEVICE")


def test_one_a_day(person: Native, other_device: Native, native: NativeFactory) -> None:
    third = native()
    third.login(person.email)
    assert person.request("DELETE", f"/auth/devices/{_device(other_device)}").status_code == 204
    response = person.request("DELETE", f"/auth/devices/{_device(third)}")
    assert problem(response) == (429, "REMOVAL_LIMIT_EXCEEDED")
    assert 0 < int(response.headers["Retry-After"]) <= 86_400
    User.objects.filter(pk=person.user["id"]).update(device_removed_at=timezone.now() - timedelta(hours=25))
    assert person.request("DELETE", f"/auth/devices/{_device(third)}").status_code == 204


def test_what_is_not_one_s_own(person: Native, outsider: Native) -> None:
    for device_id in (_device(outsider), str(uuid.uuid4()), "17"):
        assert problem(person.request("DELETE", f"/auth/devices/{device_id}")) == (404, "DEVICE_NOT_FOUND")


def test_not_without_a_token(native: NativeFactory) -> None:
    assert problem(native().get("/auth/devices")) == (401, "INVALID_TOKEN")


def test_the_number_of_queries_does_not_grow(person: Native, django_assert_num_queries: Any) -> None:
    headers = {"Authorization": f"Bearer {person.access}"}
    user = User.objects.get(pk=person.user["id"])
    for _ in range(2):
        Device.objects.bulk_create(Device(user=user, device_fingerprint=str(uuid.uuid4())) for _ in range(10))
        with django_assert_num_queries(2):
            assert Client(headers=headers).get("/auth/devices").status_code == 200
