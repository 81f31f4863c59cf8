from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models, transaction
from django.utils.translation import gettext as _

from groundswell.core.errors import Refused
from groundswell.core.models.call import ARCHIVED, Call
from groundswell.core.models.fact import Fact
from groundswell.core.models.person import Person
from groundswell.lib.clock import now

if TYPE_CHECKING:
    from collections.abc import Iterable

ASKED, ACCEPTED, DECLINED, WITHDRAWN, LEFT = "asked", "accepted", "declined", "withdrawn", "left"


class Parts(models.QuerySet["Part"]):
    def waiting(self) -> Self:
        return self.filter(state=ASKED)

    def standing(self) -> Self:
        return self.filter(state=ACCEPTED)

    def past(self) -> Self:
        return self.exclude(state__in=(ASKED, ACCEPTED))


class Part(models.Model):
    """That a call belongs to a larger one: asked by its convenors, accepted or declined by the larger one's, left.

    There are two levels: what is part of a larger call has no parts. So nothing can go round in a circle, and nothing
    is counted by two ways. `Call.whole` says how it stands; this row says who, when and why.
    """

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="memberships")
    whole = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="requests")
    country = models.CharField(max_length=2, blank=True)  # that it is the call of; none: of a region, a trade, …
    state = models.CharField(max_length=10, default=ASKED)
    asked_at = models.DateTimeField(default=now)
    asked_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    because = models.CharField(max_length=400, blank=True)  # it was declined, or ended
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = Parts.as_manager()

    class Meta:
        indexes = [models.Index(fields=["whole", "state"], name="part_list")]

    def __str__(self) -> str:
        return f"{self.call} → {self.whole}"

    @classmethod
    @transaction.atomic
    def ask(cls, call: Call, whole: Call, *, country: str = "", by: Person | str) -> Part:
        _lock(call, whole)
        if whole.stage == ARCHIVED:
            raise Refused(_("That call is archived, and takes in nothing more."))
        if call.memberships.waiting().exists():
            raise Refused(_("This call has asked already. Take that back first."))
        _refuse_third_level(call, whole)
        part = cls.objects.create(call=call, whole=whole, country=country, asked_by=_person(by))
        part._tell("part.asked", by)
        return part

    @transaction.atomic
    def accept(self, *, by: Person | str) -> None:
        """From now on the larger call lists and counts what is public of this one."""
        _lock(self.call, self.whole)
        if self._stands_at(ACCEPTED):
            return
        _refuse_third_level(self.call, self.whole)
        self._decide(ACCEPTED, by)
        self.call.whole = self.whole
        self.call.save(update_fields=["whole"])

    @transaction.atomic
    def decline(self, *, by: Person | str, because: str) -> None:
        _lock(self.call, self.whole)
        if not self._stands_at(DECLINED):
            self.because = because
            self._decide(DECLINED, by)

    @transaction.atomic
    def withdraw(self, *, by: Person | str) -> None:
        """By those who asked, before anybody answered."""
        _lock(self.call, self.whole)
        if not self._stands_at(WITHDRAWN):
            self._end(WITHDRAWN, by, because="")

    @transaction.atomic
    def leave(self, *, by: Person | str, because: str) -> None:
        """By either side. What is of the smaller call is its own alone again."""
        _lock(self.call, self.whole)
        self.refresh_from_db(fields=["state"])
        if self.state == LEFT:
            return
        if self.state != ACCEPTED:
            raise Refused(_("It is not part of the larger call."))
        self.call.whole = None
        self.call.save(update_fields=["whole"])
        self._end(LEFT, by, because=because)

    def _stands_at(self, state: str) -> bool:
        """Whether it is done already; refused where something else was done meanwhile."""
        self.refresh_from_db(fields=["state"])
        if self.state not in (ASKED, state):
            raise Refused(_("Somebody has answered meanwhile."))
        return self.state == state

    def _decide(self, state: str, by: Person | str) -> None:
        self.state, self.decided_at, self.decided_by = state, now(), _person(by)
        self.save()
        self._tell(f"part.{state}", by)

    def _end(self, state: str, by: Person | str, *, because: str) -> None:
        self.state, self.ended_at, self.ended_by, self.because = state, now(), _person(by), because
        self.save()
        self._tell(f"part.{state}", by)

    def _tell(self, what: str, by: Person | str) -> None:
        """In the log of both: what either of them shows has changed."""
        Fact.write_all([Fact.of(what, self, by=by, call=call) for call in (self.call, self.whole)])


def _refuse_third_level(call: Call, whole: Call) -> None:
    if call.pk == whole.pk:
        raise Refused(_("A call cannot be part of itself."))
    if call.whole_id:
        raise Refused(_("This call is part of a larger one already. Leave that one first."))
    if whole.whole:
        raise Refused(
            _("That call is itself part of a larger one. Ask that one instead: %(address)s")
            % {"address": whole.whole.slug}
        )
    if call.parts.exists():
        raise Refused(_("This call has parts of its own, and there are two levels: it cannot be part of another one."))


def _lock(*calls: Call) -> None:
    """In one order, so that of two who take each other in at once the second sees what the first one did."""
    keys: Iterable[int] = [call.pk for call in calls]
    rows = Call.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")
    wholes = dict(rows.values_list("pk", "whole"))
    for call in calls:
        call.whole_id = wholes[call.pk]


def _person(by: Person | str) -> Person | None:
    return None if isinstance(by, str) else by
