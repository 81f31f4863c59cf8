from __future__ import annotations

import json
from copy import copy
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from groundswell.core import sealing
from groundswell.core.errors import Refused
from groundswell.core.models.co_host import CoHost
from groundswell.core.models.code import Code
from groundswell.core.models.contact import Contact
from groundswell.core.models.fact import Fact, name_of
from groundswell.core.models.lockable import Lockable
from groundswell.core.models.person import Person, Role
from groundswell.lib.clock import now

if TYPE_CHECKING:
    from groundswell.core.models.action import Action
    from groundswell.core.models.call import Call

CANCEL, CHANGE = "cancel", "change"
WAITS = timedelta(hours=24)
CONFIRMED, TAKEN_BACK, REFUSED, LAPSED = "confirmed", "taken_back", "refused", "lapsed"


class PendingChanges(models.QuerySet["PendingChange"]):
    def waiting(self) -> Self:
        return self.filter(closed_at=None, until__gt=now())

    def at_desk(self) -> Self:
        """For a moderator: asked by another one, or by a host whose mailbox cannot answer."""
        unreachable = Q(contact=None) | Q(contact__sealed="") | Q(contact__until__lte=now())
        return self.waiting().filter(Q(person__isnull=False) | unreachable)

    def overdue(self) -> Self:
        return self.filter(closed_at=None, until__lte=now())


class PendingChange(Lockable):
    """A cancellation or a move shortly before the start: it waits until a second one, or a mailbox, says yes."""

    action = models.ForeignKey("core.Action", on_delete=models.CASCADE, related_name="pending_changes")
    what = models.CharField(max_length=8)  # cancel or change
    sealed = models.TextField(blank=True)  # what it would become; nothing of it is public before, and gone after
    by = models.CharField(max_length=20)  # host or person
    cohost = models.ForeignKey(CoHost, null=True, on_delete=models.SET_NULL)  # which of the hosts; none: the first
    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL)  # the mailbox that may say yes
    alone = models.BooleanField(default=False)  # asked by the only person who works on the call
    asked_at = models.DateTimeField(default=now)
    until = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, blank=True)
    second = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")  # none: by mail

    objects = PendingChanges.as_manager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.what} of {self.action_id}, waiting"

    @property
    def call(self) -> Call:
        return self.action.call

    @property
    def waiting(self) -> bool:
        return not self.closed_at and self.until > now()

    @property
    def for_desk(self) -> bool:
        contact = self.contact
        return bool(self.person_id) or not contact or not contact.sealed or contact.until <= now()

    @property
    def told(self) -> dict[str, Any]:
        """What it would become; nothing where the key is gone."""
        try:
            found: dict[str, Any] = json.loads(sealing.unseal(self.sealed)) if self.sealed else {}
        except sealing.Unreadable:
            found = {}
        return {"because": "", "organisations": None, "ask": None, "fields": {}, "route": None} | found

    def as_it_would_be(self) -> Action:
        """A copy of the action that is saved nowhere."""
        would = copy(self.action)
        for name, value in values_of(would, self.told["fields"]).items():
            setattr(would, name, value)
        would.derive()
        return would

    @property
    def because(self) -> str:
        return str(self.told["because"])

    @classmethod
    def ask(
        cls, action: Action, what: str, *, by: Person | str, contact: Contact | None, until: datetime, **told: Any
    ) -> PendingChange:
        """Another one of the same hand is replaced."""
        person = by if isinstance(by, Person) else None
        for earlier in action.pending_changes.waiting().filter(person=person, cohost=action.held_by):
            earlier.close(TAKEN_BACK, by=by)
        alone = person is not None and not others_than(person, action.call).exists()
        made = cls.objects.create(
            action=action, what=what, by=name_of(by), person=person, cohost=action.held_by,
            contact=contact, alone=alone, until=until, sealed=sealing.seal(json.dumps(told, cls=DjangoJSONEncoder)),
        )  # fmt: skip
        Fact.write("pendingchange.asked", made, by=by, kind=what)
        return made

    @transaction.atomic
    def confirm(self, *, by: Person | str) -> None:
        """Now it is done, by the verb that it waited for. Safe to repeat."""
        self.lock()
        if self.outcome == CONFIRMED:
            return
        if not self.waiting:
            raise Refused(_("This was taken back since, or its time is up. Nothing has changed."))
        if isinstance(by, Person) and by == self.person:
            raise Refused(_("You asked for it yourself. A second one has to say yes."))
        if isinstance(by, str) and self.person_id and not self.alone:
            raise Refused(_("A second one has to say yes, at the desk."))
        action, told = self.action, self.told
        action.second, action.held_by = self, self.cohost
        who: Person | str = self.person or ("host" if self.by == "host" else "server")
        self.close(CONFIRMED, by=by)
        if self.what == CANCEL:
            action.cancel(by=who, because=told["because"])
        else:
            fields = values_of(action, told["fields"])
            action.change(
                by=who,
                because=told["because"],
                organisations=told["organisations"],
                ask=told["ask"],
                route=_route(told["route"]),
                **fields,
            )

    @transaction.atomic
    def take_back(self, *, by: Person | str) -> None:
        self.lock()
        if not self.closed_at:
            self.close(TAKEN_BACK, by=by)

    @transaction.atomic
    def refuse(self, *, by: Person) -> None:
        self.lock()
        if not self.closed_at:
            self.close(REFUSED, by=by)

    @transaction.atomic
    def lapse(self) -> None:
        self.lock()
        if not self.closed_at:
            self.close(LAPSED, by="server")

    def close(self, outcome: str, *, by: Person | str) -> None:
        self.closed_at, self.outcome = now(), outcome
        self.second = by if isinstance(by, Person) and outcome in (CONFIRMED, REFUSED) else None
        Code.objects.filter(pendingchange=self).exclude(used_at__isnull=False).delete()
        alone: dict[str, Any] = {"alone": True} if self.alone and outcome == CONFIRMED and isinstance(by, str) else {}
        # The fact and the action's own rows tell what was done; what was not done is nobody's business.
        self.sealed = ""
        self.save()
        Fact.write(f"pendingchange.{outcome}", self, by=by, kind=self.what, **alone)


def others_than(person: Person, call: Call) -> models.QuerySet[Person]:
    """Who else may say yes on this call."""
    roles = Role.objects.filter(Q(call=call) | Q(call=None))
    return Person.objects.filter(pk__in=roles.values("person"), is_active=True).exclude(pk=person.pk)


def values_of(action: Action, fields: dict[str, Any]) -> dict[str, Any]:
    """As the columns hold them: a time that was kept as text is a time again."""
    columns = {field.name: field for field in action._meta.concrete_fields}
    return {name: _value(columns.get(name), value) for name, value in fields.items()}


def kept(value: Any) -> Any:
    return value.pk if isinstance(value, models.Model) else value


def _value(column: Any, value: Any) -> Any:
    if column is None or value is None:
        return value
    if column.is_relation:
        return column.related_model._default_manager.filter(pk=value).first()
    return column.to_python(value)


def _route(put_down: dict[str, Any] | None) -> Any:
    from groundswell.core.models.route import RoutePlan

    return None if put_down is None else RoutePlan.read(put_down)


def lapse_overdue() -> int:
    overdue = list(PendingChange.objects.overdue().select_related("action__call"))
    for each in overdue:
        each.lapse()
    return len(overdue)
