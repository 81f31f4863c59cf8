"""Columns of our own."""

from typing import Any

from django.db import models
from django.db.models.lookups import Exact

from groundswell.core import sealing


def where_told(model: str, *names: str) -> list[models.Index]:
    """An index for each of these columns, of those rows alone that have something there, which are few: the others
    would cost every writer as much. The columns have `db_index=False`, and no index of all rows."""
    told = {name: models.Q(**{f"{name}__isnull": False}) for name in names}
    return [models.Index(fields=[name], condition=there, name=f"{model}_{name}") for name, there in told.items()]


class WordsField(models.TextField):  # type: ignore[type-arg]
    """A few words out of a list kept in code (`step-free`, `toilets`), in one column that both databases can search.

    In Python a list; at rest `|step-free|toilets|`. `.filter(access__has="step-free")` finds rows with the word.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", list)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: str | None, expression: object, connection: object) -> list[str]:
        return [word for word in (value or "").split("|") if word]

    def to_python(self, value: Any) -> list[str]:
        if isinstance(value, str):
            return [word for word in value.split("|") if word]
        return list(value or [])

    def get_prep_value(self, value: Any) -> str:
        if isinstance(value, str):
            return value
        words = [word for word in (value or []) if word]
        return f"|{'|'.join(words)}|" if words else ""


@WordsField.register_lookup
class Has(models.Lookup):
    lookup_name = "has"

    def get_prep_lookup(self) -> str:
        return f"%|{self.rhs}|%"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        left, left_params = self.process_lhs(compiler, connection)
        return f"{left} LIKE %s", (*left_params, self.rhs)


class SealedEmailField(models.TextField):  # type: ignore[type-arg]
    """An address that is sealed at rest and can still be looked up whole, whatever its capitals."""

    def from_db_value(self, value: str | None, expression: object, connection: object) -> str:
        if not value:
            return ""
        try:
            return sealing.unseal_evenly(value)
        except sealing.Unreadable:
            return ""

    def get_prep_value(self, value: Any) -> str | None:
        return sealing.seal_evenly(str(value).strip().lower()) if value else None


@SealedEmailField.register_lookup
class SameAddress(Exact):
    """Capitals were folded before sealing, so "iexact" is "exact"."""

    lookup_name = "iexact"
