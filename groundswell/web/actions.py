from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groundswell.core import countries, gazetteer, kinds, numbers, permissions
from groundswell.core.filter import ON_A_PAGE, STATES, ActionFilter
from groundswell.core.models import Action, Attendance, Call, Hosting, Imported, Organisation
from groundswell.core.models.admission import MOST
from groundswell.core.models.exchange import writing_to
from groundswell.core.wording import worded
from groundswell.lib.clock import now
from groundswell.web import merged, places
from groundswell.web.access import action_seen, call_seen
from groundswell.web.attendance import COOKIE
from groundswell.web.forms.registering import likely
from groundswell.web.routes import way_of
from groundswell.web.series_shown import others
from groundswell.web.showing import BESIDE_WITH_CALL, Shown, shown
from groundswell.web.stories import whole_story
from groundswell.web.town_field import WORD, TownField

RADII = (10, 25, 50, 100, 300, 1000)
UNKNOWN = {"near", WORD}  # a place that we do not know
TOWNS_NAMED = 5  # of one name


class Counted(Paginator):  # type: ignore[type-arg]
    """Pages whose rows are counted once for each fact, not once for each reader."""

    def __init__(self, wanted: ActionFilter, call: Call | None) -> None:
        self.wanted, self.call = wanted, call
        super().__init__(self._rows().prefetch_related(*BESIDE_WITH_CALL), ON_A_PAGE)

    def _rows(self) -> QuerySet[Action]:
        """Near a place that we do not know there is nothing to show: all of it would look like an answer."""
        rows = self.wanted.rows()
        return rows.none() if UNKNOWN & set(self.wanted.errors) else rows

    @property
    def count(self) -> int:
        # The minute is there because actions are over by and by, which some filters see.
        key = (
            "count",
            self.wanted.call,
            self.wanted.words(page=1, sort=""),
            f"{now():%H:%M}" if self.wanted.state else "",
            bool(UNKNOWN & set(self.wanted.errors)),
        )
        return numbers.remembered(key, self.call, lambda: self._rows().count())


@require_safe
def index(request: HttpRequest, slug: str = "") -> HttpResponse:
    call = call_seen(request, slug) if slug else None
    named = TownField.read(request.GET)
    wanted = ActionFilter.read(named.words(request.GET), call=call)
    if len(named.towns) == 1 and not wanted.errors:
        return redirect(f"{request.path}?{wanted.words(page=1)}")
    if named.error:
        wanted.errors[WORD] = named.error
    page = Counted(wanted, call).get_page(wanted.page)
    words = {
        "call": worded(call) if call else None,
        "filter": wanted,
        "given": request.GET,
        "around": _around(wanted),
        "namesakes": named.choices(wanted),
        "town_name": named.shown(wanted),
        "page": page,
        "actions": shown(page.object_list),
        "query": wanted.words(page=1),
        "kinds": kinds.choices(kinds.ACTIONS),
        "ways": kinds.choices(kinds.PLACES),
        "access": kinds.choices(kinds.ACCESS),
        "countries": _countries(call),
        "states": kinds.choices(kinds.STATES, STATES),
        "radii": sorted({*RADII, wanted.radius}),
        "wider": "?" + wanted.words(page=1, radius=300),
        "today": now().date().isoformat(),
        "shapes": _shapes(call, wanted),
        "section": "calls" if call else "actions",
    }
    return render(request, "web/actions/index.html", words)


def _around(wanted: ActionFilter) -> list[dict[str, str]]:
    """The town that "near" was taken for, then the others that it may mean."""
    if not wanted.point or not (town := gazetteer.meant(wanted.near)):
        return []
    others = [] if "," in wanted.near else [each for each in likely(wanted.near) if each.id != town.id]
    query = wanted.words(page=1, near="")
    return [
        {
            "label": places.label(each).replace(", ", _(", ")),
            "url": "?" + query + ("&" if query else "") + urlencode({"near": places.label(each)}),
        }
        for each in [town, *others][:TOWNS_NAMED]
    ]


def _countries(call: Call | None) -> list[tuple[str, str]]:
    """Those where something is, by name in the reader's language."""
    codes = numbers.remembered(("countries", call and call.pk), call, lambda: _codes(call))
    return [pair for pair in countries.choices(get_language() or "en") if pair[0] in codes]


def _codes(call: Call | None) -> set[str]:
    rows = Action.objects.visible().under(call) if call else Action.objects.visible()
    return set(rows.order_by().values_list("country", flat=True).distinct())


def _shapes(call: Call | None, wanted: ActionFilter) -> list[dict[str, str]]:
    query = wanted.words(page=1)
    addresses = []
    for shape in ("ics", "atom", "json", "geojson", "csv"):
        if call:
            address = reverse("call-actions-shape", args=[call.slug, shape])
        else:
            address = reverse("actions-shape", args=[shape])
        addresses.append({"shape": shape, "url": address + (f"?{query}" if query else "")})
    return addresses


@require_safe
def show(request: HttpRequest, ref: str) -> HttpResponse:
    if response := merged.led_on(request, ref, COOKIE):
        return response
    return render(request, "web/actions/show.html", words_of(request, action_seen(request, ref)))


def words_of(request: HttpRequest, action: Action) -> dict[str, Any]:
    return {
        "action": Shown(action),
        "call": worded(action.call),
        "organisations": _hosts(action),
        "named_by_host": not Imported.objects.filter(action=action).exists(),
        "lesson": action.call.resources.lessons().filter(pk=action.lesson_id).first() if action.lesson_id else None,
        "others": others(action),
        "said": Attendance.number_of(action, request.COOKIES.get(COOKIE, "")) or merged.said(request, action),
        "numbers": range(1, MOST + 1),
        "reports": action.reports.accepted().prefetch_related("estimates", "sources"),
        **whole_story(action),
        "way": way_of(action),
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
