"""What solve does again and again."""

from datetime import timedelta

from solacore.common.schedule import Job, register_job
from solve.services.reminders import reminders_send_due

register_job(Job("reminders", timedelta(minutes=1), reminders_send_due))
