import django.contrib.postgres.indexes
from django.db import migrations, models

import solve.search
from solacore.common.migrations import AddIndexRetriably


class Migration(migrations.Migration):

    # An index of a table in use: nothing else may stand in this migration.
    atomic = False

    dependencies = [
        ('solve', '0003_structured_help'),
    ]

    operations = [
        AddIndexRetriably(
            model_name='message',
            index=django.contrib.postgres.indexes.GinIndex(solve.search.Words(models.F('content')), condition=models.Q(('status', 'streaming'), _negated=True), name='messages_words'),
        ),
    ]
