from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from groundswell.core.errors import Refused
from groundswell.core.models.action import Action
from groundswell.core.models.action_states import CANCELLED, MERGED, PROPOSED
from groundswell.core.models.decision import MERGE, Decision
from groundswell.core.models.fact import Fact
from groundswell.core.models.held_place import HeldPlace
from groundswell.core.models.hosting import Hosting
from groundswell.core.models.overlap import Overlap
from groundswell.core.models.report import Report
from groundswell.core.models.route import Route
from groundswell.core.models.search_text import SearchText
from groundswell.core.models.standby import Standby, keep_until

if TYPE_CHECKING:
    from groundswell.core.models.person import Person

MOST_STEPS = 10  # from one to the one that it was merged into, and on from there


class Merge(models.Model):
    """Two actions that are one: which one stays, and what of the double went over to it, so that it can be undone.

    Who, when and why stand in its decision. What counts by a secret (receipts, codes) stays where it is, under the
    double, and is reckoned to the one that stays for as long as the merge stands.
    """

    decision = models.OneToOneField(Decision, on_delete=models.CASCADE, related_name="merge")
    double = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="merges")
    kept = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="absorbed")
    # Whether the code of the double's host opens the one that stays.
    with_host = models.BooleanField(default=False)
    moved = models.JSONField(default=dict)  # primary keys, by noun of BRINGING; how overlaps stood

    def __str__(self) -> str:
        return f"{self.double_id} into {self.kept_id}"

    @classmethod
    @transaction.atomic
    def make(
        cls, double: Action, *, into: Action, by: Person, because: str = "", with_host: bool = False
    ) -> Merge | None:
        """None where they are one already."""
        _lock(double, into)
        if double.pk == into.pk:
            raise Refused(_("These are one and the same already."))
        if double.state == MERGED:
            return None
        if not _may_stay(into):
            raise Refused(_("The one that stays has to be public, or waiting here."))
        if double.visible and not into.visible:
            raise Refused(_("One of them is public: that one stays, or accept the other one first."))
        decision = Decision.take(double, MERGE, by=by, reason="double", because=because)
        if not decision:
            return None
        merge = cls(decision=decision, double=double, kept=into, with_host=with_host)
        merge.moved = {noun: bring(double, into) for noun, bring in BRINGING.items()}
        merge.moved["counted_at"] = Overlap.bring(double, into, by=by)
        merge.save()
        Action.objects.filter(pk=into.pk).update(coming=models.F("coming") + double.coming)
        Standby.place_next(into)
        into.refresh_from_db()
        into._touch()
        Fact.write("action.absorbed", into, by=by, double=double.ref)
        return merge

    def undo(self, *, by: Person) -> None:
        """Called by the decision's own undo, in its transaction: what went over goes back, as far as it is there."""
        double, kept = self.double, self.kept
        _lock(double, kept)
        Hosting.objects.filter(pk__in=self.moved["hosts"], action=kept).delete()
        Report.objects.filter(pk__in=self.moved["reports"], action=kept).update(action=double)
        Route.objects.filter(pk__in=self.moved["routes"], action=kept).update(action=double)
        Standby.objects.unplaced().filter(pk__in=self.moved["waiting"], action=kept).update(action=double)
        HeldPlace.take_back(kept, self.moved.get("held_places", []))
        Overlap.objects.filter(pk__in=self.moved.get("overlaps", []), whole=kept).update(
            whole=double
        )  # of older merges
        Overlap.take_back(self.moved.get("counted_at", {}), by=by)
        Action.objects.filter(pk=kept.pk).update(coming=models.F("coming") - double.coming)
        kept.refresh_from_db()
        kept._touch()
        for action in (double, kept):
            action.recount()
        SearchText.keep(kept)
        Fact.write("action.parted", kept, by=by, double=double.ref)

    @classmethod
    def of(cls, double: Action) -> Merge | None:
        """The one that stands."""
        if double.state != MERGED:
            return None
        standing = cls.objects.filter(double=double, decision__undone_at=None).select_related("kept__call", "kept")
        return standing.order_by("-pk").first()

    @classmethod
    def led_to(cls, action: Action) -> Action:
        """Where the address of a double leads in the end: the action itself, where it is none."""
        return [action, *cls.steps_from(action)][-1]

    @classmethod
    def steps_from(cls, double: Action) -> list[Action]:
        """The one that it was merged into, then the one that this was merged into, if it was."""
        found: list[Action] = []
        while len(found) < MOST_STEPS and (merge := cls.of(found[-1] if found else double)):
            found.append(merge.kept)
        return found

    @classmethod
    def leading_from(cls, ref: str) -> Action | None:
        """The public action to which the address of a double leads now."""
        double = Action.objects.filter(ref=ref.lower(), state=MERGED).first()
        kept = cls.led_to(double) if double else None
        return kept if kept and kept.visible and kept.call.public else None

    @classmethod
    def opened_by(cls, action: Action) -> Action:
        """What a code of this action opens: the one that stays where its host is to change that too."""
        for _step in range(MOST_STEPS):
            merge = cls.of(action)
            if not (merge and merge.with_host):
                break
            action = merge.kept
        return action


