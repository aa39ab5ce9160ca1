"""ASGI entry point: everything, streams included."""

import os
from typing import cast

from django.conf import settings
from django.core.asgi import get_asgi_application

from solacore.start_up import start_servers

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "solacore.settings")
start_servers()
django_application = get_asgi_application()

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402 - Django must be set up first

from solacore.common.body_limit import ASGIApp, BodyLimit  # noqa: E402
from solacore.lifespan import Lifespan  # noqa: E402
from solve.routing import websocket_urlpatterns  # noqa: E402

application = Lifespan(
    ProtocolTypeRouter(
        {
            "http": BodyLimit(cast("ASGIApp", django_application), settings.MAX_BODY_BYTES),
            "websocket": URLRouter(websocket_urlpatterns),
        }
    )
)
