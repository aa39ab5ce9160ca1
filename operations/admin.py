"""Recurring jobs in the back office: to look at."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from operations.models import ScheduledJob


@admin.register(ScheduledJob)
class ScheduledJobAdmin(admin.ModelAdmin[ScheduledJob]):
    """When each ran, and how that went."""

    list_display = ("name", "due_at", "started_at", "succeeded_at", "failed_at", "failures", "error")
    ordering = ("name",)

    def has_add_permission(self, _request: HttpRequest) -> bool:
        """Jobs come from the code."""
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        """Rows are the schedule's own."""
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        """Rows are the schedule's own."""
        return False
