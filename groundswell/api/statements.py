"""The statements of a call as an Atom feed (RFC 4287) and as JSON, and each of them with who signed it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from groundswell.api import answers, kept
from groundswell.api.feeds import element, moment
from groundswell.api.problems import Problem
from groundswell.api.shapes import public, public_call, unreadable
from groundswell.core import signatories, threads
from groundswell.core.models import Call, Issuing, Organisation, Signature, Statement, StatementText
from groundswell.core.models.call import PUBLIC
from groundswell.core.wording import worded
from groundswell.lib.markdown import to_html
from groundswell.lib.text import CONTROLS, is_whole

MOST = 100
BESIDE = ("texts", "issuings__organisation")


@public
def atom(request: HttpRequest, slug: str) -> HttpResponseBase:
    call = public_call(slug)
    version = kept.Version.current(call)
    return _answer(request, version, lambda: _lines(call, list(_listed(call))), "application/atom+xml; charset=utf-8")


@public
def of_call(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The statements of a call without their texts."""
    call = public_call(slug)
    _only(request)
    return _answer(request, kept.Version.current(call), lambda: _list_json(call), "application/json")


@public
def one(request: HttpRequest, slug: str) -> HttpResponseBase:
    """A statement with all its texts, what it is to others, and who signed it, page by page."""
    rows = Statement.objects.public().select_related("call", "retraction").prefetch_related(*BESIDE, "corrections")
    statement = rows.filter(slug=slug, call__stage__in=PUBLIC).first()
    if not statement:
        raise Problem(404, _("There is nothing at this address."))
    number = _page_of(request)
    # Others of its thread may be of other calls, so any fact may change it.
    return _answer(
        request, kept.Version.current(None), lambda: _one_json(statement, number), "application/json", number
    )


def _answer(
    request: HttpRequest, version: kept.Version | None, write: answers.Lines, type: str, page: int = 1
) -> HttpResponseBase:
    key = kept.Key.of(version, request.path, str(page), get_language() or "en") if version else None
    return answers.answer(request, write, type=type, key=key, changed=version.changed if version else None)


def _only(request: HttpRequest, *known: str) -> None:
    """Nothing is left out silently."""
    if wrong := {word: _("There is no filter of this name.") for word in request.GET if word not in known}:
        raise unreadable(wrong)


def _page_of(request: HttpRequest) -> int:
    _only(request, "page")
    given = request.GET.get("page", "1")
    if not (is_whole(given, 6) and int(given)):
        raise unreadable({"page": _("Pages are numbered from 1.")})
    return int(given)


def _listed(call: Call) -> QuerySet[Statement]:
    rows = call.statements.public().newest_first().select_related("retraction", "call")
    return rows.prefetch_related(*BESIDE)[:MOST]


def _list_json(call: Call) -> Iterator[str]:
    about = {"call": call.slug, "title": call.title, "url": _link("call-statements", call)}
    yield json.dumps(about | {"statements": [_told(each) for each in _listed(call)]}, ensure_ascii=False)


def _told(statement: Statement) -> dict[str, Any]:
    withdrawn = statement.state == "withdrawn"
    return {
        "url": settings.BASE_URL + statement.get_absolute_url(),
        "call": statement.call.slug,
        "state": statement.state,
        "published_at": _moment(statement.published_at),
        "changed_at": _moment(statement.changed_at),
        "withdrawn_because": statement.retraction.because if withdrawn else None,
        "issued_by": [_issuer(issuing) for issuing in statement.issuings.all()],
        "titles": {text.language: text.title for text in statement.texts.all()},
        "language": statement.original.language,
        "open_for_signing": statement.signing,
    }


def _one_json(statement: Statement, number: int) -> Iterator[str]:
    found = signatories.page(statement, number)
    assert found.page is not None
    pages = found.page.paginator.num_pages
    signed = {
        "organisations": found.many,
        "people": found.people,
        "page": number,
        "pages": pages,
        "names": [*map(_signed, found.organisations), *({"name": name, "url": None} for name in found.names)]
        if number <= pages
        else [],
    }
    told = _told(statement) | {
        "texts": [_text(text) for text in statement.texts.all()],
        "corrections": [
            {"at": _moment(each.at), "language": each.language or None, "note": each.note}
            for each in statement.corrections.all()
        ],
        "thread": [_member(member) for member in threads.of(statement)],
        "signatures": signed,
    }
    yield json.dumps(told, ensure_ascii=False)


def _issuer(issuing: Issuing) -> dict[str, str | None]:
    return {"name": issuing.name, "url": _page_of_organisation(issuing.organisation)}


def _signed(signature: Signature) -> dict[str, str | None]:
    assert signature.organisation and signature.accepted_at
    signs = signature.organisation
    since = signature.accepted_at.date().isoformat()
    return {"name": signs.name, "url": _page_of_organisation(signs), "country": signs.country or None, "since": since}


def _page_of_organisation(organisation: Organisation | None) -> str | None:
    return settings.BASE_URL + organisation.get_absolute_url() if organisation else None


def _text(text: StatementText) -> dict[str, Any]:
    return {
        "language": text.language,
        "title": text.title,
        "markdown": text.body,
        "original": text.original,
        "translated_by": text.translated_by or None,
    }


def _member(member: threads.Member) -> dict[str, Any]:
    statement = member.statement
    return {
        "url": settings.BASE_URL + statement.get_absolute_url(),
        "title": statement.text_in(get_language() or "en").title,
        "published_at": _moment(statement.published_at),
        "says": [{"kind": said.kind, "of": settings.BASE_URL + said.other.get_absolute_url()} for said in member.says],
    }


def _moment(at: datetime | None) -> str | None:
    return moment(at) if at else None


def _lines(call: Call, statements: list[Statement]) -> Iterator[str]:
    address, page = (_link(name, call) for name in ("call-statements-atom", "call-statements"))
    newest = max((each.changed_at for each in statements), default=call.published_at or call.made_at)
    yield '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" '
    yield f"xml:lang={quoteattr(get_language() or 'en')}>\n"
    yield element("id", address)
    yield element("title", f"{_('Statements')} · {worded(call).title}")
    yield element("updated", moment(newest))
    yield f'<link rel="self" type="application/atom+xml" href={quoteattr(address)}/>\n'
    yield f'<link rel="alternate" type="text/html" href={quoteattr(page)}/>\n'
    yield f"<author>{element('name', settings.INSTANCE_NAME)}</author>\n"
    for statement in statements:
        yield from _entry(statement)
    yield "</feed>\n"


def _entry(statement: Statement) -> Iterator[str]:
    text, page = statement.text_in(get_language() or "en"), settings.BASE_URL + statement.get_absolute_url()
    withdrawn = statement.state == "withdrawn"
    yield f"<entry xml:lang={quoteattr(text.language)}>\n"
    # The same in every language of the feed.
    yield element("id", f"{settings.BASE_URL}/statements/{statement.slug}/")
    yield element("title", _("Withdrawn: %(title)s") % {"title": text.title} if withdrawn else text.title)
    yield element("updated", moment(statement.changed_at))
    yield element("published", moment(statement.published_at or statement.made_at))
    yield f'<link rel="alternate" type="text/html" href={quoteattr(page)}/>\n'
    for name in statement.issued_by:
        yield f"<author>{element('name', name)}</author>\n"
    if withdrawn:
        yield element("summary", statement.retraction.because)
    else:
        yield f'<content type="html">{escape(CONTROLS.sub("", to_html(text.body)))}</content>\n'
    yield "</entry>\n"


def _link(name: str, call: Call) -> str:
    return settings.BASE_URL + reverse(name, args=[call.slug])
