"""WSGI entry point: REST and the admin."""

import os

from django.core.wsgi import get_wsgi_application

from solacore.start_up import start_servers

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "solacore.settings")
start_servers()
application = get_wsgi_application()
