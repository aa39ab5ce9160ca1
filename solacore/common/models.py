"""What every table of ours has."""

import uuid

from django.db import models


class UUIDModel(models.Model):
    """A row with a random UUID as its key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True
