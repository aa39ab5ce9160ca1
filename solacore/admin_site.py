"""The admin under Solacore's name."""

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig


class SolacoreAdminSite(AdminSite):
    """The back office."""

    site_header = "Solacore"
    site_title = "Solacore"
    index_title = "Back office"


class SolacoreAdminConfig(AdminConfig):
    """Makes it the default site."""

    default_site = "solacore.admin_site.SolacoreAdminSite"
