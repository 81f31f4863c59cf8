from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db import models, transaction
from django.db.models import Q
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groundswell.core.errors import Refused
from groundswell.core.models.action import Action, Actions
from groundswell.core.models.action_states import PROPOSED, STANDING
from groundswell.core.models.contact import Contact, contact_days
from groundswell.core.models.fact import Fact, name_of
from groundswell.core.models.place import PLACE
from groundswell.core.models.route import RoutePlan
from groundswell.lib import crockford
from groundswell.lib.clock import in_zone, now

if TYPE_CHECKING:
    from groundswell.core.models.agreement import AgreementVersion
    from groundswell.core.models.call import Call
    from groundswell.core.models.person import Person

DATES, TABLE = "dates", "table"
THIS, LATER, ALL = "this", "later", "all"
MOST_DATES = 60
WHEN = ("starts", "ends")
WHERE = (*PLACE, "timezone")
# What a copy has of the action it is made of. What others did with that one (coming, reports, state) stays with it.
COPIED = (
    "kind", "title", "description", "timed", "timezone", "languages", "access", "access_more", "website", "lesson",
    "capacity", "coming_rounded",
)  # fmt: skip


@dataclass
class Sketch:
    """An action that is to be: its columns, where, and who hosts it."""

    fields: dict[str, Any]
    place: dict[str, Any]
    organisations: list[str] = field(default_factory=list)
    route: RoutePlan | None = None

    @classmethod
    def of(cls, action: Action) -> Sketch:
        names = (*COPIED, *WHEN, *(["shown_from"] if action.shown_from else []))
        fields = {name: getattr(action, name) for name in names}
        return cls(fields, action.true_place, action.organisation_names(), RoutePlan.of(action))

    def on(self, day: date) -> Sketch:
        """The same by the clock of its town on another day, whatever the clocks did between."""
        zone = self.fields["timezone"]
        starts, ends = (moment and moment.astimezone(ZoneInfo(zone)) for moment in map(self.fields.get, WHEN))
        assert starts
        moved = {
            "starts": in_zone(datetime.combine(day, starts.time()), zone),
            "ends": ends and in_zone(datetime.combine(day + (ends.date() - starts.date()), ends.time()), zone),
        }
        if shown_from := self.fields.get("shown_from"):  # as long before its start as that of the first
            moved["shown_from"] = shown_from + (moved["starts"] - self.fields["starts"])
        return replace(self, fields=self.fields | moved)


