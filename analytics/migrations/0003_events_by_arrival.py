from django.db import migrations, models

from solacore.common.migrations import AddIndexRetriably


class Migration(migrations.Migration):

    atomic = False

    dependencies = [("analytics", "0002_outbox_and_daily_figures")]

    operations = [
        AddIndexRetriably(
            model_name="analyticsevent",
            index=models.Index(fields=["received_at"], name="analytics_events_by_arrival"),
        ),
    ]
