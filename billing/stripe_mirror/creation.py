"""dj-stripe's tables, made at once.

Its own migrations make 85 models and then take 522 fields away again, and Django renders the connected
models anew after each step: on a new database that took a minute and a half of processor time. The state
that they end in is the same without the rendering in between, and its tables can be made in one go.
"""

from collections.abc import Sequence
from importlib import import_module

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class CreateTablesOf(Operation):
    """Makes the tables as a library's first migrations leave them."""

    reversible = False
    reduces_to_sql = True

    def __init__(self, package: str, names: Sequence[str]) -> None:
        """Args: package: of the library's migrations. names: which of them, from the first on, in order."""
        self.package = package
        self.names = names

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Applies all their changes to the state, which is rendered when somebody needs it next."""
        state.__dict__.pop("apps", None)
        for name in self.names:
            for operation in import_module(f"{self.package}.{name}").Migration.operations:
                operation.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Makes the tables; their foreign keys follow at the end of the migration."""
        del from_state
        for model in to_state.apps.get_app_config(app_label).get_models():
            schema_editor.create_model(model)

    def describe(self) -> str:
        """What it does, for `migrate --plan`."""
        return f"Create the tables of {self.package}"
