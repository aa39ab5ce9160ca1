from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('solve', '0002_reminders'),
    ]

    operations = [
        migrations.AddField(
            model_name='solvesession',
            name='first_step',
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='solvesession',
            name='options',
            field=models.JSONField(blank=True, null=True),
        ),
    ]
