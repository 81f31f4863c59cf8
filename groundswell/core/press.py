"""What a call tells the press: each number with how it was got and when, for all of it or for one country."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groundswell.core import endorsers, numbers, once, recorded
from groundswell.core.filter import ActionFilter
from groundswell.core.models import Action, Call, Organisation, PressContact
from groundswell.core.models.action_states import CANCELLED, STANDING
from groundswell.core.models.admission import coming_told
from groundswell.core.ranges import Total
from groundswell.lib.clock import now

KEPT = 60  # seconds: how many are coming writes no fact, and actions are over without one
ACTIONS, TOWNS, COUNTRIES, ORGANISATIONS = "actions", "towns", "countries", "organisations"
COMING, TURNOUT = "coming", "turnout"
ON_A_SHEET, NAMED = 5, 30


@dataclass(frozen=True)
class PressNumbers:
    actions: int
    cancelled: int
    towns: int
    countries: int
    organisations: int
    coming: int
    record: Total
    at: datetime


@dataclass(frozen=True)
class Figure:
    """A number as it may be printed. `low` and `high` differ where it is a range; both None: not known."""

    name: str
    label: str
    low: int | None
    high: int | None
    method: str


def wanted(call: Call, country: str = "") -> ActionFilter:
    return ActionFilter(call=call.slug, country=(country,) if country else ())


def numbers_of(call: Call, country: str = "") -> PressNumbers:
    part = int(now().timestamp() // KEPT)
    return numbers.remembered(("press", call.pk, country, part), call, lambda: _counted(call, country))


def _counted(call: Call, country: str) -> PressNumbers:
    rows = wanted(call, country).rows().order_by()
    places = list(rows.values_list("country", "town", "locality").annotate(many=Count("pk")))
    return PressNumbers(
        actions=sum(many for *_place, many in places),
        cancelled=rows.filter(state=CANCELLED).count(),
        towns=numbers.towns((country, town, locality) for country, town, locality, _many in places),
        countries=len({place[0] for place in places if place[0]}),
        organisations=organisations(call, country).count(),
        coming=rows.filter(state__in=STANDING).aggregate(coming=Sum(coming_told()))["coming"] or 0,
        record=recorded.total(call, wanted(call, country)),
        at=now(),
    )


def figures(told: PressNumbers, country: str = "") -> list[Figure]:
    """In words of the reader's language."""
    found = [
        Figure(ACTIONS, ngettext("action", "actions", told.actions), told.actions, told.actions, _of_actions(told)),
        Figure(TOWNS, ngettext("town", "towns", told.towns), told.towns, told.towns,
               _("The places of these actions, each town once. What takes place online has none.")),
        Figure(COUNTRIES, ngettext("country", "countries", told.countries), told.countries, told.countries,
               _("The countries of these actions, each once.")),
        Figure(ORGANISATIONS, ngettext("organisation behind it", "organisations behind it", told.organisations),
               told.organisations, told.organisations,
               _("They endorsed the call by a proven mail address, and its convenors accepted them. Whoever withdrew is"
                 " not counted.")),
        Figure(COMING, ngettext("person has said “I am coming”", "people have said “I am coming”", told.coming),
               told.coming, told.coming,
               _("Said on the pages of actions that are not cancelled, once by each browser, without a name; some"
                 " hosts have it rounded down to tens. It is no forecast.")),
        Figure(TURNOUT, _("people took part, as reported"), told.record.low, told.record.high,
               _of_turnout(told.record)),
    ]  # fmt: skip
    return [figure for figure in found if not (country and figure.name == COUNTRIES)]


def _of_actions(told: PressNumbers) -> str:
    told_first = _("All public actions of this call, as those who hold them registered them.")
    if not told.cancelled:
        return told_first
    cancelled = ngettext("%(many)s of them is cancelled.", "%(many)s of them are cancelled.", told.cancelled)
    return f"{told_first} {cancelled % {'many': told.cancelled}}"


def _of_turnout(record: Total) -> str:
    if not record.happened:
        return _("Nothing has taken place yet.")
    if not record.known:
        return _("Nobody has counted yet.")
    return _(
        "The lowest and the highest figures of reports with their sources, added up. Somebody counted at %(known)s of"
        " the %(happened)s actions that took place; what nobody counted is left out, and not taken for nought."
    ) % {"known": record.known, "happened": record.happened}


def organisations(call: Call, country: str = "") -> QuerySet[Organisation]:
    standing = Organisation.objects.endorsing(call)
    return standing.filter(country=country) if country else standing


@dataclass(frozen=True)
class CountryRow:
    country: str
    actions: int
    organisations: int


def countries_of(call: Call) -> list[CountryRow]:
    """Those with an action or an organisation; the most actions first."""
    return numbers.remembered(("press countries", call.pk), call, lambda: _countries(call))


def _countries(call: Call) -> list[CountryRow]:
    acted = dict(wanted(call).rows().order_by().values_list("country").annotate(many=Count("pk")))
    behind = dict(endorsers.counts(call).countries)
    rows = [CountryRow(code, acted.get(code, 0), behind.get(code, 0)) for code in {*acted, *behind} if code]
    return sorted(rows, key=lambda row: (-row.actions, -row.organisations, row.country))


def next_actions(call: Call, country: str) -> QuerySet[Action]:
    coming = wanted(call, country).rows().filter(state__in=STANDING, over__gte=now())
    return coming[:ON_A_SHEET]


def largest(call: Call, country: str) -> list[Action]:
    """Where somebody counted the most."""
    return once.told(numbers.most_reported(wanted(call, country), ON_A_SHEET))


def contacts_for(call: Call, country: str) -> list[PressContact]:
    """Those of the country; where there is none, those for wherever nobody else is named."""
    published = list(call.press_contacts.published().filter(country__in=("", country)))
    return [each for each in published if each.country] or published


def by_country(contacts: Iterable[PressContact]) -> dict[str, list[PressContact]]:
    heaps: dict[str, list[PressContact]] = {}
    for contact in contacts:
        heaps.setdefault(contact.country, []).append(contact)
    return heaps
