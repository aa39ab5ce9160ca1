from django.db import migrations

# How many tasks run and have failed is asked at each scrape; all others are those that have succeeded, many.
# PostgreSQL keeps the index of a failed attempt, so that is dropped first.


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ("operations", "0001_initial"),
        ("django_tasks_database", "0021_conditional_partial_index_ordering"),
    ]

    operations = [
        migrations.RunSQL("DROP INDEX CONCURRENTLY IF EXISTS operations_tasks_begun", migrations.RunSQL.noop),
        migrations.RunSQL(
            "CREATE INDEX CONCURRENTLY operations_tasks_begun ON django_tasks_database_dbtaskresult (status) "
            "WHERE status IN ('RUNNING', 'FAILED')",
            migrations.RunSQL.noop,
        ),
    ]
