"""Paths of the session endpoints."""

from django.urls import path

from solacore.common.pages import page
from solve.api import export_views, reminder_views, session_views, stream_views
from solve.pages import helpline_context

_pages = [
    path("app", page("solve/sessions.html", is_private=True)),
    path("app/sessions/<id:session_id>", page("solve/session.html", helpline_context, is_private=True)),
    path("safety", page("solve/safety.html", helpline_context)),
    path("unsubscribe", page("solve/unsubscribe.html")),
]

urlpatterns = [
    path("sessions/<id:session_id>/messages", stream_views.messages),
    path("sessions/<id:session_id>/messages/<id:message_id>/stream", stream_views.message_stream),
    path("sessions/<id:session_id>/messages/<id:message_id>/stop", stream_views.message_stop),
    *_pages,
    path("reminders", reminder_views.RemindersView.as_view()),
    path("reminders/unsubscribe", reminder_views.UnsubscribeView.as_view()),
    path("sessions", session_views.SessionsView.as_view()),
    path("sessions/<id:session_id>", session_views.SessionView.as_view()),
    path("sessions/<id:session_id>/export", export_views.SessionExportView.as_view()),
]
