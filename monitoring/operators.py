"""/admin/health/: what operators look at, behind the staff's sign-in. Probes have /health/ready."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

from asgiref.sync import async_to_sync
from django.conf import settings
from django.contrib import admin
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from health_check.base import HealthCheck
from health_check.exceptions import ServiceUnavailable, ServiceWarning
from health_check.views import HealthCheckView

from monitoring.bounded import Question
from monitoring.database_probe import database_probe
from monitoring.task_figures import task_figures
from operations.metrics import job_figures

# Seconds that a due task may wait before something is wrong; the alert TasksStuck has the same.
TASK_PATIENCE = 600.0
_CHECK = timedelta(seconds=2)


@dataclass
class BoundedCheck(HealthCheck):  # type: ignore[misc]  # it has no types
    """A check that may hang: its thread is left alone, and a second look waits for the same one."""

    timeout = _CHECK

    async def run(self) -> None:
        """Waits for the answer."""
        question = _QUESTIONS[type(self)]
        await asyncio.wrap_future(question.asked())

    @staticmethod
    def ask() -> None:
        """Asks; raises what is wrong."""
        raise NotImplementedError


@dataclass
class Database(BoundedCheck):
    """PostgreSQL answers."""

    @staticmethod
    def ask() -> None:
        """Asks for a row."""
        try:
            database_probe.ask()
        except Exception as error:
            raise ServiceUnavailable(type(error).__name__) from error


@dataclass
class Migrations(BoundedCheck):
    """Every migration of this release has been applied."""

    @staticmethod
    def ask() -> None:
        """Compares the code's migrations with the database's."""
        try:
            executor = MigrationExecutor(connection)
            waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        finally:
            connections.close_all()
        if waiting:
            raise ServiceUnavailable(f"{waiting} migrations wait")


@dataclass
class Tasks(BoundedCheck):
    """Background tasks are done."""

    @staticmethod
    def ask() -> None:
        """Looks how long the first of the due tasks has waited."""
        try:
            figures = {figure.name: figure.value for figure in task_figures(timezone.now())}
        finally:
            connections.close_all()
        if figures["solacore_tasks_oldest_pending_seconds"] > TASK_PATIENCE:
            raise ServiceUnavailable(f"{figures['solacore_tasks_pending']:.0f} tasks wait: no worker works")
        if figures["solacore_tasks_failed"]:
            raise ServiceWarning(f"{figures['solacore_tasks_failed']:.0f} tasks have failed")


@dataclass
class Jobs(BoundedCheck):
    """Recurring jobs succeed."""

    @staticmethod
    def ask() -> None:
        """Looks for jobs that have failed since their last success."""
        try:
            figures = [figure for figure in job_figures(timezone.now()) if figure.value]
        finally:
            connections.close_all()
        failing = [figure.labels["name"] for figure in figures if figure.name == "solacore_job_failures"]
        if failing:
            raise ServiceWarning(f"failing: {', '.join(failing)}")


_QUESTIONS = {
    check: Question(f"operators-{check.__name__.lower()}", check.ask)
    for check in (Database, Migrations, Tasks, Jobs)
}


class OperatorsView(HealthCheckView):  # type: ignore[misc]  # it has no types
    """django-health-check's own view with our checks and the admin's look."""

    template_name = "monitoring/operators.html"

    def get_checks(self) -> list[HealthCheck]:
        """The checks; of the mail server only where mails are sent."""
        self.checks = [
            *_QUESTIONS,
            ("health_check.checks.Cache", {"alias": "default"}),
            ("health_check.checks.Cache", {"alias": "limits"}),
            *([("health_check.checks.Mail", {"timeout": _CHECK})] if settings.SMTP_ENABLED else []),
            ("health_check.contrib.psutil.Disk", {}),
            ("health_check.contrib.psutil.Memory", {}),
        ]
        return list(super().get_checks())

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """The results and what the admin's pages need."""
        return {
            **super().get_context_data(**kwargs),
            **admin.site.each_context(self.request),
            "title": "Health",
        }


_view = async_to_sync(OperatorsView.as_view())


def operators(request: HttpRequest) -> HttpResponseBase:
    """The page, or with `?format=json` the same for programs."""
    response: HttpResponseBase = _view(request)
    return response
