"""Paths of the sockets, under Channels' customary name."""

from django.urls import re_path

from solve.sockets.consumer import NoSuchSocketConsumer, SessionConsumer

websocket_urlpatterns = [
    re_path(r"^ws/sessions/(?P<session_id>[^/]+)/?$", SessionConsumer.as_asgi()),
    re_path("", NoSuchSocketConsumer.as_asgi()),
]
