from django.db import migrations, models

from solacore.common.migrations import AddIndexRetriably


class Migration(migrations.Migration):

    # An index of a table in use: nothing else may stand in this migration.
    atomic = False

    dependencies = [
        ('solve', '0004_message_words'),
    ]

    operations = [
        AddIndexRetriably(
            model_name='solvesession',
            index=models.Index(condition=models.Q(('reminder_time__isnull', False)), fields=['reminder_time'], name='solve_sessions_by_reminder'),
        ),
    ]
