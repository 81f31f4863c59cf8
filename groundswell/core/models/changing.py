"""An action changed as it was registered: what differs, what that makes of it, and who is to hear of it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db import models, transaction
from django.utils.translation import gettext as _

from groundswell.core import second_look
from groundswell.core.errors import Refused
from groundswell.core.models.action_states import (
    CANCELLED,
    DECLINED,
    HIDDEN,
    MERGED,
    MOVED,
    POSTPONED,
    PUBLISHED,
    WITHDRAWN,
)
from groundswell.core.models.before import Before
from groundswell.core.models.contact import Contact
from groundswell.core.models.fact import Fact, name_of
from groundswell.core.models.held_place import Holding
from groundswell.core.models.look import Look, route_of
from groundswell.core.models.question import Question
from groundswell.core.models.upsets import Move, Postponement
from groundswell.lib.geo import distance_km

if TYPE_CHECKING:
    from groundswell.core.models.person import Person
    from groundswell.core.models.route import RoutePlan

SAME_SPOT_KM = 0.1


class Changing(models.Model):
    """The verb by which what was registered of an action is changed."""

    class Meta:
        abstract = True

    @transaction.atomic
    def change(
        self: Any,
        *,
        by: Person | str,
        because: str = "",
        organisations: list[str] | None = None,
        route: RoutePlan | None = None,
        ask: dict[str, str] | None = None,
        together: bool = False,
        **fields: Any,
    ) -> None:
        """Change what was registered. Another day makes it postponed, another place moved; the old one is kept.

        `ask` is as in `register`.
        """
        if self.state in (CANCELLED, WITHDRAWN, HIDDEN, DECLINED, MERGED):
            raise Refused(_("As it stands it cannot be changed."))
        held, asked = Holding.of(self, fields), self._differing(fields)
        fields = self._dated(held.fields)
        before = Before.of(self, fields)
        was = before.fields | {"organisations": before.hosts} | ({"route": route_of(self)} if route is not None else {})
        self._set(fields)
        held.check(self)
        self._check_end()
        put_off = before.put_off(self)
        if put_off and not self.undated and not self.call.takes(self.day):
            raise Refused(_("The date is outside the days of this call."))
        told: dict[str, Any] = {"because": because, "organisations": organisations, "ask": ask}
        if second_look.to_change(self, asked, by=by, route=route, **told):
            return
        changes = held.told(before.changes(self)) | self._hosted_anew(organisations, before)
        if ask is not None:
            self._note(ask)
        if route is not None:
            changes |= route.keep(self)
        if not changes:
            return
        if self.visible:
            place = held.public(before.place)
            times = (before.starts, before.ends) if put_off else None
            self._upset(place if _elsewhere(place, self.place) else None, times, because, name_of(by))
        self._keep_contacts()
        self._touch()
        held.keep(self, by=by)
        Fact.write("action.changed", self, by=by, call=self.call, because=because, **changes, **with_others(together))
        if by == "host":
            self.look_over()
            self._tell_the_desk(was, before.state, because)

    def _differing(self: Any, fields: dict[str, Any]) -> dict[str, Any]:
        """What is asked for and is not so already, with the true place where it is held back."""
        truth = self.true_place
        return {name: value for name, value in fields.items() if truth.get(name, getattr(self, name)) != value}

    def _dated(self: Any, fields: dict[str, Any]) -> dict[str, Any]:
        """Whoever gives a time to what was put off gives it a date."""
        given = self.undated and fields.get("starts", self.starts) != self.starts
        return {"undated": False} | fields if given else fields

    def _check_end(self: Any) -> None:
        if self.ends and self.ends < self.starts:
            raise Refused(_("The end is before the start."))

    def _set(self: Any, fields: dict[str, Any]) -> None:
        for name, value in fields.items():
            setattr(self, name, value)
        self.derive()

    def _hosted_anew(self: Any, organisations: list[str] | None, before: Before) -> dict[str, Any]:
        if organisations is None or organisations == before.hosts:
            return {}
        self.host_by(organisations)
        return {"organisations": [before.hosts, organisations]}

    def _keep_contacts(self: Any) -> None:
        """On another day: letters must still reach whoever hosts it or waits for a place, and no longer than that."""
        mine = models.Q(pk=self.contact_id) | models.Q(pk__in=self.co_hosts.standing().values("contact"))
        Contact.objects.filter(mine).update(until=self.contact_until)
        if self.series:
            self.series.hold_contact(self.contact_until)
        self.keep_waiting()

    def _tell_the_desk(self: Any, was: dict[str, Any], state: str, because: str) -> None:
        """What waits comes up again; what is public lies there to be looked at, unless its host is trusted."""
        Question.answered(self)
        if self.visible and not (self.call.policy == "trusted" and self.host_is_trusted()):
            Look.lay(self, was, state, because=because)

    def _upset(
        self: Any,
        place: dict[str, Any] | None,
        times: tuple[datetime, datetime | None] | None,
        because: str,
        by: str,
    ) -> None:
        """Keep where and when it was to be, and let the state say what it is now."""
        if place:
            Move.objects.create(action=self, before=place, after=self.place, because=because, by=by)
        if times:
            to = {"to_starts": None if self.undated else self.starts}
            Postponement.objects.create(
                action=self, from_starts=times[0], from_ends=times[1], **to, because=because, by=by
            )
        if place or times:
            self.state = self._state_after(place is not None, times is not None)

    def _state_after(self: Any, moved: bool, put_off: bool) -> str:
        """What changed last is what readers are told first; what is back where it was first announced is published."""
        away = {MOVED: self.is_elsewhere, POSTPONED: self.is_put_off}
        order = (POSTPONED, MOVED) if put_off or not moved else (MOVED, POSTPONED)
        return next((state for state in order if away[state]), PUBLISHED)

    @property
    def is_elsewhere(self: Any) -> bool:
        """Than it was first announced."""
        first: Move | None = self.moves.order_by("id").first()
        return first is not None and _elsewhere({**self.place, **first.before}, self.place)

    @property
    def is_put_off(self: Any) -> bool:
        """From the day that was first announced."""
        first: Postponement | None = self.postponements.order_by("id").first()
        if not first:
            return False
        return bool(self.undated) or first.from_starts.astimezone(ZoneInfo(self.timezone)).date() != self.day


def with_others(together: bool) -> dict[str, Any]:
    """What a fact says of a change that went to others of the series as well (`Series.change`)."""
    return {"together": True} if together else {}


def _elsewhere(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Whether people would now go somewhere else. Saying more exactly where it always was is no move, nor is saying
    for the first time what was still to be announced."""
    said: tuple[str, ...] = ("online", "country", "locality", "town")
    if not before.get("announced", True):
        said = tuple(name for name in said if name == "online" or before[name])
    if any(before[name] != after[name] for name in said):
        return True
    if not after.get("announced", True):
        return False  # people are to wait, not to go elsewhere
    if before["address"] and before["address"] != after["address"]:
        return True
    exact = before["geo_precision"] == after["geo_precision"] == "point"
    return exact and distance_km(before["lat"], before["lon"], after["lat"], after["lon"]) > SAME_SPOT_KM
