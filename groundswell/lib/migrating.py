"""Migrations that Django would carry out slowly."""

from collections.abc import Sequence
from typing import Any

from django.db.migrations.operations import AlterField, CreateModel
from django.db.migrations.operations.base import Operation, OperationCategory
from django.db.migrations.state import ProjectState
from django.db.models import Index


class CreateModels(Operation):
    """Many models that belong together, in any order.

    After each `CreateModel` Django renders again every model that is related to it; in a web of nouns that is nearly
    all of them, and most of the time that a first start takes. Here they are rendered once.
    """

    category = OperationCategory.ADDITION
    reversible = True
    serialization_expand_args = ["models"]  # read by Django's writer of migrations

    def __init__(self, models: Sequence[CreateModel]) -> None:
        self.models = models

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        return type(self).__qualname__, [self.models], {}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        vars(state).pop("apps", None)  # while they are not rendered, none is rendered anew
        for model in self.models:
            model.state_forwards(app_label, state)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for model in self.models:
            model.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for model in reversed(self.models):
            model.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"Create {len(self.models)} models"


class DropOwnIndexes(Operation):
    """Columns that had an index each and have none of their own any more (`db_index=False`).

    Django alters one column after the other, on SQLite by writing the whole table anew for each.
    """

    category = OperationCategory.ALTERATION
    reversible = True
    serialization_expand_args = ["fields"]

    def __init__(self, fields: Sequence[AlterField]) -> None:
        self.fields = fields

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        return type(self).__qualname__, [self.fields], {}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        vars(state).pop("apps", None)
        for each in self.fields:
            each.state_forwards(app_label, state)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for model, field in self._columns(app_label, from_state):
            named = {index.name for index in model._meta.indexes}
            own = {"index": True, "type_": Index.suffix, "exclude": named}
            for name in schema_editor._constraint_names(model, [field.column], **own):
                schema_editor.execute(schema_editor._delete_index_sql(model, name))

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for model, field in self._columns(app_label, to_state):
            schema_editor.execute(schema_editor._create_index_sql(model, fields=[field]))

    def _columns(self, app_label: str, state: Any) -> list[tuple[Any, Any]]:
        models = [(state.apps.get_model(app_label, each.model_name), each.name) for each in self.fields]
        return [(model, model._meta.get_field(name)) for model, name in models]

    def describe(self) -> str:
        return f"Drop the indexes of {len(self.fields)} columns"