class Series(models.Model):
    """Actions that one host registered together: one on several dates, or the rows of a table. One code opens all."""

    ref = models.CharField(max_length=12, unique=True, default=crockford.short)
    call = models.ForeignKey("core.Call", on_delete=models.CASCADE, related_name="series")
    kind = models.CharField(max_length=8)  # dates · table
    step = models.CharField(max_length=12, blank=True)  # of dates: day · week · fortnight · month; none: as listed
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL)
    by = models.CharField(max_length=20, default="host")
    made_at = models.DateTimeField(default=now)
    proven_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "series"

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"

    @classmethod
    @transaction.atomic
    def register(
        cls,
        call: Call,
        sketches: Sequence[Sketch],
        *,
        kind: str,
        address: str,
        language: str,
        step: str = "",
        rules_version: AgreementVersion | None = None,
        ask: dict[str, str] | None = None,
        by: Person | str = "host",
    ) -> Series:
        """All of them or none, each an action of its own; one letter proves the address for all.

        Organisations that are named as hosts are asked of the first alone: one letter, not one for each date.
        """
        series = cls.objects.create(call=call, kind=kind, step=step, by=name_of(by))
        about = {"address": address, "language": language, "rules_version": rules_version, "by": by}
        for number, sketch in enumerate(sketches):
            series._add(sketch, **about, ask={} if number else ask)
        if address:
            series.contact = Contact.keep(address, language=language, until=series._until())
            series.save(update_fields=["contact"])
        Fact.write("series.registered", series, by=by, many=len(sketches))
        return series

    @classmethod
    @transaction.atomic
    def enter(cls, call: Call, sketches: Sequence[Sketch], *, by: Person, publish: bool, **about: Any) -> Series:
        """By somebody who answers for them at the desk: nothing is left to prove, and they may be public at once."""
        series = cls.register(call, sketches, kind=TABLE, by=by, **about)
        series.prove(by=by)
        if publish:
            for action in series.actions.filter(state=PROPOSED):
                action.publish(by=by)
        return series

    @transaction.atomic
    def prove(self, *, by: Person | str = "host") -> None:
        """The address answered, for all of them. Safe to repeat."""
        if not self.proven_at:
            self.proven_at = now()
            self.save(update_fields=["proven_at"])
            # First of all: its letter lists them as they stand when it is sent, so none is written for each.
            Fact.write("series.proven", self, by=by)
        for action in self.actions.filter(state=PROPOSED, proven_at=None).select_related("call", "contact"):
            action.prove(by=by)

    @classmethod
    @transaction.atomic
    def repeat(cls, action: Action, days: Iterable[date], *, step: str, by: Person | str) -> Series:
        """The same on other days. Who holds the code of the action has proven the address, so it is not asked again."""
        action.lock()
        if action.state not in (PROPOSED, *STANDING) or not action.proven_at:
            raise Refused(_("As it stands it cannot be repeated."))
        series = action.series or cls._begin(action, step)
        there = {other.day for other in series.actions.all() if same_thing(other, action)}
        wanted = sorted({*days} - there)
        if series.kind == DATES and len(there) + len(wanted) > MOST_DATES:
            raise Refused(_too_many())
        if not wanted:
            raise Refused(_("It is on all of these days already."))
        Fact.write("action.repeated", action, by=by, dates=[day.isoformat() for day in wanted])
        Fact.write("series.grown", series, by=by, many=len(wanted))
        for day in wanted:
            copy(action, Sketch.of(action).on(day), series=series, by=by)
        series.hold_contact(series._until())
        return series

    @transaction.atomic
    def change(
        self, lead: Action, scope: str, *, by: Person | str, because: str = "", organisations: list[str], **fields: Any
    ) -> None:
        """What is changed of one, of the others too. What was changed of one alone stays as it is there."""
        others = self.reached(lead, scope)
        alone = _changed_alone(others)
        before = Sketch.of(lead)
        lead.change(by=by, because=because, organisations=organisations, together=True, **fields)
        after = Sketch.of(lead)
        for other in others:
            changed = _carried(before, after, other, alone.get(other.pk, set()))
            names = changed.pop("organisations", other.organisation_names())
            try:
                other.change(by=by, because=because, organisations=names, together=True, **changed)
            except Refused as refusal:
                raise Refused(_on_its_day(other, refusal)) from refusal
        if others:
            Fact.write("series.changed", self, by=by, because=because, many=len(others) + 1)

    @transaction.atomic
    def cancel(self, lead: Action, scope: str, *, by: Person | str, because: str) -> None:
        others = self.reached(lead, scope)
        for action in (lead, *others):
            action.cancel(by=by, because=because, together=True)
        if others:
            Fact.write("series.cancelled", self, by=by, because=because, many=len(others) + 1)

    def reached(self, lead: Action, scope: str) -> list[Action]:
        """The others that a change of this one goes to as well: never what is over, called off or not on the list."""
        if scope not in (LATER, ALL):
            return []
        rows = self.hosted().filter(Q(state=PROPOSED) | Q(state__in=STANDING), over__gte=now()).exclude(pk=lead.pk)
        if scope == LATER:
            rows = rows.filter(starts__gte=lead.starts)
        return list(rows.prefetch_related("hostings"))

    def hosted(self) -> Actions:
        """What the code of the set opens: its actions, but for those that were handed over to another address."""
        mark = self.contact.fingerprint if self.contact else ""
        rows = Action.objects.filter(series=self).select_related("call", "contact", "lesson")
        mine = Q(contact=None) | Q(contact__fingerprint="")
        return rows.filter(mine | Q(contact__fingerprint=mark)).order_by("starts", "id")

    def holds(self, action: Action) -> bool:
        return self.hosted().filter(pk=action.pk).exists()

    def hold_contact(self, until: datetime) -> None:
        """The address of the set is kept for as long as that of its last action."""
        kept = Contact.objects.filter(pk=self.contact_id) if self.contact_id else Contact.objects.none()
        kept.filter(until__lt=until).exclude(sealed="").update(until=until)

    @classmethod
    def forget_addresses(cls) -> int:
        """Of sets none of whose actions has an address any more. Whoever erases that of an action calls this too."""
        alive = cls.objects.filter(actions__contact__sealed__gt="")
        alone = cls.objects.exclude(contact=None).exclude(pk__in=alive.values("pk"))
        return Contact.objects.filter(pk__in=alone.values("contact")).exclude(sealed="").erase()

    def _add(self, sketch: Sketch, **about: Any) -> Action:
        try:
            return Action.register(
                self.call,
                series=self,
                place=sketch.place,
                organisations=sketch.organisations,
                route=sketch.route,
                **about,
                **sketch.fields,
            )
        except Refused as refusal:
            zone = ZoneInfo(sketch.fields["timezone"])
            day = formats.date_format(sketch.fields["starts"].astimezone(zone), "DATE_FORMAT")
            raise Refused(f"{sketch.fields['title']}, {day}: {refusal}") from refusal

    @classmethod
    def _begin(cls, action: Action, step: str) -> Series:
        contact = kept_again(action.contact, until=action.contact_until) if action.contact else None
        series = cls.objects.create(call=action.call, kind=DATES, step=step, contact=contact, proven_at=now())
        action.series = series
        action.save()
        return series

    def _until(self) -> datetime:
        return max((action.contact_until for action in self.actions.all()), default=now() + contact_days())


