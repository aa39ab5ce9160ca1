"""What analytics does again and again."""

from datetime import timedelta

from analytics.services.rollup import rollup
from solacore.common.schedule import Job, register_job

register_job(Job("rollup_analytics", timedelta(hours=1), rollup))
