"""Places as lines of a list, each with how much is there, in the order in which a reader looks for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from groundswell.core import continents, countries, gazetteer, places
from groundswell.core.models import Action
from groundswell.core.places import Amount, CountryLine, TownLine
from groundswell.lib.clock import now
from groundswell.lib.text import fold, fold_many
from groundswell.web.templatetags.words import figure

TOWNS_ON_A_PAGE = 150
FEWEST = 2  # towns under a region, taken together; else they are one list


@dataclass(frozen=True)
class Line:
    """A name that leads on, and how much is behind it."""

    name: str
    url: str
    note: str


@dataclass(frozen=True)
class Section:
    """Lines under the name of a continent, or of a region."""

    title: str
    anchor: str
    lines: list[Line]


def name_of(code: str) -> str:
    return countries.name(code, get_language() or "en")


def crumbs(*steps: tuple[str, str], root: tuple[str, str] | None = None) -> list[dict[str, str]]:
    first = root or (_("By place"), reverse("places"))
    return [{"label": label, "url": url} for label, url in (first, *steps) if label]


def crumbs_of(action: Action) -> list[dict[str, str]]:
    """Where it is, from the world down to its town."""
    if action.online or action.country not in countries.CODES:
        return []
    town = gazetteer.town(action.town) if action.town else None
    land = (name_of(action.country), reverse("country", args=[action.country.lower()]))
    if not town:
        return crumbs(land)
    return crumbs(land, (gazetteer.name_for(town, get_language() or "en"), places.address(town)))


def note(amount: Amount) -> str:
    """In a list: what is still to come, and all there is where that is more."""
    every = ngettext("%(number)s in all", "%(number)s in all", amount.actions) % {"number": figure(amount.actions)}
    if not amount.ahead:
        return every
    coming = ngettext("%(number)s to come", "%(number)s to come", amount.ahead) % {"number": figure(amount.ahead)}
    return coming if amount.ahead == amount.actions else _(", ").join((coming, every))


def tally(amount: Amount, to: str, **counted: int) -> list[dict[str, str]]:
    """`to` is the list of all of it; countries and towns are counted by what stands below on the page."""
    words = {"countries": ngettext("country", "countries", counted.get("countries", 0))}
    words |= {"towns": ngettext("town", "towns", counted.get("towns", 0))}
    since = f"{to}{'&' if '?' in to else '?'}from={now().date().isoformat()}"
    lines = [
        (ngettext("action to come", "actions to come", amount.ahead), amount.ahead, since),
        (ngettext("action in all", "actions in all", amount.actions), amount.actions, to),
        *((words[word], many, f"#{word}") for word, many in counted.items()),
    ]
    return [{"label": text, "value": figure(many), "url": url if many else "", "note": ""} for text, many, url in lines]


def add_up(lines: Iterable[CountryLine | TownLine], *more: Amount) -> Amount:
    amounts = [*(line.amount for line in lines), *more]
    return Amount(sum(each.actions for each in amounts), sum(each.ahead for each in amounts))


def by_continent(lines: Iterable[CountryLine], to: Callable[[str], str]) -> list[Section]:
    """In the order in which a reader of the language looks for them."""
    found: dict[str, list[Line]] = {}
    for each in lines:
        if each.country in countries.CODES:
            line = Line(name_of(each.country), to(each.country), note(each.amount))
            found.setdefault(continents.OF[each.country], []).append(line)
    sections = [Section(str(continents.NAMES[name]), name, _by_name(each)) for name, each in found.items()]
    return sorted(sections, key=lambda section: fold(section.title))


def _by_name(lines: list[Line]) -> list[Line]:
    names = fold_many(each.name for each in lines)
    return [line for _name, line in sorted(zip(names, lines, strict=True), key=lambda pair: pair[0])]


def regions_of(lines: Iterable[TownLine]) -> dict[str, str]:
    """The regions by the word of their address; empty where nearly every town would have one to itself."""
    found = {word_of(line.region): line.region for line in lines if word_of(line.region)}
    return found if 1 < len(found) <= sum(1 for line in lines if line.region) / FEWEST else {}


def word_of(region: str) -> str:
    return slugify(fold(region), allow_unicode=True)


def in_region(lines: Iterable[TownLine], region: str) -> list[TownLine]:
    return [each for each in lines if not region or word_of(each.region) == region]


def region_lines(country: str, lines: Sequence[TownLine], regions: dict[str, str]) -> list[Line]:
    """Where the towns of a country do not fit on one page, its regions lead to theirs."""
    if len(lines) <= TOWNS_ON_A_PAGE:
        return []
    amounts: dict[str, list[TownLine]] = {}
    for line in lines:
        amounts.setdefault(word_of(line.region), []).append(line)
    found = [
        Line(name, reverse("region", args=[country.lower(), word]), note(add_up(amounts[word])))
        for word, name in regions.items()
    ]
    return sorted(found, key=lambda line: fold(line.name))


def page_of(lines: Sequence[TownLine], regions: dict[str, str], number: str | None) -> Page[tuple[TownLine, str]]:
    """By region, where there are some, then by name as the reader knows it."""
    names = gazetteer.names_for((line.town for line in lines if line.town), get_language() or "en")
    named = [(line, names[line.town.id] if line.town else line.name) for line in lines]
    under = fold_many(line.region if regions else "" for line in lines)
    folded = fold_many(name for _line, name in named)
    keys = [(bool(regions) and not region, region, name) for region, name in zip(under, folded, strict=True)]
    ordered = [pair for _key, pair in sorted(zip(keys, named, strict=True), key=lambda each: each[0])]
    return Paginator(ordered, TOWNS_ON_A_PAGE).get_page(number)


def sections(
    named: Iterable[tuple[TownLine, str]], regions: dict[str, str], to: Callable[[TownLine], str]
) -> list[Section]:
    found: dict[str, Section] = {}
    for line, name in named:
        region = line.region if regions else ""
        found.setdefault(fold(region), Section(region, "", [])).lines.append(Line(name, to(line), note(line.amount)))
    return list(found.values())


def in_list(to: str, country: str, line: TownLine) -> str:
    """A town in free words is found by them."""
    words = {"town": line.number} if line.number is not None else {"country": country, "q": line.name}
    return f"{to}?{urlencode(words)}"


def online_line(amount: Amount, to: str) -> Line | None:
    return Line(_("Online"), f"{to}?place=online", note(amount)) if amount.actions else None


def unplaced_line(amount: Amount, to: str) -> Line | None:
    return Line(_("No town told"), to, note(amount)) if amount.actions else None
