from django.db import migrations, models

from solacore.common.migrations import AddIndexRetriably


class Migration(migrations.Migration):

    atomic = False

    dependencies = [("analytics", "0003_events_by_arrival")]

    operations = [
        AddIndexRetriably(
            model_name="analyticsevent",
            index=models.Index(fields=["user", "-created_at"], name="analytics_events_by_user"),
        ),
    ]
