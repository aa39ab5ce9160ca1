from django.conf import settings
from django.db import migrations

from billing.stripe_mirror.creation import CreateTablesOf


class Migration(migrations.Migration):

    initial = True

    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [CreateTablesOf('djstripe.migrations', ['0001_initial', '0002_2_10', '0003_2_11'])]
