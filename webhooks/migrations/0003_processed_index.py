from django.db import migrations, models

from solacore.common.migrations import AddIndexRetriably


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('webhooks', '0002_pending_events'),
    ]

    operations = [
        AddIndexRetriably(
            model_name='processedwebhookevent',
            index=models.Index(fields=['processed_at'], name='webhook_events_by_time'),
        ),
    ]
