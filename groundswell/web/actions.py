from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groundswell.core import counting, countries, kinds, numbers, permissions, places, reported, seldom
from groundswell.core.counting import Many
from groundswell.core.filter import ON_A_PAGE, STATES, ActionFilter
from groundswell.core.models import Action, Attendance, Call, Hosting, Organisation, Overlap
from groundswell.core.models.admission import MOST
from groundswell.core.models.exchange import writing_to
from groundswell.core.wording import worded
from groundswell.lib.clock import now
from groundswell.web import merged, near
from groundswell.web.access import action_named, call_seen, seen
from groundswell.web.attendance import COOKIE
from groundswell.web.cards import address_of_call, address_of_plain_card
from groundswell.web.near import Centre
from groundswell.web.overlaps import told
from groundswell.web.place_lines import crumbs_of
from groundswell.web.reported import reason_of
from groundswell.web.reported import shown as shown_reports
from groundswell.web.routes import way_of
from groundswell.web.series_shown import others
from groundswell.web.showing import Shown, shown
from groundswell.web.spelling import near_spelling
from groundswell.web.stories import whole_story
from groundswell.web.subscribing import of_action, of_list
from groundswell.web.templatetags.words import figure
from groundswell.web.town_field import WORD, TownField

RADII = (10, 25, 50, 100, 300, 1000)
UNKNOWN = {"near", WORD}  # a place that we do not know


class Counted(Paginator):  # type: ignore[type-arg]
    """Pages of a list that is counted only so far (core/counting.py). The last one is known where all were counted."""

    def __init__(self, wanted: ActionFilter, call: Call | None) -> None:
        # Near a place that we do not know there is nothing to show: all of it would look like an answer.
        unknown = bool(UNKNOWN & set(wanted.errors))
        self.wanted, self.call = wanted, call
        self.many = Many(0) if unknown else counting.many(wanted, call)
        super().__init__(wanted.rows().none() if unknown else self._rows(), ON_A_PAGE)

    @cached_property
    def count(self) -> int:
        """As far as was counted."""
        return self.many.number

    @property
    def told(self) -> str:
        return actions_text(self.many)

    def get_page(self, number: Any) -> Page[Action]:
        if self.many.beyond:
            return self._page_of_many(number)
        page = super().get_page(number)
        page.object_list = self._called(page.object_list)
        return page

    def _page_of_many(self, number: int) -> Page[Action]:
        """Whether there is a next one is seen from the rows: one more than it shows is asked for."""
        upto = number * ON_A_PAGE + 1
        rows = self._called(self.wanted.nearest(upto)[upto - ON_A_PAGE - 1 : upto])
        if not rows and number > self.num_pages:
            return self._page_of_many(self.num_pages)
        return Turned(rows[:ON_A_PAGE], number, self, more=len(rows) > ON_A_PAGE)

    def _called(self, rows: Iterable[Action]) -> list[Action]:
        """With their calls: the one in hand, and any others by a query of its own. Joined, no index would give the rows
        in their order, and all were sorted."""
        rows = list(rows)
        for action in rows:
            if self.call and action.call_id == self.call.pk:
                action.call = self.call
        prefetch_related_objects(rows, "call")
        return rows

    def _rows(self) -> QuerySet[Action]:
        return self.wanted.rows() if self.many.keys is None else self.wanted.rows_of(self.many.keys)


class Turned(Page[Action]):
    """One of nobody knows how many pages."""

    def __init__(self, rows: list[Action], number: int, counted: Counted, *, more: bool) -> None:
        super().__init__(rows, number, counted)
        self.more = more

    def has_next(self) -> bool:
        return self.more

    def next_page_number(self) -> int:
        return self.number + 1

    def previous_page_number(self) -> int:
        return self.number - 1


def actions_text(many: Many) -> str:
    if many.beyond:
        return _("More than %(number)s actions") % {"number": figure(many.number)}
    return ngettext("%(shown)s action", "%(shown)s actions", many.number) % {"shown": figure(many.number)}


