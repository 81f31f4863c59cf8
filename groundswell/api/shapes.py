"""The shapes of lists of actions, of single actions and of the record: one query, many documents."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import wraps
from typing import Any, Concatenate

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.urls import register_converter, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from groundswell.api import answers, calendars, feeds, files, kept, maps, tables
from groundswell.api.about import About
from groundswell.api.files import version_of
from groundswell.api.problems import Problem
from groundswell.api.stretches import Map
from groundswell.core import convenors
from groundswell.core.filter import ON_A_PAGE, ActionFilter
from groundswell.core.models import Action, Call, Merge
from groundswell.core.models.call import PUBLIC
from groundswell.core.wording import worded

Write = Callable[[About, QuerySet[Action]], Iterator[str]]
Shaped = tuple[str, Write]  # the media type, and what writes it
View = Callable[Concatenate[HttpRequest, ...], HttpResponseBase]

CSV: Shaped = ("text/csv; charset=utf-8; header=present", lambda about, actions: tables.csv_lines(actions))
# For spreadsheets that otherwise take UTF-8 for something else: `?bom=1`.
CSV_MARKED: Shaped = (CSV[0], lambda about, actions: tables.csv_lines(actions, bom=True))
GEOJSON: Shaped = ("application/geo+json", maps.lines)
ACTIONS: dict[str, Shaped] = {
    "ics": ("text/calendar; charset=utf-8", calendars.lines),
    "atom": ("application/atom+xml; charset=utf-8", feeds.atom_lines),
    "json": ("application/feed+json", feeds.json_lines),
    "geojson": GEOJSON,
    "csv": CSV,
}
OF_ONE = ACTIONS | {"json": ("application/feed+json", feeds.json_lines_of_one)}
RECORD: dict[str, Shaped] = {
    "csv": CSV,
    "json": ("application/json", lambda about, actions: tables.json_lines(actions)),
    "jsonl": ("application/jsonl; charset=utf-8", lambda about, actions: tables.jsonl_lines(actions)),
    "geojson": GEOJSON,
}


class Shape:
    regex = "ics|atom|json|geojson|csv"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class RecordShape(Shape):
    regex = "|".join((Shape.regex, "jsonl", *files.SHAPES))


register_converter(Shape, "shape")
register_converter(RecordShape, "recordshape")


def public(view: View) -> View:
    """Read by anybody's program, from any site; what is wrong is told in its terms."""

    @wraps(view)
    def answer(request: HttpRequest, **words: Any) -> HttpResponseBase:
        try:
            if request.method not in ("GET", "HEAD"):
                raise Problem(405, _("This can only be read."))
            response = view(request, **words)
        except Problem as problem:
            response = problem.response()
        if response.status_code == 405:
            response.headers["Allow"] = "GET, HEAD"
        response.headers["Access-Control-Allow-Origin"] = "*"
        return response

    return answer


@public
def actions(request: HttpRequest, shape: str, slug: str = "") -> HttpResponseBase:
    call = public_call(slug) if slug else None
    page = reverse("call-actions", args=[slug]) if slug else reverse("actions")
    return _list(request, ACTIONS[shape], call, page)


@public
def record(request: HttpRequest, shape: str, slug: str = "") -> HttpResponseBase:
    if shape not in (*RECORD, *files.SHAPES):
        raise Problem(404, _("The record has no such shape."))
    call = public_call(slug) if slug else None
    if shape in files.SHAPES:
        return files.answer(request, shape, call)
    page = reverse("call-record", args=[slug]) if slug else reverse("record")
    return _list(request, RECORD[shape], call, page)


@public
def action(request: HttpRequest, ref: str, shape: str) -> HttpResponseBase:
    """The same documents with one entry: what reads a list reads an action."""
    if request.GET:
        raise unreadable({word: _("A single action has no filter.") for word in request.GET})
    found = public_actions().select_related("call").filter(ref=ref.lower()).first()
    if not found and (merged_into := Merge.leading_from(ref)):
        return HttpResponsePermanentRedirect(reverse("action-shape", args=[merged_into.ref, shape]))
    if not found:
        raise Problem(404, _("There is no action at this address."))
    version = kept.Version.current(found.call)
    about = _about(request, found.title, "", reverse("action", args=[found.ref]), "", version)
    return _document(request, OF_ONE[shape], about, public_actions().filter(pk=found.pk), version)


