"""What the views of payments share."""

from typing import Any

from django.conf import settings
from rest_framework.request import Request
from rest_framework.views import APIView

from billing.errors import PaymentsDisabledError


class PaymentsView(APIView):
    """A view that this deployment may not have: with PAYMENTS_ENABLED off it answers 501, whoever asks."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuses, or goes on to authentication and limits.

        Raises:
            PaymentsDisabledError: payments are off.
        """
        if not settings.PAYMENTS_ENABLED:
            raise PaymentsDisabledError
        super().initial(request, *args, **kwargs)
