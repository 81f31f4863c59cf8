"""Two actions set beside each other: how alike they are in words, time and place, and in which ways.

What helps a moderator is not a number but why: "same day and place, title nearly the same". The score only sorts, and
says from where on two are worth a look (docs/moderation.md has how it is reckoned).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property, lru_cache

from django.utils.translation import gettext as _

from groundswell.core.models import Action, Call
from groundswell.lib.confusables import skeleton
from groundswell.lib.geo import distance_km
from groundswell.lib.likeness import Shingles, alike, shingles
from groundswell.lib.text import fold

NEAR_KM = 10
SPOT_KM = 0.15
SOON = timedelta(hours=48)
TEXT = 400  # characters of the description that are compared,
BEGINNING = 30  # where these are the same or the titles are alike
PERHAPS, LIKELY = 0.7, 0.85
NEARLY = 0.75  # so much alike, two titles are nearly the same


class Traits:
    """What of an action is compared, each worked out when it is first asked for."""

    def __init__(self, action: Action, common: frozenset[str]) -> None:
        self._action, self._common = action, common
        self.title = _seen(action.title)
        self._place = frozenset(_seen(f"{action.locality} {action.region}").split())
        self.named = frozenset(_seen(action.locality).split()) & frozenset(self.title.split())

    @cached_property
    def words(self) -> Shingles:
        """Of the title, without what every title of the call and of the town has."""
        return self._telling(self.title, self._common | self._place)

    @cached_property
    def plain(self) -> Shingles:
        return shingles(self.title)

    @cached_property
    def address(self) -> Shingles:
        return self._telling(_seen(self._action.address), self._place)

    @cached_property
    def text(self) -> Shingles:
        return _text(self._action.description[:TEXT])

    @cached_property
    def beginning(self) -> str:
        """Two texts that begin otherwise are not looked at further."""
        return self._action.description[:BEGINNING].casefold()

    @staticmethod
    def _telling(folded: str, without: frozenset[str]) -> Shingles:
        return shingles(" ".join(word for word in folded.split() if word not in without))


@lru_cache(maxsize=500)
def _text(description: str) -> Shingles:
    """Kept, because many write the same."""
    return shingles(fold(description))


def _seen(text: str) -> str:
    """As it looks to a reader: letters of other scripts that look alike are alike."""
    return fold(text if text.isascii() else skeleton(text))


@dataclass(frozen=True)
class Likeness:
    """One action that looks like another: how much, and in which ways."""

    action: Action
    score: float
    title: float
    text: float
    spot: bool  # the same square or street, as far as is known
    km: float | None
    apart: timedelta
    same_day: bool
    telling: bool  # whether its title says more than the call and the town

    @property
    def likely(self) -> bool:
        return self.score >= LIKELY

    @property
    def said(self) -> str:
        """In words, what is alike and what is not."""
        parts = [self._when(), self._where(), self._title()]
        if self.text >= 0.8:
            parts.append(_("the text nearly the same"))
        return _(", ").join(parts)

    def _when(self) -> str:
        if not self.apart:
            return _("same time")
        elif self.same_day:
            return _("same day")
        return _("a day or two apart")

    def _where(self) -> str:
        if self.action.online:
            return _("both online")
        elif self.spot:
            return _("same place")
        elif self.km is not None and self.km >= 1:
            return _("%(km)s km apart") % {"km": round(self.km)}
        return _("place not known") if _nowhere(self.action) else _("same town")

    def _title(self) -> str:
        if self.title >= 0.999:
            return _("same title")
        elif self.title >= NEARLY:
            return _("title nearly the same")
        elif self.title >= 0.4:
            return _("title alike")
        return _("another title")


class WordsOfCalls(dict[int, frozenset[str]]):
    """The words of each call's title, which tell its actions apart no more than "the" would."""

    @classmethod
    def of(cls, actions: Iterable[Action]) -> WordsOfCalls:
        return cls({action.call_id: frozenset(_seen(action.call.title).split()) for action in actions})

    def __missing__(self, call: int) -> frozenset[str]:
        title = Call.objects.filter(pk=call).values_list("title", flat=True).first()
        self[call] = frozenset(_seen(title or "").split())
        return self[call]


def compare(one: Action, other: Action, mine: Traits, its: Traits) -> Likeness | None:
    """None where they are too far apart to be the same, or nothing in their words speaks for it."""
    apart = abs(one.starts - other.starts)
    if apart > SOON or one.online != other.online:
        return None
    same_day, title = one.day == other.day, _title_alike(mine, its)
    same_text = len(mine.beginning) == BEGINNING and mine.beginning == its.beginning
    timely = 0.25 * _time_alike(apart, same_day)
    if not same_text and 0.5 * title + 0.25 + timely < PERHAPS:
        return None
    km = _km(one, other)
    if not _near(one, other, km):
        return None
    text = alike(mine.text, its.text) if same_text or title >= 0.4 else 0.0
    wording = max(title, 0.9 * text) if min(len(mine.text), len(its.text)) >= 30 else title
    place, spot = _place_alike(one, other, mine, its, km)
    score = 0.5 * wording + 0.25 * place + timely
    return Likeness(other, score, title, text, spot, km, apart, same_day, bool(mine.words and its.words))


def _title_alike(mine: Traits, its: Traits) -> float:
    """Titles that say no more than the call and the town say nothing against each other, and little for each other."""
    if mine.title == its.title:
        return 1.0
    if mine.named - its.named and its.named - mine.named:
        return 0.3  # each names a town of its own: whoever wrote them meant two
    elif not mine.words and not its.words:
        return 0.9
    elif not mine.words or not its.words:
        return max(0.45, alike(mine.plain, its.plain) - 0.2)
    return min(0.98, alike(mine.words, its.words))


def _time_alike(apart: timedelta, same_day: bool) -> float:
    if not same_day:
        return 0.2
    elif not apart:
        return 1.0
    return 0.85 if apart <= timedelta(hours=1) else 0.6


def _place_alike(one: Action, other: Action, mine: Traits, its: Traits, km: float | None) -> tuple[float, bool]:
    """How alike, and whether it is one spot. Where no more than the town is known, it may be."""
    if _nowhere(one) or _nowhere(other):
        return 0.4, False
    exact = one.geo_precision == other.geo_precision == "point" and km is not None
    address = alike(mine.address, its.address) if mine.address and its.address else None
    if exact and km is not None and km <= SPOT_KM:
        return 1.0, True
    if address is not None and address >= 0.75:
        return 1.0, True
    if exact and km is not None:
        return max(0.0, 0.7 - km / 5), False
    return (0.7 if address is None else 0.3 + address / 2), one.online


def _km(one: Action, other: Action) -> float | None:
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return None
    return distance_km(one.lat, one.lon, other.lat, other.lon)


def _near(one: Action, other: Action, km: float | None) -> bool:
    return bool(
        one.online
        or (one.town and one.town == other.town)
        or (km is not None and km <= NEAR_KM)
        or (one.locality and (one.country, fold(one.locality)) == (other.country, fold(other.locality)))
        or (_nowhere(one) and _nowhere(other) and one.country == other.country)
    )


def _nowhere(action: Action) -> bool:
    """Nobody knows where: words and time are all there is to go by."""
    return not action.locality and action.lat is None
