"""One field for everything public; what it finds, by noun."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groundswell.core import finding
from groundswell.core.finding import Found, Group, Hit, Place
from groundswell.core.places import address as town_address
from groundswell.lib import marking
from groundswell.lib.limits import TooOften
from groundswell.web.brake import brake, later, try_again
from groundswell.web.days import days_text
from groundswell.web.showing import BESIDE, Shown
from groundswell.web.statements import Read
from groundswell.web.templatetags.words import figure

MOST, MINUTES = 60, 1  # searches from one address
KEPT = "public, max-age=86400"


@dataclass
class Line:
    """One thing found, in the words of the reader."""

    hit: Hit
    words: Sequence[str]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.hit, name)

    @property
    def marked(self) -> SafeString:
        return mark(self.hit.title, self.words)

    @property
    def marked_passage(self) -> SafeString:
        return mark(self.hit.passage, self.words)

    @property
    def marked_place(self) -> SafeString:
        return mark(self.action.place_text, self.words)

    @cached_property
    def action(self) -> Shown:
        return Shown(self.hit.row)

    @cached_property
    def statement(self) -> Read:
        return Read(self.hit.row)

    @property
    def when_text(self) -> str:
        return days_text(self.hit.row)

    @property
    def url(self) -> str:
        row = self.hit.row
        return place_url(row) if isinstance(row, Place) else str(row.get_absolute_url())


@dataclass
class Section:
    group: Group
    found: Found

    @property
    def noun(self) -> str:
        return self.group.noun

    @property
    def lines(self) -> list[Line]:
        return [Line(hit, self.found.words) for hit in self.group.hits]

    @property
    def title(self) -> str:
        return {
            "calls": _("Calls"),
            "places": pgettext("in a search", "Places"),
            "actions": _("Actions"),
            "organisations": _("Organisations"),
            "statements": _("Statements"),
            "resources": _("Toolkit"),
        }[self.noun]

    @property
    def many(self) -> str:
        if self.group.beyond:
            return _("more than %(number)s") % {"number": figure(finding.COUNTED)}
        return figure(self.group.total)

    @property
    def all_url(self) -> str:
        """Where the whole list is, with the same words; nothing where all stand here, or there is no such list."""
        if self.noun not in ("actions", "organisations") or self.group.total <= len(self.group.hits):
            return ""
        return f"{reverse(self.noun)}?{urlencode({'q': self.found.used})}"

    @property
    def all_text(self) -> str:
        number, shown = self.group.total, {"number": self.many}
        if self.noun == "organisations":
            return ngettext("All %(number)s organisations", "All %(number)s organisations", number) % shown
        return ngettext("All %(number)s actions", "All %(number)s actions", number) % shown


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("q", "").replace("\x00", " ").strip()
    if len(asked) > finding.LONGEST:
        return _page(request, {"asked": asked[: finding.LONGEST], "error": _("At most 200 characters.")})
    if not asked:
        return _page(request, {"asked": "", "examples": finding.examples()})
    try:
        brake(request, "search", most=MOST, minutes=MINUTES)
    except TooOften as often:
        response = _page(request, {"asked": asked, "error": try_again(often)}, status=429)
        return later(response, often)
    found = finding.find(asked, exact="exact" in request.GET)
    if not found.words:
        return _page(request, {"asked": asked, "error": _("There is nothing to look for in this.")})
    return _page(request, {"asked": asked} | _told(found))


def _page(request: HttpRequest, words: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, "web/search/index.html", words | {"section": "search"}, status=status)


def _told(found: Found) -> dict[str, Any]:
    shown = [hit.row for group in found.groups if group.noun == "actions" for hit in group.hits]
    prefetch_related_objects(shown, *BESIDE)
    return {
        "found": found,
        "sections": [Section(group, found) for group in found.groups],
        "exactly": "?" + urlencode({"q": found.asked, "exact": "1"}) if found.instead else "",
        "fewer": [(word, "?" + urlencode({"q": word})) for word in found.fewer],
    }


def mark(text: str, words: Sequence[str]) -> SafeString:
    """The text, with the words marked where they stand in it."""
    found = [(format_html("<mark>{}</mark>" if hit else "{}", piece),) for piece, hit in marking.pieces(text, words)]
    return format_html_join("", "{}", found)


def place_url(place: Place) -> str:
    return town_address(place.town) if place.town else reverse("country", args=[place.country.lower()])


@require_safe
def description(request: HttpRequest) -> HttpResponse:
    """For browsers, so that the site can be searched from their address bar (OpenSearch 1.1)."""
    words = {
        "pattern": f"{settings.BASE_URL}{reverse('search')}?q={{searchTerms}}",
        "mark": settings.BASE_URL + static("web/mark.svg"),
        "language": get_language() or "en",
    }
    kind = "application/opensearchdescription+xml"
    response = render(request, "web/search/opensearch.xml", words, content_type=kind)
    response.headers["Cache-Control"] = KEPT
    return response
