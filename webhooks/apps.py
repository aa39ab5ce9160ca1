"""The webhooks app."""

from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    """Configuration of the webhooks app."""

    name = "webhooks"
