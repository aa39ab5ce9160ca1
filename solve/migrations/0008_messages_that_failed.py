from django.db import migrations, models

from solacore.common.migrations import AddIndexRetriably


class Migration(migrations.Migration):

    atomic = False

    dependencies = [("solve", "0007_sessions_newest_first")]

    operations = [
        AddIndexRetriably(
            model_name="message",
            index=models.Index(
                fields=["created_at"],
                condition=models.Q(status__in=("failed", "interrupted")),
                name="messages_that_failed",
            ),
        ),
    ]
