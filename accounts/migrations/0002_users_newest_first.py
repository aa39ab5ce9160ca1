from django.db import migrations, models

from solacore.common.migrations import AddIndexRetriably


class Migration(migrations.Migration):

    atomic = False

    dependencies = [("accounts", "0001_initial")]

    operations = [
        AddIndexRetriably(
            model_name="user",
            index=models.Index(fields=["-created_at", "-id"], name="users_newest_first"),
        ),
    ]
