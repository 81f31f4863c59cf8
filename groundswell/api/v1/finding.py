"""What every noun's module needs: the call that is asked for, absolute addresses, one row or 404."""

from __future__ import annotations

from typing import TypeVar

from django.conf import settings
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from groundswell.api.problems import Problem

M = TypeVar("M", bound=Model)


def one(rows: QuerySet[M], **words: object) -> M:
    found = rows.filter(**words).first()
    if not found:
        raise Problem(404, _("There is nothing at this address."))
    return found


def absolute(path: str) -> str:
    return settings.BASE_URL + path if path.startswith("/") else path
