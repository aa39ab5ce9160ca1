"""`manage.py worker` on the database of a test run: `python -m solacore.tests.run_worker NAME`."""

import os
import sys

import django
from django.conf import settings
from django.core.management import call_command

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "solacore.settings"
    settings.DATABASES["default"]["NAME"] = sys.argv[1]
    django.setup()
    call_command("worker")
