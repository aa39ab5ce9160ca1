from django.db import migrations, models

from solacore.common.migrations import AddIndexRetriably


class Migration(migrations.Migration):

    atomic = False

    dependencies = [("solve", "0006_llm_budget")]

    operations = [
        AddIndexRetriably(
            model_name="solvesession",
            index=models.Index(fields=["-created_at", "-id"], name="solve_sessions_of_all_newest"),
        ),
    ]
