from django.db import migrations

from solacore.common.migrations import AddForeignIndexRetriably

# The page of a person looks their mails up among the background tasks, by what those were called with.


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ("backoffice", "0002_audit_append_only"),
        ("django_tasks_database", "0021_conditional_partial_index_ordering"),
    ]

    operations = [
        AddForeignIndexRetriably(
            "backoffice_tasks_by_argument",
            "django_tasks_database_dbtaskresult USING gin (args_kwargs jsonb_path_ops)",
        ),
    ]
