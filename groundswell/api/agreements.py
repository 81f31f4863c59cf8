"""Who signed the agreement of a call, as a table and as JSON with its versions. Neither has signatories or contacts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from groundswell.api import answers, kept, shapes, tables
from groundswell.api.organisations import SHAPES, version_of
from groundswell.api.problems import Problem
from groundswell.core import signers
from groundswell.core.models import Agreement, AgreementVersion


@shapes.public
def of_call(request: HttpRequest, slug: str, shape: str) -> HttpResponseBase:
    call = shapes.public_call(slug)
    agreement = Agreement.objects.select_related("call").filter(call=call).first()
    if shape not in SHAPES or not agreement or not agreement.newest:
        raise Problem(404, _("There is nothing at this address."))
    write = _csv_lines if shape == "csv" else _json_lines
    version = version_of(call)
    key = kept.Key.of(version, request.path, "", get_language() or "en") if version else None
    changed = version.changed if version else None
    return answers.answer(request, lambda: write(agreement), type=SHAPES[shape], key=key, changed=changed)


def _csv_lines(agreement: Agreement) -> Iterator[str]:
    yield tables.written([signers.COLUMNS])
    yield tables.written(
        [tables.cell("" if row[name] is None else row[name], isinstance(row[name], str)) for name in signers.COLUMNS]
        for row in signers.table(agreement)
    )


def _json_lines(agreement: Agreement) -> Iterator[str]:
    call = agreement.call
    about = {
        "call": call.slug,
        "title": call.title,
        "url": settings.BASE_URL + agreement.get_absolute_url(),
        "licence": settings.DATA_LICENCE,
        "versions": [_version(each) for each in agreement.versions.published().select_related("agreement__call")],
    }
    yield json.dumps(about, ensure_ascii=False)[:-1] + ', "signers": ['
    for number, row in enumerate(signers.table(agreement)):
        told = {name: value or None for name, value in row.items()}
        yield ("," if number else "") + "\n" + json.dumps(told, ensure_ascii=False)
    yield "\n]}\n"


def _version(version: AgreementVersion) -> dict[str, Any]:
    assert version.published_at
    return {
        "number": version.number,
        "url": settings.BASE_URL + version.get_absolute_url(),
        "published_on": version.published_at.date().isoformat(),
        "note": version.note or None,
    }