@transaction.atomic
def another(action: Action, sketch: Sketch, *, by: Person | str = "host") -> Action:
    """Another like this one, registered with its code: what proved the address of the first proves that of this."""
    if not action.proven_at:
        raise Refused(_("Prove your address first, with the link in our letter."))
    return copy(action, sketch, series=None, by=by)


def copy(action: Action, sketch: Sketch, *, series: Series | None, by: Person | str) -> Action:
    """An action with the contact and the ground rules of another, proven, and from there by the call's policy."""
    made = Action.register(
        action.call,
        place=sketch.place,
        organisations=sketch.organisations,
        route=sketch.route,
        address="",
        language=action.language,
        rules_version=action.rules_version,
        series=series,
        by=by,
        **sketch.fields,
    )
    if action.contact:
        made.contact = kept_again(action.contact, until=made.contact_until)
        made.save()
    made.prove(by=by)
    return made


def kept_again(contact: Contact, *, until: datetime) -> Contact:
    """The same address once more, without opening the seal: each action has one of its own to hand over or erase."""
    return Contact.objects.create(
        sealed=contact.sealed, fingerprint=contact.fingerprint, language=contact.language, until=until
    )


def same_thing(one: Action, other: Action) -> bool:
    """But for the day: the same title at the same place."""
    return (one.title, one.town, one.locality) == (other.title, other.town, other.locality)


def _carried(before: Sketch, after: Sketch, other: Action, alone: set[str]) -> dict[str, Any]:
    """What this change means for another one of the series."""
    changed: dict[str, Any] = {
        name: after.fields[name]
        for name in COPIED
        if name != "timezone" and after.fields[name] != before.fields[name] and name not in alone
    }
    if before.organisations != after.organisations and "organisations" not in alone:
        changed["organisations"] = after.organisations
    if before.route != after.route and "route" not in alone:
        changed["route"] = after.route
    zone = other.timezone
    if before.place != after.place and not alone & set(PLACE):
        zone = after.fields["timezone"]
        changed |= after.place | {"timezone": zone}
    if _clock(before) != _clock(after) and not alone & set(WHEN):
        changed |= _times(before, after, other, zone)
    elif zone != other.timezone:
        changed |= _by_the_clock(other, zone)
    return changed


def _clock(sketch: Sketch) -> tuple[datetime | None, ...]:
    """Day and hours as the clock of the town shows them."""
    zone = ZoneInfo(sketch.fields["timezone"])
    return tuple(moment and moment.astimezone(zone).replace(tzinfo=None) for moment in map(sketch.fields.get, WHEN))


def _times(before: Sketch, after: Sketch, other: Action, zone: str) -> dict[str, Any]:
    """So many days later or earlier as the one that was changed, and at its hours."""
    was, _end = _clock(before)
    starts, ends = _clock(after)
    assert was and starts
    day = other.day + (starts.date() - was.date())
    return {
        "starts": in_zone(datetime.combine(day, starts.time()), zone),
        "ends": ends and in_zone(datetime.combine(day + (ends.date() - starts.date()), ends.time()), zone),
    }


def _by_the_clock(other: Action, zone: str) -> dict[str, Any]:
    """Its own hours, by the clocks of where it is now."""
    ends = other.local_end
    return {
        "starts": in_zone(other.local_start.replace(tzinfo=None), zone),
        "ends": ends and in_zone(ends.replace(tzinfo=None), zone),
    }


def _changed_alone(actions: Sequence[Action]) -> dict[int, set[str]]:
    """The fields of each that were changed of it and of no other at once."""
    keys = [action.pk for action in actions]
    facts = Fact.objects.filter(what="action.changed", subject="action", subject_id__in=keys)
    found: dict[int, set[str]] = {}
    for key, changes in facts.values_list("subject_id", "changes"):
        if not changes.get("together"):
            found.setdefault(key, set()).update(changes)
    return found


def _on_its_day(action: Action, refusal: Refused) -> str:
    return f"{formats.date_format(action.local_start, 'DATE_FORMAT')}: {refusal}"


def _too_many() -> str:
    text = ngettext("At most %(most)s date.", "At most %(most)s dates.", MOST_DATES)
    return text % {"most": MOST_DATES}
