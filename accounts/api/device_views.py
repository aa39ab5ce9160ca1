"""A person's devices."""

import uuid

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.base import principal_of, user_of
from accounts.api.serializers import DeviceListSerializer
from accounts.selectors import devices_of
from accounts.services.devices import CallingDevice, device_remove


class DevicesView(APIView):
    """GET /auth/devices."""

    @extend_schema(responses={200: DeviceListSerializer(many=True)}, operation_id="device_list")
    def get(self, request: Request) -> Response:
        """The active devices, oldest first."""
        context = {"current": principal_of(request).session.device_id}
        devices = devices_of(user_of(request).pk)
        return Response(DeviceListSerializer(devices, many=True, context=context).data)


class DeviceView(APIView):
    """DELETE /auth/devices/{id}."""

    @extend_schema(
        parameters=[OpenApiParameter("X-Device-Fingerprint", str, OpenApiParameter.HEADER)],
        responses={204: None},
        operation_id="device_remove",
    )
    def delete(self, request: Request, device_id: uuid.UUID) -> Response:
        """Removes a device."""
        current = CallingDevice(
            principal_of(request).session.device_id, request.headers.get("X-Device-Fingerprint", "")
        )
        device_remove(user_id=user_of(request).pk, device_id=device_id, current=current, now=timezone.now())
        return Response(status=204)
