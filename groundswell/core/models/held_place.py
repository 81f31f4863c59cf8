"""The true place of an action whose host shows it only from a chosen time.

While it is held back, the action's own columns hold the town alone, so whatever reads them (lists, filters, order,
search, documents, history, letters) has nothing to leak. What is true lies here, sealed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models, transaction
from django.utils.translation import gettext as _

from groundswell.core import gazetteer, sealing
from groundswell.core.errors import Refused
from groundswell.core.models.fact import Fact, name_of
from groundswell.core.models.place import PLACE
from groundswell.lib.clock import now

if TYPE_CHECKING:
    from groundswell.core.models.action import Action
    from groundswell.core.models.person import Person

# What is more exact than the town.
EXACT = ("address", "meeting_point", "lat", "lon", "geo_precision")
LENT = "merge"  # in place of who gave it
# Where the place is shown when its time comes; what is called off or hidden stays as it is.
SHOWN_IN = ("proposed", "published", "postponed", "moved", "happened")


class HeldPlaces(models.QuerySet["HeldPlace"]):
    def due(self) -> Self:
        return self.filter(shown_from__lte=now(), action__state__in=SHOWN_IN)

    def needless(self) -> Self:
        """Of what was withdrawn, and of what is over and was never shown."""
        never = self.filter(action__over__lt=now()).exclude(action__state__in=SHOWN_IN)
        return never | self.filter(action__state="withdrawn")


class HeldPlace(models.Model):
    """What is more exact than the town, sealed, until it is shown."""

    action = models.OneToOneField("core.Action", on_delete=models.CASCADE, related_name="held_place")
    sealed = models.TextField()
    shown_from = models.DateTimeField(db_index=True)
    by = models.CharField(max_length=20)
    at = models.DateTimeField(default=now)

    objects = HeldPlaces.as_manager()

    def __str__(self) -> str:
        return f"held until {self.shown_from}"

    @property
    def exact(self) -> dict[str, Any]:
        """Raises sealing.Unreadable where the key is gone."""
        found: dict[str, Any] = json.loads(sealing.unseal(self.sealed))
        return found

    @classmethod
    def of(cls, action: Action) -> HeldPlace | None:
        return getattr(action, "held_place", None) if action.shown_from else None

    def lend(self, action: Action) -> HeldPlace:
        """The same for another action, until that one's host gives it a place of its own."""
        lent = HeldPlace.objects.create(action=action, sealed=self.sealed, shown_from=self.shown_from, by=LENT)
        action.held_place, action.shown_from = lent, self.shown_from
        action.save(update_fields=["shown_from"])
        return lent

    @classmethod
    def take_back(cls, action: Action, lent: list[int]) -> None:
        if cls.objects.filter(pk__in=lent, action=action, by=LENT).delete()[0]:
            action._state.fields_cache.pop("held_place", None)
            action.shown_from = None
            action.save(update_fields=["shown_from"])


class Held(models.Model):
    """The columns and verbs of what may have its place held back."""

    # When the exact place is shown; none: it is shown now, or nobody gave one. It stands beside `HeldPlace` because
    # every list says it.
    shown_from = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    @property
    def true_place(self: Any) -> dict[str, Any]:
        """For its host and its moderators alone. Where the key is gone, only what is public is known."""
        held = HeldPlace.of(self)
        try:
            return self.place | (held.exact if held else {})  # type: ignore[no-any-return]
        except sealing.Unreadable:
            return self.place  # type: ignore[no-any-return]

    @transaction.atomic
    def show_place(self: Any, *, by: Person | str) -> bool:
        """Everybody may know now. Safe to repeat; raises sealing.Unreadable where the key is gone."""
        self.lock()
        held = HeldPlace.objects.select_for_update().filter(action=self).first()
        if not held:
            return False
        for name, value in held.exact.items():
            setattr(self, name, value)
        self.shown_from = None
        held.delete()
        self._touch()
        Fact.write("action.place_shown", self, by=by)
        return True


@dataclass
class Holding:
    """What somebody gives of an action, apart: what everybody may see, and the true place that is held back."""

    fields: dict[str, Any]  # for the action's own columns
    place: dict[str, Any] | None = None  # the true one; none: nothing is held back
    changed: bool = False  # of what is held
    newly: bool = False
    ended: bool = False

    @classmethod
    def first(cls, place: dict[str, Any], shown_from: datetime | None) -> Holding:
        return cls(public_of(place), place, newly=True) if shown_from else cls(place)

    @classmethod
    def of(cls, action: Action, given: dict[str, Any]) -> Holding:
        """Who gives a place, or a part of it, means the true one."""
        shown_from = given.get("shown_from", action.shown_from)
        if not (shown_from or action.shown_from):
            return cls(given)
        if action.shown_from and not HeldPlace.of(action):
            return cls._of_one_held_elsewhere(action, given)
        before = action.true_place
        place = before | {name: value for name, value in given.items() if name in PLACE}
        if not shown_from:
            return cls(given | {name: place[name] for name in EXACT}, ended=True)
        fields = given | public_of(place) | {"shown_from": shown_from}
        return cls(fields, place, changed=place != before, newly=not action.shown_from)

    @classmethod
    def _of_one_held_elsewhere(cls, action: Action, given: dict[str, Any]) -> Holding:
        """It came in a package, which tells when the place is shown and not where it is: here the town alone is known,
        until somebody gives the place."""
        if type(action)._base_manager.filter(pk=action.pk, shown_from=None).exists():
            raise Refused(_("Its place was shown in this moment. Look at it again."))
        place = action.place | {name: value for name, value in given.items() if name in PLACE}
        if not given.get("shown_from", action.shown_from) or _no_more_than_the_town(place):
            return cls(given)
        return cls(given | public_of(place), place, changed=True)

    def check(self, action: Action) -> None:
        if self.place and action.shown_from and action.shown_from >= action.starts:
            raise Refused(_("The exact place must be shown before the action starts."))

    def public(self, place: dict[str, Any]) -> dict[str, Any]:
        """As the place may stand beside its successor."""
        return public_of(place) if self.place else place

    def told(self, changes: dict[str, Any]) -> dict[str, Any]:
        """The changes without what is held, also where it was public before."""
        if not self.place:
            return changes
        silent = {name: pair for name, pair in changes.items() if name not in EXACT}
        return silent | ({"held_place": ["", "changed"]} if self.changed else {})

    def keep(self, action: Action, *, by: Person | str) -> None:
        if self.ended:
            HeldPlace.objects.filter(action=action).delete()
        if not self.place:
            return
        sealed = sealing.seal(json.dumps({name: self.place[name] for name in EXACT}))
        given = {"sealed": sealed, "shown_from": action.shown_from, "by": name_of(by)}
        action.held_place = HeldPlace.objects.update_or_create(action=action, defaults=given)[0]
        if self.newly:
            _forget(action)


def public_of(place: dict[str, Any]) -> dict[str, Any]:
    """The town and its centre, and nothing more exact."""
    town = gazetteer.town(place["town"]) if place["town"] else None
    lat, lon = (town.lat, town.lon) if town else (None, None)
    exact = {"address": "", "meeting_point": "", "lat": lat, "lon": lon, "geo_precision": "town" if town else "unknown"}
    return place | exact


def _no_more_than_the_town(place: dict[str, Any]) -> bool:
    return not (place["address"] or place["meeting_point"] or place["geo_precision"] == "point")


def _forget(action: Action) -> None:
    """Earlier moves told the place, or how it was reached from another one."""
    for move in action.moves.all():
        move.before, move.after = public_of(move.before), public_of(move.after)
        move.save(update_fields=["before", "after"])