@require_safe
def index(request: HttpRequest, slug: str = "") -> HttpResponse:
    call = call_seen(request, slug) if slug else None
    named = TownField.read(request.GET)
    wanted = ActionFilter.read(named.words(request.GET), call=call)
    if len(named.towns) == 1 and not wanted.errors:
        return redirect(f"{request.path}?{wanted.words(page=1)}")
    if named.error:
        wanted.errors[WORD] = named.error
    counted = Counted(wanted, call)
    page = counted.get_page(wanted.page)
    centre = Centre.of(wanted)
    actions = shown(page.object_list, centre)
    today = now().date()
    read = worded(call) if call else None
    words = {
        "call": read,
        "filter": wanted,
        "given": request.GET,
        "centre": centre,
        "others": near.others(wanted),
        "meant": near.did_you_mean(wanted, request.GET.get("near", "")[:120]) or named.meant(wanted),
        "namesakes": named.choices(wanted),
        "town_name": named.shown(wanted),
        "page": page,
        "actions": actions,
        "nothing": Nothing.near(wanted, centre, call) if centre and not actions else None,
        "query": wanted.words(page=1),
        "kinds": kinds.choices(kinds.ACTIONS),
        "ways": kinds.choices(kinds.PLACES),
        "access": kinds.choices(kinds.ACCESS),
        "countries": countries_of(call),
        "states": kinds.choices(kinds.STATES, STATES),
        "radii": sorted({*RADII, wanted.radius}),
        "today": today.isoformat(),
        "only_to_come": wanted.since == today and not wanted.until,
        "with_past": "?" + wanted.words(page=1, since=None),
        "near": near_spelling(wanted) if not counted.count else {},
        "subscription": of_list(call, wanted, counted.many, read.title if read else ""),
        **_here(request, wanted),
        "card": address_of_call(call) if call else address_of_plain_card(),
        "by_place": reverse("call-places", args=[call.slug]) if call else reverse("places"),
        "section": "calls" if call else "actions",
    }
    return render(request, "web/actions/index.html", words)


@dataclass(frozen=True)
class Nothing:
    """Nothing is near: what is further away, and how far to look for it."""

    actions: list[Shown]
    radius: int  # that takes in the nearest; 0 where none does that is offered
    wider: str
    register: str  # the address of the form, with the town in it; "" where nobody can
    online: str  # the address of those that one can join from anywhere, if there are any
    any_at_all: bool  # whether the call has any action

    @classmethod
    def near(cls, wanted: ActionFilter, centre: Centre, call: Call | None) -> Nothing:
        further = wanted.beyond()
        prefetch_related_objects(further, "call")
        reach = min((km for km in RADII if further and km >= further[0].distance), default=0)  # type: ignore[attr-defined]
        online = replace(wanted, near="", point=None, radius=50, place=("online",), sort="", page=1)
        return cls(
            shown(further, centre),
            reach,
            "?" + wanted.words(page=1, radius=reach) if reach else "",
            reverse("register", args=[call.slug]) + "?" + urlencode({"town": centre.typed})
            if call and call.open
            else "",
            "?" + online.words() if online.rows().exists() else "",
            bool(further) or ActionFilter(call=call.slug if call else "").rows().exists(),
        )


def countries_of(call: Call | None) -> list[tuple[str, str]]:
    """Those where something is, by name in the reader's language."""
    codes = numbers.remembered(("countries", call and call.pk), call, lambda: places.codes(call))
    return [pair for pair in countries.choices(get_language() or "en") if pair[0] in codes]


def _here(request: HttpRequest, wanted: ActionFilter) -> dict[str, str]:
    """The address of this list, always written in the same way."""
    query = wanted.words(page=1)
    here = request.path + (f"?{query}" if query else "")
    return {"here": here, "here_whole": settings.BASE_URL + here}


@require_safe
def show(request: HttpRequest, ref: str) -> HttpResponse:
    action = action_named(ref)
    if not (action and action.visible) and (response := merged.led_on(request, ref, COOKIE)):
        return response
    return render(request, "web/actions/show.html", words_of(request, seen(request, action)))


def words_of(request: HttpRequest, action: Action) -> dict[str, Any]:
    has = seldom.bring(action)
    prefetch_related_objects([action], "hostings")
    return {
        "action": Shown(action),
        "call": worded(action.call),
        "organisations": _hosts(action),
        "named_by_host": not hasattr(action, "imported"),
        "lesson": action.call.resources.lessons().filter(pk=action.lesson_id).first() if action.lesson_id else None,
        "others": others(action),
        "overlaps": told(action, Overlap.about(action).public()) if "overlaps" in has else [],
        "subscription": of_action(action),
        "here_whole": settings.BASE_URL + action.get_absolute_url(),
        "said": Attendance.number_of(action, request.COOKIES.get(COOKIE, "")) or merged.said(request, action),
        "numbers": range(1, MOST + 1),
        "reports": shown_reports(reported.of(action)),
        "withdrawn": [(each, reason_of(each)) for each in reported.withdrawn(action)] if action.started else [],
        **whole_story(action),
        "way": way_of(action) if "route" in has else None,
        "crumbs": crumbs_of(action),
        "near": urlencode({"near": f"{action.lat:g},{action.lon:g}"}) if action.lat is not None else "",
        "writing": writing_to(action),
        "works_here": permissions.may_decide(request.user, action),
        "section": "actions",
    }


def _hosts(action: Action) -> list[Hosting]:
    """In the words of whoever registered it; `meant` is the proven organisation that the name means here, or None."""
    hostings = list(action.hostings.all())
    found = list(Organisation.objects.named_by(action, hostings).order_by("-id")) if hostings else []
    linked, named = {each.pk: each for each in found}, {each.folded: each for each in found}
    for hosting in hostings:
        at = hosting.organisation_id
        hosting.meant = linked.get(at) if at else named.get(hosting.folded)  # type: ignore[attr-defined]
    return hostings
