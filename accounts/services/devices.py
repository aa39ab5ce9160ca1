"""Devices: who may sign in from where, within the limit of their tier."""

import math
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction

from accounts.errors import (
    CannotRemoveCurrentDeviceError,
    DeviceBoundToOtherError,
    DeviceLimitReachedError,
    DeviceNotFoundError,
    RemovalLimitExceededError,
    UnknownDeviceError,
)
from accounts.models import Device, Platform, RevokeReason, User
from accounts.services.locking import person_lock
from accounts.services.sessions import sessions_revoke
from billing.services.entitlements import current_plan

_PLATFORM_WORDS = {
    Platform.IOS: ("iphone", "ipad", "ipod", "ios"),
    Platform.ANDROID: ("android", "pixel", "galaxy", "samsung", "xiaomi", "huawei", "oneplus"),
}


# How long after removing a device the next one may be removed (HTTP contract: one a day).
REMOVAL_INTERVAL = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CallingDevice:
    """The device that a request comes from: by its sign-in session, and by what it says of itself."""

    device_id: uuid.UUID | None
    fingerprint: str


def platform_of(device_name: str) -> Platform:
    """The platform that a device's name gives away; a browser otherwise."""
    name = device_name.lower()
    for platform, words in _PLATFORM_WORDS.items():
        if any(word in name for word in words):
            return platform
    return Platform.WEB


@transaction.atomic
def device_bind(*, user: User, fingerprint: str, name: str, now: datetime) -> Device:
    """The person's device with this fingerprint, registered or brought back if need be.

    Locks the person, so that parallel sign-ins cannot exceed the limit together.

    Raises:
        DeviceBoundToOtherError: the fingerprint belongs to somebody else.
        DeviceLimitReachedError: the tier allows no further device.
    """
    person_lock(user.pk)
    device = Device.objects.filter(user=user, device_fingerprint=fingerprint).first()
    if device is None or not device.is_active:
        _check_limit(user, now)
    if device is None:
        device = Device(user=user, device_fingerprint=fingerprint)
    device.is_active = True
    device.removed_at = None
    device.last_active_at = now
    if name or not device.device_name:
        device.device_name = name
        device.platform = platform_of(name)
    try:
        with transaction.atomic():
            device.save()
    except IntegrityError:
        raise DeviceBoundToOtherError from None
    return device


def device_require(*, user_id: uuid.UUID, fingerprint: str) -> Device:
    """The person's active device with this fingerprint.

    Raises:
        UnknownDeviceError: there is none.
    """
    device = Device.objects.filter(
        user_id=user_id, device_fingerprint=fingerprint[:255], is_active=True
    ).first()
    if device is None:
        raise UnknownDeviceError
    return device


def device_claim(*, user: User, fingerprint: str, now: datetime) -> Device:
    """The device that a solve session is started from; the beta also registers one that it doesn't know.

    Raises:
        UnknownDeviceError: the fingerprint is not that of one of the person's devices.
    """
    if not settings.BETA_MODE or not fingerprint:
        return device_require(user_id=user.pk, fingerprint=fingerprint)
    try:
        return device_bind(user=user, fingerprint=fingerprint[:255], name="", now=now)
    except DeviceBoundToOtherError:
        raise UnknownDeviceError from None


@transaction.atomic
def device_remove(*, user_id: uuid.UUID, device_id: uuid.UUID, current: CallingDevice, now: datetime) -> None:
    """Takes a device out of use and ends its sessions; one a day.

    Raises:
        DeviceNotFoundError: no such active device of the person.
        CannotRemoveCurrentDeviceError: it is the one that asks.
        RemovalLimitExceededError: another one was removed less than a day ago.
    """
    user = person_lock(user_id)
    device = Device.objects.filter(pk=device_id, user_id=user_id, is_active=True).first()
    if device is None:
        raise DeviceNotFoundError
    if device.pk == current.device_id or device.device_fingerprint == current.fingerprint:
        raise CannotRemoveCurrentDeviceError
    if user.device_removed_at is not None and now - user.device_removed_at < REMOVAL_INTERVAL:
        wait = user.device_removed_at + REMOVAL_INTERVAL - now
        raise RemovalLimitExceededError(max(1, math.ceil(wait.total_seconds())))
    user.device_removed_at = now
    user.save(update_fields=["device_removed_at", "updated_at"])
    _unbind(device, now)


@transaction.atomic
def device_unbind(*, user_id: uuid.UUID, device_id: uuid.UUID, now: datetime) -> None:
    """Takes a device out of use for its owner, whatever the daily limit says, which it leaves as it is.

    Raises:
        DeviceNotFoundError: no such active device of the person.
    """
    person_lock(user_id)
    device = Device.objects.filter(pk=device_id, user_id=user_id, is_active=True).first()
    if device is None:
        raise DeviceNotFoundError
    _unbind(device, now)


@transaction.atomic
def removal_limit_reset(user_id: uuid.UUID) -> None:
    """Lets a person remove a device today although they have removed one already."""
    user = person_lock(user_id)
    user.device_removed_at = None
    user.save(update_fields=["device_removed_at", "updated_at"])


def _unbind(device: Device, now: datetime) -> None:
    device.is_active = False
    device.removed_at = now
    device.save(update_fields=["is_active", "removed_at"])
    sessions_revoke(device.active_sessions.all(), RevokeReason.DEVICE_REMOVED)


def _check_limit(user: User, now: datetime) -> None:
    if settings.BETA_MODE:
        return
    limit = current_plan(user.pk, now=now).device_limit
    if Device.objects.filter(user=user, is_active=True).count() >= limit:
        raise DeviceLimitReachedError
