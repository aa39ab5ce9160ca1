"""What billing does again and again."""

from datetime import timedelta

from billing.services.lapsing import subscriptions_lapse
from solacore.common.schedule import Job, register_job

register_job(Job("lapses", timedelta(minutes=1), subscriptions_lapse))