def _may_stay(action: Action) -> bool:
    return (action.visible and action.state != CANCELLED) or (action.state == PROPOSED and bool(action.proven_at))


def _lock(*actions: Action) -> None:
    """In one order, so that two who merge crosswise do not wait for each other."""
    for action in sorted(actions, key=lambda each: each.pk):
        action.lock()


def _bring_hosts(double: Action, kept: Action) -> list[int]:
    """Named beside the others, once each."""
    there = {hosting.folded for hosting in kept.hostings.all()}
    brought: list[Any] = []
    for hosting in double.hostings.all():
        if hosting.folded not in there:
            there.add(hosting.folded)
            copy = Hosting.of(kept, hosting.name)
            copy.organisation_id = hosting.organisation_id
            copy.save()
            brought.append(copy.pk)
    return brought


def _bring_reports(double: Action, kept: Action) -> list[int]:
    moved = list(double.reports.values_list("pk", flat=True))
    Report.objects.filter(pk__in=moved).update(action=kept)
    for action in (double, kept):
        action.recount()
    return moved


def _bring_route(double: Action, kept: Action) -> list[int]:
    """Where the one that stays has none. One that is held back stays held back."""
    if (double.shown_from and not kept.shown_from) or Route.objects.filter(action=kept).exists():
        return []
    brought = list(Route.objects.filter(action=double).values_list("pk", flat=True))
    Route.objects.filter(pk__in=brought).update(action=kept)
    return brought


def _bring_waiting(double: Action, kept: Action) -> list[int]:
    """In the order in which they came, among those who wait there. Who waits for both waits once."""
    there = Standby.objects.filter(action=kept).values("contact__fingerprint")
    waiting = Standby.objects.unplaced().filter(action=double).exclude(contact__fingerprint__in=there)
    brought = list(waiting.values_list("pk", flat=True))
    Standby.objects.filter(pk__in=brought).update(action=kept)
    keep_until(kept)
    return brought


def _bring_held_place(double: Action, kept: Action) -> list[int]:
    """Where the one that stays is known to the same town alone. A copy: its own stays with the double."""
    held, exact = HeldPlace.of(double), kept.address or kept.meeting_point or kept.geo_precision == "point"
    same_town = (double.country, double.locality, double.town) == (kept.country, kept.locality, kept.town)
    if not held or exact or kept.shown_from or not same_town or held.shown_from >= kept.starts:
        return []
    return [held.lend(kept).pk]


# In this order: a route that is held back goes where the place is held back too.
BRINGING = {
    "hosts": _bring_hosts,
    "reports": _bring_reports,
    "held_places": _bring_held_place,
    "routes": _bring_route,
    "waiting": _bring_waiting,
}
