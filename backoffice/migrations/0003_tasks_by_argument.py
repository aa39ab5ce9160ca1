from django.db import migrations

# The page of a person looks their mails up among the background tasks, by what those were called with.
# PostgreSQL keeps the index of a failed attempt, so that is dropped first.


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ("backoffice", "0002_audit_append_only"),
        ("django_tasks_database", "0021_conditional_partial_index_ordering"),
    ]

    operations = [
        migrations.RunSQL("DROP INDEX CONCURRENTLY IF EXISTS backoffice_tasks_by_argument", migrations.RunSQL.noop),
        migrations.RunSQL(
            "CREATE INDEX CONCURRENTLY backoffice_tasks_by_argument ON django_tasks_database_dbtaskresult "
            "USING gin (args_kwargs jsonb_path_ops)",
            migrations.RunSQL.noop,
        ),
    ]
