"""ASGI entry point: everything, streams included."""

import os
from typing import cast

from django.conf import settings
from django.core.asgi import get_asgi_application
from django.core.signals import request_started
from django.db import close_old_connections, reset_queries

from solacore.start_up import start_servers

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "solacore.settings")
start_servers()
django_application = get_asgi_application()
# Under ASGI each request's synchronous parts run in a thread of its own, where these two find nothing to do,
# but they would start that thread for every request, and a stream would keep it until its end.
request_started.disconnect(close_old_connections)
request_started.disconnect(reset_queries)

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402 - Django must be set up first

from solacore.common.body_limit import ASGIApp, BodyLimit  # noqa: E402
from solacore.lifespan import Lifespan  # noqa: E402
from solacore.stream_thread import StreamThread  # noqa: E402
from solve.routing import websocket_urlpatterns  # noqa: E402

application = Lifespan(
    ProtocolTypeRouter(
        {
            "http": StreamThread(BodyLimit(cast("ASGIApp", django_application), settings.MAX_BODY_BYTES)),
            "websocket": URLRouter(websocket_urlpatterns),
        }
    )
)
