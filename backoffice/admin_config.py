"""Makes the back office the default admin site."""

from django.contrib.admin.apps import AdminConfig


class BackofficeAdminConfig(AdminConfig):
    """Django's admin, with our site."""

    default_site = "backoffice.pages.site.BackofficeSite"
