from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groundswell.core import alliances, countries, endorsers, numbers
from groundswell.core.endorsers import Counts, OrganisationFilter, Step
from groundswell.core.errors import Refused
from groundswell.core.models import Call, Endorsement, Fact, Organisation
from groundswell.core.models.endorsement import ASKED
from groundswell.core.wording import worded
from groundswell.lib import steps
from groundswell.lib.clock import now
from groundswell.lib.framing import iframe
from groundswell.lib.limits import TooOften
from groundswell.lib.text import clean, fold
from groundswell.web.access import call_seen
from groundswell.web.brake import brake, brake_mail, later, too_many_letters
from groundswell.web.forms.endorsing import EndorseCallForm
from groundswell.web.framed import framed
from groundswell.web.organisations import ON_A_PAGE, narrowing

MOST_WITHDRAWN = 40  # on the page; the table has all
MOST_EMBEDDED = 2000
KNOWN = ("kind", "country", "town")  # what a link to the form may bring along
FRAME_HEIGHT = 480  # pixels


@require_safe
def index(request: HttpRequest, slug: str) -> HttpResponse:
    call = call_seen(request, slug)
    wanted = OrganisationFilter.read(dict(request.GET.lists()))
    counts, through = endorsers.counts(call), endorsers.counts_through(call)
    lines = _lines(call, wanted)
    growth = endorsers.growth(call)
    withdrawn = list(endorsers.withdrawn(call)[: MOST_WITHDRAWN + 1])
    words = {
        "call": worded(call),
        "total": counts.total,
        "through": through.total,
        "own_url": "?" + wanted.words(page=1, letter="", support=""),
        "members_url": "?" + wanted.words(page=1, letter="", support=endorsers.MEMBER),
        "by_country": _by_country(counts, through),
        "through_parts": numbers.of_call(call).through_parts,
        "page": lines.page,
        "lines": lines.text,
        "growth": Growth(growth, now().date()) if len(growth) > 1 else None,
        "withdrawn": withdrawn[:MOST_WITHDRAWN],
        "more_withdrawn": len(withdrawn) > MOST_WITHDRAWN,
        "snippet": _snippet(call),
        "here_whole": settings.BASE_URL + request.path,
        "section": "calls",
    }
    narrowed = narrowing(wanted, through if wanted.support == endorsers.MEMBER else counts)
    return render(request, "web/endorsements/index.html", words | narrowed)


def _by_country(counts: Counts, through: Counts) -> list[tuple[str, str, int, int]]:
    """Code, name, how many endorse themselves, and how many more as members of alliances."""
    own, members = dict(counts.countries), dict(through.countries)
    language = get_language() or "en"
    codes = {code for code in (*own, *members) if code}
    rows = [(code, countries.name(code, language), own.get(code, 0), members.get(code, 0)) for code in codes]
    return sorted(rows, key=lambda row: fold(row[1]))


@dataclass(frozen=True)
class Lines:
    """One page of the list, as it is read."""

    page: Page  # type: ignore[type-arg]
    text: str


def _lines(call: Call, wanted: OrganisationFilter) -> Lines:
    """Written once for each fact, not once for each reader; not what was searched for, which has no end."""
    if wanted.q:
        return _written(call, wanted)
    key = ("lines of endorsers", call.pk, get_language(), wanted.words())
    return numbers.remembered(key, call, lambda: _written(call, wanted))


def _written(call: Call, wanted: OrganisationFilter) -> Lines:
    listed = Organisation.objects.through(call) if wanted.support == endorsers.MEMBER else _endorsing(call)
    page = Paginator(wanted.rows(listed), ON_A_PAGE).get_page(wanted.page)
    rows = list(page)
    _set_beside(call, wanted, rows)
    text = render_to_string("web/organisations/lines.html", {"page": rows, "dated": True}) if rows else ""
    return Lines(Paginator(range(page.paginator.count), ON_A_PAGE).get_page(wanted.page), text)


def _endorsing(call: Call) -> QuerySet[Organisation]:
    return Organisation.objects.endorsing(call)


def _set_beside(call: Call, wanted: OrganisationFilter, rows: Sequence[Any]) -> None:
    """Beside an alliance the members that it speaks for; beside a member the alliances that speak for it."""
    if wanted.support == endorsers.MEMBER:
        named = alliances.named_by(call, [each.pk for each in rows])
        for each in rows:
            each.through = named.get(each.pk, [])
    else:
        spoken = alliances.speaking(rows)
        for each in rows:
            each.spoken = spoken.get(each.pk)


def _snippet(call: Call) -> str:
    """What somebody pastes into a page of theirs; shown as text, so it is escaped once more there."""
    address = settings.BASE_URL + reverse("call-organisations-embed", args=[call.slug])
    return iframe(address, worded(call).title, height=FRAME_HEIGHT)


@dataclass(frozen=True)
class Growth:
    """How many stood behind it, day after day, as a line and as its table."""

    steps: tuple[Step, ...]
    today: date

    @property
    def path(self) -> str:
        return steps.path([(step.day, step.standing) for step in self.steps], max(self.today, self.steps[-1].day))

    @property
    def box(self) -> str:
        return f"0 0 {steps.WIDTH} {steps.HEIGHT}"

    @property
    def first(self) -> Step:
        return self.steps[0]

    @property
    def last(self) -> Step:
        return self.steps[-1]

    @property
    def most(self) -> int:
        return max(step.standing for step in self.steps)


@require_safe
def embed(request: HttpRequest, slug: str) -> HttpResponse:
    """The names, for the pages of others."""
    call = call_seen(request, slug)
    wanted = OrganisationFilter.read(dict(request.GET.lists()))
    rows = list(wanted.rows(_endorsing(call))[:MOST_EMBEDDED])
    _set_beside(call, replace(wanted, support=""), rows)
    words = {
        "through": wanted.narrow(Organisation.objects.through(call)).count(),
        "call": worded(call),
        "organisations": rows,
    }
    return framed("web/endorsements/embed.html", words, public=call.public)


def endorse(request: HttpRequest, slug: str) -> HttpResponse:
    call = call_seen(request, slug)
    if request.method == "POST":
        form = EndorseCallForm(request.POST)
        try:
            if form.is_valid() and _asked(request, call, form):
                return redirect(reverse("proof") + "?sent=endorsement")
        except TooOften as often:
            form.add_error(None, _("That was too often. Try again in a few minutes."))
            return later(_page(request, call, form, 429), often)
    else:
        form = EndorseCallForm(initial={name: clean(request.GET[name])[:160] for name in KNOWN if name in request.GET})
    return _page(request, call, form, 422 if form.is_bound and form.errors else 200)


def _page(request: HttpRequest, call: Call, form: EndorseCallForm, status: int) -> HttpResponse:
    words = {"call": worded(call), "form": form, "section": "calls"}
    return render(request, "web/endorsements/endorse.html", words, status=status)


@transaction.atomic
def _asked(request: HttpRequest, call: Call, form: EndorseCallForm) -> bool:
    """True when it is asked, newly or because the same was sent a moment ago."""
    Fact.in_order()  # one at a time: a second tap, sent in the same moment, sees what the first one wrote
    data = dict(form.cleaned_data)
    address = data.pop("contact")
    if call.endorsements.asked_by(data["name"], address).filter(state=ASKED).exists():
        return True
    brake(request, "endorse", most=20, minutes=60)
    try:
        brake_mail(address)
        Endorsement.ask(call, address=address, language=get_language() or "en", **data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
    except TooOften:
        form.add_error("contact", too_many_letters())
    return not form.errors
