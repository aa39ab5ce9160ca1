"""`manage.py demo`: see the product in a minute."""

import os
import sys
from contextlib import ExitStack
from typing import Any

import httpx
from django.core.management.base import BaseCommand, CommandError, CommandParser

from solacore.common.languages import LOCALES
from solve.demo.client import ApiError, DemoClient
from solve.demo.own_server import own_server
from solve.demo.story import Screen, tell


class Command(BaseCommand):
    help = "Leads a person with a real problem through all five steps, over the public API."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--base-url", default=os.environ.get("BASE_URL", ""), help="a running server")
        parser.add_argument("--text", default=os.environ.get("TEXT", ""), help="your own problem")
        parser.add_argument("--locale", choices=LOCALES, default="en")

    def handle(self, *_args: Any, base_url: str, text: str, locale: str, **_options: Any) -> None:
        screen = Screen(sys.stdout)

        def say(sentence: str) -> None:
            screen.write(f"{sentence}\n")

        try:
            with ExitStack() as stack:
                base = base_url or stack.enter_context(own_server(say))
                client = DemoClient(base, say)
                stack.callback(client.close)
                tell(client, screen, locale=locale, text=text.strip())
        except ApiError as error:
            raise CommandError(str(error)) from None
        except BrokenPipeError:
            # Whoever read along has seen enough (`demo | head`).
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except (httpx.HTTPError, RuntimeError) as error:
            raise CommandError(f"The server can't be reached: {error}") from None
