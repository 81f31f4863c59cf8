"""What a few words find among everything public: calls, places, actions, organisations, statements, the toolkit.

The same on both databases: each is asked only which rows have the words (core/search.py); how well they fit is reckoned
here, over a bounded number of rows. What is to come stands before what is over; a title that is the words, or has them,
before a text that has them; whole words before the inside of words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import get_language

from groundswell.core import countries, gazetteer, search, spelling
from groundswell.core.filter import ActionFilter
from groundswell.core.models import Action, Call, Organisation, Resource, Statement
from groundswell.core.models.action_states import STANDING, VISIBLE
from groundswell.core.wording import Wording
from groundswell.lib import marking
from groundswell.lib.clock import now
from groundswell.lib.markdown import to_text
from groundswell.lib.text import fold, fold_many

LONGEST = 200  # characters, as in every list
SHOWN = 8
COUNTED = 1000  # of more it is only said that there are more
WEIGHED = 200  # actions to come, and as many that are over: the nearest in time
FEW_ENOUGH = 3000  # actions that have the words: they are asked for by number
COMING, OVER = "coming", "over"
ORDERS = {COMING: ("day", "starts", "id"), OVER: ("-day", "-starts", "-id")}
STRIDES = (0, 400, 2_000, 6_000, 12_000)  # through the actions of one state, in order
PLACES = 5
BEGINNING = 3  # letters, from which on a town is found by how its name begins
NOUNS = ("calls", "places", "actions", "organisations", "statements", "resources")
Rank = int
Weighable = tuple[date, datetime, int, str, str]  # day, start, number, title, folded text


@dataclass(frozen=True)
class Hit:
    row: Any
    title: str  # in the reader's language, where there is one; then it is `Words`, and knows which
    passage: str = ""  # of its text, around the words, where the title has not all of them
    language: str = ""  # of the passage, where it is known


@dataclass(frozen=True)
class Place:
    """A town, or a country where `town` is none."""

    name: str
    within: tuple[str, ...]  # region and country
    country: str
    town: gazetteer.Town | None
    actions: int  # up to COUNTED + 1


@dataclass(frozen=True)
class Group:
    noun: str
    hits: Sequence[Hit]
    total: int

    @property
    def beyond(self) -> bool:
        """Whether there are more than were counted."""
        return self.total > COUNTED


@dataclass(frozen=True)
class Found:
    asked: str
    words: tuple[str, ...]  # folded: what was looked for, which is not what was asked where that is nowhere
    groups: tuple[Group, ...] = ()
    instead: bool = False
    fewer: tuple[str, ...] = field(default=(), compare=False)  # of the words, those that find something alone

    @property
    def used(self) -> str:
        return " ".join(self.words)


def find(asked: str, *, exact: bool = False) -> Found:
    """`exact`: nothing near is taken for a word that is nowhere."""
    words = search.words_of(asked)
    groups = _groups(asked, words)
    if not words or _some_text(groups) or gazetteer.best(asked):
        return Found(asked, tuple(words), groups)
    there = [word for word in words if spelling.anywhere(word)]
    if not exact and (near := spelling.meant(words, there, _finds)):
        return Found(asked, tuple(near), _groups(" ".join(near), near), instead=True)
    return Found(asked, tuple(words), groups, fewer=tuple(there) if len(words) > 1 else ())


def _finds(words: list[str]) -> bool:
    numbers = search.having(words, FEW_ENOUGH)
    actions = numbers is None or (bool(numbers) and _of(numbers).exists())
    return actions or any(few(words).exists() for few in search.FEW.values())


def _some_text(groups: Iterable[Group]) -> bool:
    return any(group.noun != "places" for group in groups)


def _groups(asked: str, words: list[str]) -> tuple[Group, ...]:
    found = (_FINDERS[noun](asked, words) for noun in NOUNS) if words else ()
    return tuple(group for group in found if group.hits)


def rank(title: str, text: str, words: Sequence[str]) -> Rank:
    """How well folded texts fit the words that are in them, the best 0."""
    whole_title, whole_text = f" {title} ", f" {text} "
    if title == " ".join(words):
        return 0
    if f" {' '.join(words)} " in whole_title:
        return 1
    if all(f" {word} " in whole_title for word in words):
        return 2
    if all(word in title for word in words):
        return 3
    return 4 if all(f" {word} " in whole_text or f" {word} " in whole_title for word in words) else 5


def _actions(asked: str, words: list[str]) -> Group:
    numbers = search.having(words, FEW_ENOUGH)
    found = list[int]()
    for time in (COMING, OVER):
        if len(found) < SHOWN:
            nearest = _walked(time, words) if numbers is None else _some(_of(numbers), time)
            found += _weighed(nearest, words)[: SHOWN - len(found)]
    total = _total(numbers, words) if len(found) == SHOWN else len(found)
    by_key = Action.objects.select_related("call").prefetch_related("hostings").in_bulk(found)
    return Group("actions", [_action(by_key[key], words) for key in found], total)


def _total(numbers: Sequence[int] | None, words: Sequence[str]) -> int:
    """Of very many, those alone that the index names first may be enough to know that there are more."""
    some = search.first(words, 2 * COUNTED) if numbers is None else numbers
    total = _of(some).order_by()[: COUNTED + 1].count()
    if numbers is not None or total > COUNTED:
        return total
    return search.inside(ActionFilter().rows(), words).order_by()[: COUNTED + 1].count()


def _of(numbers: Sequence[int]) -> QuerySet[Action]:
    return ActionFilter().rows(Action.objects.visible().filter(pk__in=numbers))


def _some(rows: QuerySet[Action], time: str) -> list[Weighable]:
    """Of those to come, the first; of those that are over or called off, the last."""
    ahead = Q(state__in=STANDING, over__gte=now())
    rows = rows.filter(ahead) if time == COMING else rows.exclude(ahead)
    return list(
        rows.order_by(*ORDERS[time]).values_list("day", "starts", "pk", "title", "searchtext__folded")[:WEIGHED]
    )


def _walked(time: str, words: Sequence[str]) -> list[Weighable]:
    """The same of what very many actions have: through the nearest of each state, until there are enough.

    An index has them in order, so the many behind them are not looked at.
    """
    found = [row for state in (STANDING if time == COMING else VISIBLE) for row in _of_state(state, time, words)]
    return sorted(found, key=lambda row: row[:3], reverse=time == OVER)[:WEIGHED]


def _of_state(state: str, time: str, words: Sequence[str]) -> list[Weighable]:
    """By when they are over, as an index has them by state: of a state that few or none have, there is then no more to
    look at than that."""
    rows = Action.objects.filter(state=state).order_by("over" if time == COMING else "-over")
    if time == COMING:
        rows = rows.filter(over__gte=now())
    elif state in STANDING:
        rows = rows.filter(over__lt=now())
    found = list[Weighable]()
    for begin, end in pairwise(STRIDES):
        numbers = list(rows.values_list("pk", flat=True)[begin:end])
        found += _some(search.inside(_of(numbers), words), time)
        if len(found) >= WEIGHED or len(numbers) < end - begin:
            break
    return found


def _weighed(rows: list[Weighable], words: Sequence[str]) -> list[int]:
    """Their numbers, the best first; those that fit alike stay as they were."""
    titles = fold_many(row[3] for row in rows)
    ranks = [rank(title, row[4].strip(), words) for title, row in zip(titles, rows, strict=True)]
    return [row[2] for _rank, row in sorted(zip(ranks, rows, strict=True), key=lambda pair: pair[0])]


def _action(action: Action, words: Sequence[str]) -> Hit:
    hosts = ", ".join(hosting.name for hosting in action.hostings.all())
    title = f"{action.title} {action.address} {action.locality}"  # its place stands beside its title
    return Hit(action, action.title, _passage(title, words, (action.description, hosts, action.meeting_point)))


def _passage(title: str, words: Sequence[str], texts: Iterable[str]) -> str:
    """From the first text that has most of what the title lacks."""
    folded = fold(title)
    lacking = [word for word in words if word not in folded]
    if not lacking:
        return ""
    having = [(sum(word in fold(text) for word in lacking), text) for text in texts]
    best = max(having, key=lambda pair: pair[0], default=(0, ""))
    return marking.passage(best[1], lacking) if best[0] else ""


def plain(markdown: str) -> str:
    """Markdown without its marks, in one line."""
    return to_text(markdown[: marking.LONGEST])


def _calls(asked: str, words: list[str]) -> Group:
    rows = list(search.calls(words).order_by("id")[: COUNTED + 1])
    wording = Wording(rows)
    titles = {call.pk: wording.text(call, "title") for call in rows}

    def fits(call: Call) -> tuple[Any, ...]:
        folded = {fold(call.title), fold(str(titles[call.pk]))}
        best = min(rank(title, call.sought, words) for title in folded)
        return not call.open, best, -(call.first_day.toordinal() if call.first_day else 0), call.pk

    return _group("calls", rows, fits, lambda call: _call(wording.of(call), words))


def _call(read: Any, words: Sequence[str]) -> Hit:
    call = read.row
    others = call.translations.filter(noun="call", field__in=Call.SOUGHT).values_list("text", flat=True)
    hashtags = " ".join(f"#{word.lstrip('#')}" for word in call.hashtags)
    texts = [
        read.summary,
        plain(read.body),
        *read.demands,
        call.summary,
        plain(call.body),
        hashtags,
        *map(plain, others),
    ]
    passage = _passage(read.title, words, texts) or read.summary
    return Hit(read.row, read.title, passage)


def _organisations(asked: str, words: list[str]) -> Group:
    rows = list(search.organisations(words).order_by("id")[: COUNTED + 1])

    def fits(each: Organisation) -> tuple[Any, ...]:
        return rank(each.folded, each.sought.strip(), words), each.folded, each.pk

    return _group("organisations", rows, fits, lambda each: Hit(each, each.name))


def _statements(asked: str, words: list[str]) -> Group:
    found = search.statements(words).select_related("call").prefetch_related("texts", "issuings__organisation")
    rows = list(found.order_by("-published_at", "-id")[: COUNTED + 1])

    def fits(each: Statement) -> tuple[Any, ...]:
        return each.state != "published", min(rank(fold(text.title), text.sought, words) for text in each.texts.all())

    return _group("statements", rows, fits, lambda each: _statement(each, words))


def _statement(statement: Statement, words: Sequence[str]) -> Hit:
    text = statement.text_in(get_language() or "en")
    if statement.state != "published":
        return Hit(statement, text.title)
    texts = [text, *(other for other in statement.texts.all() if other.pk != text.pk)]
    for each in texts:
        if passage := _passage(text.title, words, [plain(each.body), each.title]):
            return Hit(statement, text.title, passage, each.language)
    return Hit(statement, text.title)


def _resources(asked: str, words: list[str]) -> Group:
    rows = list(search.resources(words).select_related("call").order_by("id")[: COUNTED + 1])
    wording = Wording([row.call for row in rows], "resource")
    titles = {row.pk: wording.text(row, "title") for row in rows}

    def fits(row: Resource) -> tuple[Any, ...]:
        return rank(fold(str(titles[row.pk])), row.sought, words), row.pk

    def hit(row: Resource) -> Hit:
        description = str(wording.text(row, "description"))
        title: Any = titles[row.pk]
        return Hit(row, title, _passage(title, words, [description]))

    return _group("resources", rows, fits, hit)


def _group(noun: str, rows: list[Any], fits: Callable[[Any], Any], hit: Callable[[Any], Hit]) -> Group:
    return Group(noun, [hit(row) for row in sorted(rows, key=fits)[:SHOWN]], len(rows))


def _places(asked: str, words: list[str]) -> Group:
    """`asked` and not its words, because a comma means something here.

    The best known town of exactly this name; besides, those where something is on and that are shown by such a name.
    """
    language = get_language() or "en"
    named = gazetteer.named(asked, limit=2 * PLACES)
    first = fold(asked.translate(gazetteer.COMMAS).split(",")[0])
    longer = gazetteer.find(asked, limit=2 * PLACES) if len(first) >= BEGINNING else []
    others = [town for town in dict.fromkeys([*named[1:], *longer]) if _begins(town, first, language)]
    towns = list(dict.fromkeys([*named[:1], *others]))
    rows = ActionFilter(town=tuple(town.id for town in towns)).rows() if towns else Action.objects.none()
    many = dict(rows.order_by().values_list("town").annotate(Count("pk")))
    kept = [town for town in towns if town.id in many or town in named[:1]]
    kept.sort(key=lambda town: (town.id not in many, town not in named))
    found = [*_country(asked, language), *(_town(town, language, many.get(town.id, 0)) for town in kept)]
    hits = [Hit(place, place.name) for place in found[:PLACES]]
    return Group("places", hits, len(hits))


def _begins(town: gazetteer.Town, words: str, language: str) -> bool:
    """As it is shown, and not by a name that hardly anybody knows."""
    return any(fold(name).startswith(words) for name in (town.name, gazetteer.name_for(town, language)))


def _country(asked: str, language: str) -> list[Place]:
    code = countries.find(asked)
    if not code or (
        len(asked.strip()) < BEGINNING and asked.isascii()
    ):  # two letters are a word more often than a country
        return []
    many = ActionFilter(country=(code,)).rows().order_by()[: COUNTED + 1].count()
    return [Place(countries.name(code, language), (), code, None, many)]


def _town(town: gazetteer.Town, language: str, many: int) -> Place:
    within = [part for part in (town.region, countries.name(town.country, language)) if part and part != town.name]
    return Place(gazetteer.name_for(town, language), tuple(within), town.country, town, many)


_FINDERS: dict[str, Callable[[str, list[str]], Group]] = {
    "calls": _calls,
    "places": _places,
    "actions": _actions,
    "organisations": _organisations,
    "statements": _statements,
    "resources": _resources,
}


def examples() -> list[str]:
    """Something to look for of each kind, out of what is here."""
    coming = (
        ActionFilter().rows().filter(state__in=STANDING, over__gte=now()).exclude(locality="").order_by("day", "id")
    )
    call = Call.objects.open().order_by("-published_at", "-id").first()
    organisation = Organisation.objects.public().order_by("-proven_at", "-id").first()
    statement = Statement.objects.published().filter(call__stage__in=("open", "closed")).newest_first().first()
    found = [
        *(str(Wording([call]).text(call, "title")) for call in [call] if call),
        *coming.values_list("locality", flat=True)[:1],
        *(each.name for each in [organisation] if each),
        *(each.text_in(get_language() or "en").title for each in [statement] if each),
    ]
    return list(dict.fromkeys(found))
