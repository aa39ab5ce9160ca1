"""Where Django's admin finds our lists."""

from django.contrib import admin
from django.contrib.auth import admin as auth_admin
from django.contrib.auth.models import Group
from django_otp.plugins.otp_totp import admin as totp_admin
from django_otp.plugins.otp_totp.models import TOTPDevice

from backoffice.pages import lists, people

# Roles are code (roles.py), and the keys of second factors are nobody's to read. The modules that register
# them are imported above, so that there is something to take back.
admin.site.unregister([Group, TOTPDevice])

__all__ = ["auth_admin", "lists", "people", "totp_admin"]