def _list(request: HttpRequest, shape: Shaped, call: Call | None, page: str) -> HttpResponseBase:
    marked = shape is CSV and request.GET.get("bom") == "1"
    shape = CSV_MARKED if marked else shape
    given = {word: values for word, values in request.GET.lists() if not (marked and word == "bom")}
    wanted = ActionFilter.read(given, call=call)
    if wanted.errors:
        raise unreadable(wanted.errors)
    every = wanted.rows(public_actions())
    paged = "page" in request.GET
    rows = every[(wanted.page - 1) * ON_A_PAGE : wanted.page * ON_A_PAGE] if paged else every
    version = version_of(wanted, call)
    title = _("Actions on %(name)s") % {"name": settings.INSTANCE_NAME}
    about = _about(request, title, "", page, words_of(request, wanted), version)

    def whole() -> About:
        told = _beside(about, wanted.page, every) if paged else about
        return _told_of(call, told) if call else told

    # A map has no order: only where a part of the list is asked for, or an order, must there be one. Nor is it known
    # which actions a fact of an organisation touches.
    if version and shape is GEOJSON and not (paged or wanted.sort or wanted.point or wanted.organisation):
        pieces = Map(whole, rows, _key(about, version), version, call).pieces
        return _document(request, shape, about, rows, version, whole, pieces)
    return _document(request, shape, about, rows, version, whole)


def _beside(about: About, page: int, every: QuerySet[Action]) -> About:
    """The pages before and after this one, of one list (RFC 5005)."""
    feed = re.sub(r"[?&]page=\d+$", "", about.address)
    join = "&" if "?" in feed else "?"
    more = every[page * ON_A_PAGE : page * ON_A_PAGE + 1].exists()
    return replace(
        about,
        feed=feed,
        previous=f"{feed}{join}page={page - 1}" if page > 1 else "",
        next=f"{feed}{join}page={page + 1}" if more else "",
    )


def _told_of(call: Call, about: About) -> About:
    """In the reader's words; asked for only where the document is not kept."""
    read = worded(call)
    return replace(about, title=read.title, summary=read.summary, convenors=tuple(convenors.of(call).names))


def _document(
    request: HttpRequest,
    shape: Shaped,
    about: About,
    rows: QuerySet[Action],
    version: kept.Version | None,
    whole: Callable[[], About] | None = None,
    pieces: answers.Pieces | None = None,
) -> HttpResponseBase:
    """`whole` is what the document says of itself, where that takes asking."""
    key = _key(about, version) if version else None
    type, write = shape

    def lines() -> Iterator[str]:
        return write(whole() if whole else about, rows)

    return answers.answer(request, lines, type=type, key=key, changed=about.changed, pieces=pieces)


def _key(about: About, version: kept.Version) -> kept.Key:
    return kept.Key.of(version, about.address, get_language() or "en")


def _about(
    request: HttpRequest, title: str, summary: str, page: str, words: str, version: kept.Version | None
) -> About:
    query = f"?{words}" if words else ""
    return About(
        title=title,
        summary=summary,
        page=settings.BASE_URL + page + query,
        address=settings.BASE_URL + request.path + query,
        changed=version.changed if version else None,
    )


def words_of(request: HttpRequest, wanted: ActionFilter) -> str:
    """What was asked, always written in the same way."""
    words = [
        wanted.words(page=1),
        f"page={wanted.page}" if "page" in request.GET else "",
        "bom=1" if request.GET.get("bom") else "",
    ]
    return "&".join(filter(None, words))


def public_call(slug: str) -> Call:
    call = Call.objects.public().filter(slug=slug).first()
    if not call:
        raise Problem(404, _("There is no call at this address."))
    return call


def public_actions() -> QuerySet[Action]:
    return Action.objects.visible().filter(call__stage__in=PUBLIC)


def unreadable(errors: dict[str, str]) -> Problem:
    return Problem(400, _("Some words of this address cannot be read."), errors)
