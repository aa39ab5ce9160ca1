from django.db import migrations

from solacore.common.migrations import AddForeignIndexRetriably

# How many tasks run and have failed is asked at each scrape; all others are those that have succeeded, many.


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ("operations", "0001_initial"),
        ("django_tasks_database", "0021_conditional_partial_index_ordering"),
    ]

    operations = [
        AddForeignIndexRetriably(
            "operations_tasks_begun",
            "django_tasks_database_dbtaskresult (status) WHERE status IN ('RUNNING', 'FAILED')",
        ),
    ]
