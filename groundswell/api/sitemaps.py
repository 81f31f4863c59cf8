"""What search engines read: every public page in every language, with when it last changed (sitemaps.org, 0.9).

An index names the parts; a part has the rows of one noun whose numbers are in one stretch, so that a page stays in its
part for life and each part changes with its own rows alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from django.conf import settings
from django.db.models import DateTimeField, F, Max, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from groundswell.api import answers, kept
from groundswell.api.feeds import moment
from groundswell.api.problems import Problem
from groundswell.api.shapes import public, public_actions
from groundswell.core import countries, gazetteer, numbers, places
from groundswell.core.filter import ActionFilter
from groundswell.core.models import Call, Fact, Organisation, Statement
from groundswell.core.models.call import PUBLIC

XML = "application/xml; charset=utf-8"
MOST_ADDRESSES = 50_000  # in one file, by the protocol
MOST_ROWS = 10_000  # so that a file stays well under the protocol's 50 MB
SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
ALONE = ("home", "calls", "actions", "places", "organisations", "record", "about", "privacy")
OF_A_CALL = ("call", "call-actions", "call-places", "call-organisations", "call-record", "call-statements")
# What is for those who have a code or sign in; and lists by words that anybody may make up, which have no end.
NOT_READ = ("/desk/", "/host/", "/proof/", "/answer/", "/demo/", "/actions/*/write/", "/actions/*/flag/")
NOT_ASKED = ("q", "near", "bbox", "radius", "sort", "from", "until", "access", "language", "state", "town_name")

Page = tuple[str, datetime | None]  # its address without a language, and when it changed


@dataclass(frozen=True)
class Noun:
    """`rows` gives rows with `changed`; `pages` the pages of one of them."""

    rows: Callable[[], QuerySet[Any]]
    names: tuple[str, ...]
    word: str

    @property
    def stretch(self) -> int:
        return min(MOST_ROWS, MOST_ADDRESSES // (len(settings.LANGUAGES) * len(self.names)))

    def parts(self) -> list[tuple[int, datetime | None]]:
        """The number of each part that has rows, and when one of them last changed."""
        numbered = self.rows().order_by().annotate(part=F("pk") / self.stretch)
        return list(numbered.values_list("part").annotate(last=Max("changed")).order_by("part"))

    def pages(self, part: int) -> Iterator[Page]:
        first = part * self.stretch
        rows = self.rows().filter(pk__gte=first, pk__lt=first + self.stretch).order_by("pk")
        for word, changed in rows.values_list(self.word, "changed").iterator():
            yield from ((reverse(name, args=[word]), changed) for name in self.names)


def _calls() -> QuerySet[Any]:
    seen = kept.seen_facts().filter(call=OuterRef("pk")).order_by("-id").values("at")[:1]
    return Call.objects.public().annotate(changed=Subquery(seen, output_field=DateTimeField()))


def _actions() -> QuerySet[Any]:
    return public_actions().annotate(changed=F("changed_at"))


def _organisations() -> QuerySet[Any]:
    facts = Fact.objects.filter(subject="organisation", subject_id=OuterRef("pk")).order_by("-id").values("at")[:1]
    return Organisation.objects.public().annotate(changed=Subquery(facts, output_field=DateTimeField()))


def _statements() -> QuerySet[Any]:
    return Statement.objects.public().filter(call__stage__in=PUBLIC).annotate(changed=F("changed_at"))


NOUNS = {
    "calls": Noun(_calls, OF_A_CALL, "slug"),
    "actions": Noun(_actions, ("action",), "ref"),
    "organisations": Noun(_organisations, ("organisation",), "slug"),
    "statements": Noun(_statements, ("statement",), "slug"),
}


@public
def index(request: HttpRequest) -> HttpResponseBase:
    return _document(request, _index)


@public
def part(request: HttpRequest, noun: str, number: int) -> HttpResponseBase:
    if noun == "pages" and number == 0:
        return _document(request, lambda: _urls(iter([(reverse(name), None) for name in ALONE])))
    if noun == "places" and number < len(_stretches(_places())):
        return _document(request, lambda: _urls(iter(_stretches(_places())[number])))
    if noun in NOUNS and number in dict(_parts(noun)):
        return _document(request, lambda: _urls(NOUNS[noun].pages(number)))
    raise Problem(404, _("There is no such part."))


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """For programs that go from link to link (RFC 9309)."""
    paths = [start + path for start in _prefixes().values() for path in NOT_READ]
    words = [f"/*{mark}{word}=" for word in NOT_ASKED for mark in "?&"]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in (*paths, *words))]
    lines += ["", f"Sitemap: {settings.BASE_URL}{reverse('sitemap')}", ""]
    response = HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


def _document(request: HttpRequest, lines: answers.Lines) -> HttpResponseBase:
    """Kept until the next fact of whatever sort, like every document."""
    version = kept.Version.last()
    key = kept.Key.of(version, request.path) if version else None
    return answers.answer(request, lines, type=XML, key=key, changed=version.changed if version else None)


def _index() -> Iterator[str]:
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex xmlns="{SPACE}">\n'
    yield _part("pages", 0, None)
    for noun in NOUNS:
        for number, changed in _parts(noun):
            yield _part(noun, number, changed)
    for number, pages in enumerate(_stretches(_places())):
        yield _part("places", number, max(filter(None, (changed for _path, changed in pages)), default=None))
    yield "</sitemapindex>\n"


def _part(noun: str, number: int, changed: datetime | None) -> str:
    address = settings.BASE_URL + reverse("sitemap-part", args=[noun, number])
    return f"<sitemap><loc>{escape(address)}</loc>{_lastmod(changed)}</sitemap>\n"


def _parts(noun: str) -> list[tuple[int, datetime | None]]:
    return numbers.remembered(("sitemap", noun), None, NOUNS[noun].parts)


def _urls(pages: Iterator[Page]) -> Iterator[str]:
    """A page in each language is an address of its own, and each names all of them."""
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{SPACE}" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
    prefixes = _prefixes()
    with override(settings.LANGUAGE_CODE):
        for path, changed in pages:
            addresses = {language: settings.BASE_URL + start + path for language, start in prefixes.items()}
            named = addresses | {"x-default": settings.BASE_URL + path}
            links = "".join(
                f'<xhtml:link rel="alternate" hreflang="{language}" href={quoteattr(address)}/>'
                for language, address in named.items()
            )
            for address in addresses.values():
                yield f"<url><loc>{escape(address)}</loc>{_lastmod(changed)}{links}</url>\n"
    yield "</urlset>\n"


def _lastmod(changed: datetime | None) -> str:
    return f"<lastmod>{moment(changed)}</lastmod>" if changed else ""


def _prefixes() -> dict[str, str]:
    """What stands before a path in each language."""
    return {code: "" if code == settings.LANGUAGE_CODE else f"/{code}" for code, _name in settings.LANGUAGES}


def _places() -> list[Page]:
    """Countries, then towns: those with something in them, for the page of another says that there is nothing."""
    return numbers.remembered(("sitemap", "places"), None, _found_places)


def _found_places() -> list[Page]:
    last = dict(_changed("town"))
    towns = gazetteer.many(town for town in last if town).values()
    lands = [(code.lower(), changed) for code, changed in _changed("country") if code in countries.CODES]
    with override(settings.LANGUAGE_CODE):
        found: list[Page] = [(reverse("country", args=[code]), changed) for code, changed in lands]
        return found + [(places.address(town), last[town.id]) for town in towns]


def _changed(by: str) -> list[tuple[Any, datetime]]:
    rows = ActionFilter().rows().order_by().values_list(by).annotate(changed=Max("changed_at"))
    return list(rows.order_by(by).values_list(by, "changed"))


def _stretches(pages: list[Page]) -> list[list[Page]]:
    most = min(MOST_ROWS, MOST_ADDRESSES // len(settings.LANGUAGES))
    return [pages[start : start + most] for start in range(0, len(pages), most)]
