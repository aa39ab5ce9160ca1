"""How long the pages of the back office take with a million messages and 200,000 events, and with few.

Run it with `.venv/bin/python benchmarks/staff_pages.py`; it makes and drops a database of its own on the data
folder's server (DATA_DIR). Prints, for each page, its queries, its server time empty and full (the best of
five), and their ratio; then whether the figures are those of plain SQL.
"""

import logging
import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DEBUG", "true")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "solacore.settings")

import django

from solacore.start_up import start_servers

start_servers()
django.setup()

from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from staff_rows import ROWS

from accounts.models import User
from analytics.models import DailyFigure
from analytics.services.rollup import rollup
from backoffice.tests.staff import Staff
from solacore.testing.databases import test_database
from solve.models import SolveSession

SIZES = {"people": 50_000, "messages": 1_000_000, "events": 200_000}
TRIES = 5


def pages() -> dict[str, str]:
    """Every list, the dashboard, a report, a person and a session."""
    person = User.objects.order_by("-created_at").first()
    session = SolveSession.objects.order_by("-created_at").first()
    found = {
        "dashboard": "/admin/",
        "people": "/admin/accounts/user/",
        "people, last page": "/admin/accounts/user/?p=40",
        "people by tier": "/admin/accounts/user/?subscription__tier__exact=free",
        "people found": "/admin/accounts/user/?q=crowd-4",
        "solve sessions": "/admin/solve/solvesession/",
        "sessions by step": "/admin/solve/solvesession/?current_step__exact=clarify",
        "crises": "/admin/backoffice/crisisevent/",
        "audit trail": "/admin/backoffice/auditentry/",
        "webhook events": "/admin/webhooks/processedwebhookevent/",
        "pending events": "/admin/webhooks/pendingwebhookevent/",
        "report: funnel": "/admin/reports/funnel/",
        "report: usage": "/admin/reports/usage/",
    }
    if person is not None:
        found["a person"] = f"/admin/accounts/user/{person.pk}/change/"
    if session is not None:
        found["a session"] = f"/admin/solve/solvesession/{session.pk}/change/"
    return found


def measured(browser: Staff) -> dict[str, tuple[int, float]]:
    """Queries and seconds of each page."""
    results = {}
    for name, path in pages().items():
        times = []
        for _ in range(TRIES):
            with CaptureQueriesContext(connection) as queries:
                started = time.perf_counter()
                response = browser.get(path)
                times.append(time.perf_counter() - started)
            assert response.status_code == 200, (path, response.status_code)
        results[name] = (len(queries), min(times))
    return results


def fill() -> None:
    """Makes the crowd."""
    with connection.cursor() as cursor:
        for table, statement in ROWS:
            cursor.execute(statement, SIZES)
            print(f"{table}: {cursor.rowcount:,} rows")
        cursor.execute("ANALYZE")


def check_figures() -> None:
    """Compares the roll-up with plain SQL."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (created_at AT TIME ZONE 'UTC')::date, count(*) FROM analytics_events "
            "WHERE name = 'session_started' GROUP BY 1"
        )
        plain = dict(cursor.fetchall())
    figures = dict(DailyFigure.objects.filter(metric="sessions_started").values_list("day", "value"))
    print(f"sessions started on {len(plain)} days as in plain SQL: {plain == figures}")


def main() -> None:
    """Measures and prints."""
    logging.disable(logging.INFO)
    settings.RATE_LIMIT_IP_WHITELIST = ["127.0.0.1"]
    with test_database():
        browser = Staff(is_superuser=True)
        empty = measured(browser)
        fill()
        started = time.perf_counter()
        rollup(timezone.now())
        print(f"roll-up of everything: {time.perf_counter() - started:.1f} s")
        full = measured(browser)
        print(f"{'page':20} {'queries':>7} {'empty':>9} {'full':>9} {'ratio':>6}")
        for name, (queries, seconds) in full.items():
            before = empty.get(name)
            ratio = f"{seconds / before[1]:6.1f}" if before else "     -"
            was = f"{before[1] * 1000:6.0f} ms" if before else "        -"
            print(f"{name:20} {queries:7} {was} {seconds * 1000:6.0f} ms {ratio}")
        check_figures()


if __name__ == "__main__":
    main()
