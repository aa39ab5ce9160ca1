"""`manage.py prune`: clears away what has had its time. Run it once a day."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from solacore.common.housekeeping import prunings


class Command(BaseCommand):
    help = "Clears away what has expired, in small transactions; it can be stopped and repeated at any time."

    def handle(self, *_args: Any, **_options: Any) -> None:
        now = timezone.now()
        for what, prune in prunings().items():
            self.stdout.write(f"{what}: {prune(now)}")
