"""The reports with their charts, and what can be taken out of the house: each export is in the trail."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, timedelta
from typing import cast

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.models import User
from analytics.models import RollupState
from analytics.rendering import as_csv, csv_safe
from analytics.reports import REPORTS, Report
from backoffice.audit import audit_record, subjects_of
from backoffice.charts import Chart, bar_chart
from backoffice.models import AuditEntry

USUAL_DAYS = 30
DAYS_MAX = 731
# Rows of the trail that are read at a time.
CHUNK_ROWS = 500


class SpanForm(forms.Form):
    """The days of a report, both included, in UTC."""

    first = forms.DateField(label="From", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    last = forms.DateField(label="To", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def clean(self) -> dict[str, date]:
        """The span.

        Raises:
            ValidationError: it ends before it begins, or is longer than two years.
        """
        cleaned: dict[str, date] = super().clean() or {}
        if len(cleaned) == len(self.fields) and not 0 <= (cleaned["last"] - cleaned["first"]).days < DAYS_MAX:
            raise forms.ValidationError(
                "The last day must be on or after the first, at most two years later."
            )
        return cleaned


def report(request: HttpRequest, name: str) -> HttpResponseBase:
    """GET shows a report, POST exports it as CSV.

    Raises:
        PermissionDenied: the role may not.
    """
    if name not in REPORTS:
        raise Http404
    wanted = "export_reports" if request.method == "POST" else "view_reports"
    if not request.user.has_perm(f"backoffice.{wanted}"):
        raise PermissionDenied
    today = timezone.now().astimezone(UTC).date()
    usual = {"first": today - timedelta(days=USUAL_DAYS - 1), "last": today}
    given = request.POST if request.method == "POST" else request.GET
    form = SpanForm(given if "first" in given else usual)
    shown = (
        REPORTS[name](form.cleaned_data["first"], form.cleaned_data["last"], today)
        if form.is_valid()
        else None
    )
    if request.method == "POST" and shown is not None:
        return _export(cast(User, request.user), shown, form.cleaned_data)
    context = {
        **admin.site.each_context(request),
        "title": f"Report: {name}",
        "names": list(REPORTS),
        "name": name,
        "form": form,
        "report": shown,
        "charts": charts_of(shown) if shown else (),
        "as_of": RollupState.objects.values_list("seen_until", flat=True).first(),
        "may_export": request.user.has_perm("backoffice.export_reports"),
    }
    return render(request, "backoffice/report.html", context, status=422 if form.errors else 200)


def charts_of(shown: Report) -> tuple[Chart, ...]:
    """A chart for each column of numbers; of a funnel, one for each of its halves."""
    if shown.name == "funnel":
        halves = {"sessions": "Sessions", "people": "People"}
        return tuple(
            bar_chart(
                title,
                [
                    (str(row[1]).replace("_", " "), float(cast(int, row[2])))
                    for row in shown.rows
                    if row[0] == half
                ],
                total="",
            )
            for half, title in halves.items()
        )
    return tuple(
        bar_chart(
            column.replace("_", " "),
            [(str(row[0]), float(cast(float, row[index]) or 0)) for row in shown.rows],
            total="",
        )
        for index, column in enumerate(shown.columns)
        if index
    )


def _export(actor: User, shown: Report, span: dict[str, date]) -> HttpResponseBase:
    target = f"report {shown.name}, {span['first']} to {span['last']}"
    audit_record(actor=actor, action="export-report", reason="export from the report's page", target=target)
    return _csv(as_csv(shown), f"solacore-{shown.name}-{span['first']}-{span['last']}.csv")


@require_POST
def audit_csv(request: HttpRequest) -> HttpResponseBase:
    """The whole trail as CSV, newest first; the export itself is in it.

    Raises:
        PermissionDenied: the role may not.
    """
    actor = cast(User, request.user)
    if not actor.has_perm("backoffice.export_audit"):
        raise PermissionDenied
    audit_record(
        actor=actor, action="export-audit", reason="export from the trail's page", target="audit trail"
    )
    return _csv(_audit_rows(), "solacore-audit.csv")


def _audit_rows() -> Iterator[str]:
    columns = ("at", "actor_email", "action", "on_whom", "target", "reason", "request_id")
    yield _row(columns)
    last: AuditEntry | None = None
    while True:
        entries = AuditEntry.objects.order_by("-at", "-id")
        if last is not None:
            entries = entries.filter(at__lte=last.at).exclude(at=last.at, pk__gte=last.pk)
        chunk = list(entries[:CHUNK_ROWS])
        if not chunk:
            return
        known = subjects_of(chunk)
        for entry in chunk:
            person = known.get(entry.subject_hash)
            whom = person.email if person else "an erased person" if entry.subject_hash else ""
            yield _row(
                (
                    entry.at.isoformat(),
                    entry.actor_email,
                    entry.action,
                    whom,
                    entry.target,
                    entry.reason,
                    entry.request_id,
                )
            )
        last = chunk[-1]


def _row(cells: tuple[str, ...]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow([csv_safe(cell) for cell in cells])
    return buffer.getvalue()


def _csv(rows: Iterator[str], filename: str) -> HttpResponse | StreamingHttpResponse:
    response = StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response
