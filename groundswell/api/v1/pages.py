"""Long lists a page at a time, by cursor: what is added meanwhile neither repeats a row nor leaves one out.

A cursor holds the last row's values in the columns by which the list is in order (keyset pagination). It is opaque to
readers, and good for the same list alone.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.db.models import DateField, DateTimeField, Model, Q, QuerySet
from django.db.models.expressions import OrderBy
from django.http import HttpRequest
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from ninja import Field, Schema

from groundswell.api.problems import Problem
from groundswell.lib.text import is_whole

USUAL, MOST = 50, 200
T = TypeVar("T")
M = TypeVar("M", bound=Model)
Order = Sequence[str | OrderBy]


class Page(Schema, Generic[T]):
    items: list[T]
    next: str | None = Field(description="The address of the next page; null on the last one.")


PARAMETERS = [
    {"in": "query", "name": "limit", "schema": {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL},
     "description": "How many on a page."},
    {"in": "query", "name": "cursor", "schema": {"type": "string"},
     "description": "Where to go on: as `next` of the page before has it."},
]  # fmt: skip


def page_of(
    request: HttpRequest, rows: QuerySet[M], order: Order, tell: Callable[[list[M]], list[Any]]
) -> dict[str, Any]:
    """`order` ends with what no two rows share; `tell` makes of rows what is shown."""
    errors: dict[str, str] = {}
    limit, after = _limit(request, errors), _cursor(request, len(order), errors)
    if errors:
        raise Problem(400, _("Some words of this address cannot be read."), errors)
    keys = [_Key.of(one, rows.model) for one in order]
    if after:
        rows = rows.filter(_beyond(keys, after))
    found = list(rows.order_by(*order)[: limit + 1])
    shown = found[:limit]
    more = len(found) > limit
    return {"items": tell(shown), "next": _address(request, [key.of_row(shown[-1]) for key in keys]) if more else None}


def words_beside(request: HttpRequest) -> dict[str, list[str]]:
    """The words of the address that are not about pages."""
    return {word: values for word, values in request.GET.lists() if word not in ("cursor", "limit")}


class _Key:
    """A column of the order. Nulls come last wherever there can be any."""

    def __init__(self, name: str, *, down: bool, parse: Callable[[Any], Any]) -> None:
        self.name, self.down, self.parse = name, down, parse

    @classmethod
    def of(cls, one: str | OrderBy, model: type[Model]) -> _Key:
        if isinstance(one, OrderBy):
            name, down = str(getattr(one.expression, "name")), one.descending  # noqa: B009
        else:
            name, down = one.removeprefix("-"), one.startswith("-")
        fields = {field.name: field for field in model._meta.concrete_fields}
        return cls(name, down=down, parse=_parser(fields.get(name)))

    def of_row(self, row: Model) -> Any:
        value = getattr(row, self.name)
        return value.isoformat() if isinstance(value, date) else value

    def same(self, value: Any) -> Q:
        return Q(**{f"{self.name}__isnull": True}) if value is None else Q(**{self.name: value})

    def beyond(self, value: Any) -> Q:
        if value is None:
            return Q(pk__in=[])
        later = Q(**{f"{self.name}__{'lt' if self.down else 'gt'}": value})
        return later | Q(**{f"{self.name}__isnull": True})


def _parser(field: Any) -> Callable[[Any], Any]:
    if isinstance(field, DateTimeField):
        return lambda text: _known(parse_datetime(text))
    return date.fromisoformat if isinstance(field, DateField) else lambda value: value


def _known(moment: datetime | None) -> datetime:
    if moment is None:
        raise ValueError
    return moment


def _beyond(keys: list[_Key], after: list[Any]) -> Q:
    """Rows after that one: alike in some first columns and beyond in the next."""
    try:
        values = [None if value is None else key.parse(value) for key, value in zip(keys, after, strict=True)]
        wanted, alike = Q(pk__in=[]), Q()
        for key, value in zip(keys, values, strict=True):
            wanted |= alike & key.beyond(value)
            alike &= key.same(value)
    except (TypeError, ValueError):
        raise _foreign() from None
    return wanted


def _limit(request: HttpRequest, errors: dict[str, str]) -> int:
    text = request.GET.get("limit", "") or str(USUAL)
    if is_whole(text, 3) and 1 <= int(text) <= MOST:
        return int(text)
    errors["limit"] = _("A whole number from 1 to %(most)s.") % {"most": MOST}
    return USUAL


def _cursor(request: HttpRequest, many: int, errors: dict[str, str]) -> list[Any]:
    text = request.GET.get("cursor", "")
    if not text:
        return []
    try:
        values = json.loads(base64.b64decode(text.encode("ascii"), altchars=b"-_", validate=True))
    except (UnicodeError, binascii.Error, ValueError, RecursionError):
        values = None
    plain = isinstance(values, list) and len(values) == many
    if plain and all(value is None or isinstance(value, str | int | float) for value in values):
        return list(values)
    errors["cursor"] = str(_foreign().errors["cursor"])
    return []


def _foreign() -> Problem:
    why = _("This cursor is of no such list. Begin again without it.")
    return Problem(400, _("Some words of this address cannot be read."), {"cursor": why})


def _address(request: HttpRequest, values: list[Any]) -> str:
    words = request.GET.copy()
    words["cursor"] = base64.b64encode(json.dumps(values).encode(), altchars=b"-_").decode()
    return f"{settings.BASE_URL}{request.path}?{words.urlencode()}"
