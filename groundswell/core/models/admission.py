from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models import Case, F, When

from groundswell.core.models.fact import Fact

if TYPE_CHECKING:
    from groundswell.core.models.person import Person

MOST = 10  # whoever comes with more friends than that brings people who can say so themselves
ROUND = 10  # what is rounded is told in tens, downwards: "fewer than 10", "at least 20"


class Admission(models.Model):
    """How many may come, and how exactly it is told how many are coming."""

    capacity = models.IntegerField(null=True)  # none: as many as like
    coming_rounded = models.BooleanField(default=False)

    class Meta:
        abstract = True

    if TYPE_CHECKING:
        coming: int

    @property
    def coming_told(self) -> int:
        """What may be said in public; rounded, it is the least that it may be."""
        return self.coming - self.coming % ROUND if self.coming_rounded else self.coming

    @property
    def full(self) -> bool:
        return self.capacity is not None and self.coming >= self.capacity

    @property
    def places_left(self) -> int | None:
        """None where nobody may know, or where there is no end of places."""
        return None if self.capacity is None or self.coming_rounded else max(0, self.capacity - self.coming)

    @property
    def waiting_list(self) -> int:
        """How many places are asked for by those who wait."""
        waiting = self.standbys.waiting().aggregate(many=models.Sum("number"))["many"]  # type: ignore[attr-defined]
        return waiting or 0

    @transaction.atomic
    def admit(self, *, by: Person | str, capacity: int | None, rounded: bool) -> None:
        """Another number of places, another way to tell. Nobody who has said that they come loses their place; where
        there are more places now, those who wait get them."""
        from groundswell.core.models.standby import Standby

        self.lock()  # type: ignore[attr-defined]
        given = {"capacity": capacity, "coming_rounded": rounded}
        changes: dict[str, Any] = {
            name: [getattr(self, name), value] for name, value in given.items() if getattr(self, name) != value
        }
        if not changes:
            return
        for name, value in given.items():
            setattr(self, name, value)
        self._touch()  # type: ignore[attr-defined]
        Fact.write("action.changed", self, by=by, **changes)
        Standby.place_next(self)  # type: ignore[arg-type]

    def keep_waiting(self) -> None:
        """On another day: letters must still reach those who wait, and their addresses are erased no later."""
        from groundswell.core.models.standby import keep_until

        keep_until(self)


def coming_told() -> Any:
    """The same for the database. A list in the order of exact numbers would tell those that are rounded."""
    tens = F("coming") / ROUND * ROUND  # whole numbers: both databases leave the rest away
    return Case(When(coming_rounded=True, then=tens), default=F("coming"), output_field=models.IntegerField())
