"""What billing does again and again."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.management import CommandError, call_command

from billing.services.lapsing import subscriptions_lapse
from solacore.common.schedule import Job, register_job


def reconcile(_now: datetime) -> None:
    """Repairs what has drifted from Stripe and RevenueCat, while people can pay.

    Raises:
        CommandError: a source could not be asked, or something could not be repaired; the log has the rest.
    """
    if not settings.PAYMENTS_ENABLED:
        return
    try:
        call_command("reconcile_subscriptions", fix=True, known=True)
    except SystemExit as ended:
        raise CommandError(f"reconcile_subscriptions ended with {ended.code}") from None


register_job(Job("lapses", timedelta(minutes=1), subscriptions_lapse))
register_job(Job("reconcile_subscriptions", timedelta(days=1), reconcile))
