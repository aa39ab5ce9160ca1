"""dj-stripe as an app of ours: its tables, without what it does on its own."""

from djstripe.apps import DjstripeAppConfig


class StripeMirrorConfig(DjstripeAppConfig):  # type: ignore[misc]  # dj-stripe has no types
    """dj-stripe, whose tables we fill and show ourselves."""

    verbose_name = "Stripe (a copy)"

    def ready(self) -> None:
        """Leaves out dj-stripe's own beginning.

        That would change the SDK's objects for everybody, listen to events that reach us another way, and
        add system checks that ask the database, which `manage.py check` has to do without.
        """
