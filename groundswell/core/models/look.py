from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models, transaction
from django.utils.translation import gettext as _

from groundswell.core.errors import Refused
from groundswell.core.models.action_states import CANCELLED, HAPPENED, MOVED, POSTPONED, STANDING
from groundswell.core.models.fact import Fact, plain
from groundswell.lib.clock import now

if TYPE_CHECKING:
    from groundswell.core.models.action import Action
    from groundswell.core.models.person import Person

HOSTS, ROUTE = "organisations", "route"  # no columns of the action
STATE = "state"  # a column with verbs of its own


class Looks(models.QuerySet["Look"]):
    def open(self) -> Self:
        """Nobody has looked at these yet."""
        return self.filter(at=None)

    def closed(self) -> Self:
        return self.filter(at__isnull=False)


class Look(models.Model):
    """What a host changed of a public action since somebody last looked at it: how it was, and what became of it.

    That it was taken up again after it was called off is such a change.

    One for each action lies open at a time; what the host changes meanwhile is gathered in it.
    """

    FINE, PUT_BACK = "fine", "put_back"

    action = models.ForeignKey("core.Action", on_delete=models.CASCADE, related_name="looks")
    # What was changed, as it was; the whole place with it, so it is for those who decide about the action alone.
    before = models.JSONField(default=dict)
    state = models.CharField(max_length=10)  # in which the action stood
    after = models.JSONField(default=dict)  # what was put back, as the host had it, so that this can be undone
    said = models.CharField(max_length=400, blank=True)  # why the host changed it
    since = models.DateTimeField(default=now)
    changed_at = models.DateTimeField(default=now)
    verdict = models.CharField(max_length=10, blank=True)
    reason = models.CharField(max_length=16, blank=True)  # a word of kinds.REASONS
    because = models.CharField(max_length=1000, blank=True)
    by = models.ForeignKey("core.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(null=True)
    fact = models.BigIntegerField(null=True)  # of what putting back changed

    objects = Looks.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["action"], condition=models.Q(at=None), name="look_open_once")]

    def __str__(self) -> str:
        return f"{self.verdict or 'to look at'}: {', '.join(self.before)}"

    @classmethod
    def lay(cls, action: Action, before: dict[str, Any], state: str, *, because: str) -> None:
        """Gather what a host changed, as it was. What was changed back again leaves nothing to look at."""
        look = cls.objects.filter(action=action, at=None).first()
        look = look or cls(action=action, state=state, since=action.changed_at)
        look.said, look.changed_at = because or look.said, now()
        look._gather({name: _kept(value) for name, value in before.items()} | look.before)

    @classmethod
    def settle(cls, action: Action) -> None:
        """It was called off: that it had been taken up again needs no look any more."""
        for look in cls.objects.filter(action=action, at=None):
            look.action = action
            look._gather(look.before)

    def _gather(self, was: dict[str, Any]) -> None:
        self.before = {name: value for name, value in was.items() if value != _kept(_now(self.action, name))}
        if self.before:
            self.save()
        elif self.pk:
            self.delete()

    def pairs(self) -> dict[str, list[Any]]:
        """Each field that was changed: before, and now (or, once it was put back, as the host had it)."""
        return {
            name: [_plain(value), _plain(self.after.get(name, _kept(_now(self.action, name))))]
            for name, value in self.before.items()
        }

    @transaction.atomic
    def fine(self, *, by: Person) -> bool:
        """Looked at. False where somebody else has done so already."""
        if self._done():
            return False
        self._close(self.FINE, by)
        Fact.write("action.looked_at", self.action, by=by, look=self.pk)
        return True

    @transaction.atomic
    def put_back(self, *, by: Person, reason: str = "", because: str = "") -> bool:
        """As it was before the host changed it; the host is told, with the reason."""
        if not reason and not because.strip():
            raise Refused(_("Give a reason: whoever proposed it is told."))
        if self._done():
            return False
        action = self.action
        self.after = {name: _kept(_now(action, name)) for name in self.before}
        self._write(self.before, by)
        self._stands_as_before()
        self.reason, self.because = reason, because
        self.fact = Fact.objects.about(action).order_by("-id").values_list("pk", flat=True).first()
        self._close(self.PUT_BACK, by)
        Fact.write("action.put_back", action, by=by, look=self.pk)
        return True

    @transaction.atomic
    def undo(self, *, by: Person) -> None:
        """It lies in the tray again; what was put back is once more as the host had it. Safe to repeat."""
        self.action.lock()
        self.refresh_from_db(fields=["at", "before", "after", "verdict"])
        if not self.at:
            return
        if Look.objects.filter(action=self.action_id, id__gt=self.pk).exists():
            raise Refused(_("Its host has changed it again since. Look at that first."))
        if self.verdict == self.PUT_BACK:
            self._write(self.after, by)
        self.at, self.by, self.verdict, self.after = None, None, "", {}
        self.reason = self.because = ""
        self.save()
        Fact.write("action.look_undone", self.action, by=by, look=self.pk)

    def _done(self) -> bool:
        """Two moderators at once: the second waits, and then sees what the first one did."""
        self.action.lock()
        self.refresh_from_db(fields=["at", "before"])
        return self.at is not None

    def _close(self, verdict: str, by: Person) -> None:
        self.verdict, self.by, self.at = verdict, by, now()
        self.save()

    def _write(self, values: dict[str, Any], by: Person) -> None:
        """What is called off cannot be changed: it is taken up first, and called off last."""
        self.action.restored = True
        state, rest = values.get(STATE), {name: value for name, value in values.items() if name != STATE}
        if state and state != CANCELLED:
            self.action.stand_again(by=by, because=self.said or _("Called off by mistake."))
        if rest:
            self._change(rest, by)
        if state == CANCELLED:
            self._call_off(by)

    def _call_off(self, by: Person) -> None:
        """With the reason that was given the first time."""
        earlier = self.action.resumptions.order_by("id").last()
        happened = self.action.shown_state == HAPPENED
        verb = self.action.did_not_happen if happened else self.action.cancel
        verb(by=by, because=(earlier.cancelled_because if earlier else "") or _("Called off, as before."))

    def _change(self, values: dict[str, Any], by: Person) -> None:
        from groundswell.core.models.route import RoutePlan

        fields = {n: _meant(self.action, n, value) for n, value in values.items() if n not in (HOSTS, ROUTE)}
        if ROUTE in values:
            fields["route"] = RoutePlan.read(values[ROUTE]["plan"]) if values[ROUTE] else RoutePlan()
        self.action.change(by=by, organisations=values.get(HOSTS), **fields)

    def _stands_as_before(self) -> None:
        """What was neither moved nor postponed before the host changed it says so no more; its history does."""
        if self.action.state in (MOVED, POSTPONED) and self.state in STANDING:
            self.action.state = self.state
            self.action._touch()


def _now(action: Action, name: str) -> Any:
    if name == ROUTE:
        return route_of(action)
    return action.organisation_names() if name == HOSTS else getattr(action, name)


def route_of(action: Action) -> dict[str, Any] | None:
    """To be told, and to be laid again."""
    from groundswell.core.models.route import Route

    standing = Route.objects.filter(action=action).first()
    return {"told": standing.told(), "plan": standing.plan.put_down()} if standing else None


def _kept(value: Any) -> Any:
    if isinstance(value, models.Model):
        return {"pk": value.pk, "text": str(value)}
    return plain(value)


def _plain(value: Any) -> Any:
    told = next((word for word in ("text", "told") if isinstance(value, dict) and word in value), None)
    return value[told] if told else value


def _meant(action: Action, name: str, value: Any) -> Any:
    """As the column takes it."""
    field: Any = action._meta.get_field(name)
    if field.is_relation:
        return field.related_model._default_manager.filter(pk=value["pk"]).first() if value else None
    if isinstance(field, models.DateTimeField):
        return datetime.fromisoformat(value) if value else None
    if isinstance(field, models.DateField):
        return date.fromisoformat(value) if value else None
    return value
