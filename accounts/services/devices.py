"""Devices: who may sign in from where, within the limit of their tier."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from accounts.errors import DeviceBoundToOtherError, DeviceLimitReachedError, UnknownDeviceError
from accounts.models import Device, Platform, User
from billing.services.entitlements import current_plan

_PLATFORM_WORDS = {
    Platform.IOS: ("iphone", "ipad", "ipod", "ios"),
    Platform.ANDROID: ("android", "pixel", "galaxy", "samsung", "xiaomi", "huawei", "oneplus"),
}


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
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    device = Device.objects.filter(user=user, device_fingerprint=fingerprint).first()
    if device is None or not device.is_active:
        _check_limit(user)
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


def _check_limit(user: User) -> None:
    if settings.BETA_MODE:
        return
    if Device.objects.filter(user=user, is_active=True).count() >= current_plan(user.pk).device_limit:
        raise DeviceLimitReachedError
