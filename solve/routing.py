"""Paths of the sockets, under Channels' customary name."""

from django.urls import path, re_path

from solve.sockets.consumer import NoSuchSocketConsumer, SessionConsumer

websocket_urlpatterns = [
    path("ws/sessions/<id:session_id>", SessionConsumer.as_asgi()),
    path("ws/sessions/<id:session_id>/", SessionConsumer.as_asgi()),
    re_path("", NoSuchSocketConsumer.as_asgi()),
]
