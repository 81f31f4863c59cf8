from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

from django.db import models, transaction
from django.utils.translation import gettext as _

from groundswell.core.errors import Refused
from groundswell.core.models.action import Action
from groundswell.core.models.action_states import VISIBLE
from groundswell.core.models.fact import Fact, name_of
from groundswell.lib.clock import now

if TYPE_CHECKING:
    from groundswell.core.models.person import Person

PART, SAME = "part", "same"
STANDING = ("action_id", "whole_id", "relation")


class Overlaps(models.QuerySet["Overlap"]):
    def public(self) -> Self:
        """Where both actions are."""
        both = {"action__state__in": VISIBLE, "whole__state__in": VISIBLE}
        return self.filter(**both).exclude(action__call__stage="draft").exclude(whole__call__stage="draft")


class Overlap(models.Model):
    """That whoever came to one action was counted at another one too: it is a part of it, or the same one under another
    call. Both stay public; in a sum they count once (core/ranges.py).

    Never more than one step: what is a part of another has no parts itself, and the same as the same is the same.
    """

    action = models.OneToOneField(Action, on_delete=models.CASCADE, related_name="overlap")
    whole = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="overlapped")
    relation = models.CharField(max_length=4)  # part · same
    because = models.CharField(max_length=400, blank=True)
    by = models.CharField(max_length=20)
    at = models.DateTimeField(default=now)

    objects = Overlaps.as_manager()

    def __str__(self) -> str:
        return f"{self.action}: {self.relation} of {self.whole}"

    @classmethod
    @transaction.atomic
    def note(cls, action: Action, whole: Action, relation: str, *, by: Person | str, because: str = "") -> Overlap:
        """Said once, however often: what stands already is given back."""
        _lock(action, whole)
        before = cls.objects.filter(action=action).first()
        if before and (before.whole_id, before.relation) == (whole.pk, relation):
            return before
        action, whole = _in_order(action, _led_to(whole, relation), relation)
        _refuse(action, whole, relation)
        overlap = cls.objects.create(action=action, whole=whole, relation=relation, because=because, by=name_of(by))
        overlap._tell("overlapped", by=by, because=because)
        return overlap

    @transaction.atomic
    def undo(self, *, by: Person | str) -> None:
        """Each counts for itself again."""
        _lock(self.action, self.whole)
        if not Overlap.objects.filter(pk=self.pk).exists():
            return
        self._tell("counted_apart", by=by)
        self.delete()

    @classmethod
    def about(cls, action: Action) -> Overlaps:
        """What it is counted at, and what is counted at it."""
        mine = cls.objects.filter(models.Q(action=action) | models.Q(whole=action))
        return mine.select_related("action__call", "whole__call").order_by("id")

    @classmethod
    def beside(cls, actions: Iterable[Action]) -> Overlaps:
        """What these are a part of or the same as, and what is the same as they; not their parts."""
        keys = [action.pk for action in actions]
        mine = cls.objects.filter(models.Q(action__in=keys) | models.Q(whole__in=keys, relation=SAME))
        return mine.select_related("action__call", "whole__call").order_by("id")

    @classmethod
    def bring(cls, double: Action, kept: Action, *, by: Person | str) -> dict[str, list[Any]]:
        """Of a double that becomes one with another: what is said of either is said of the one that stays.

        Neither is a part of the other any more. Gives back how it stood, for `take_back`.
        """
        both = (double, kept)
        ended = list(cls.objects.filter(action__in=both, whole__in=both))
        for each in ended:
            each.undo(by=by)
        own = cls.objects.filter(action=kept).first() or cls.objects.filter(action=double).first()
        moved = [own._stand(by=by, action_id=kept.pk)] if own else []
        at: dict[str, Any] = {"whole_id": own.whole_id if own else kept.pk}
        if own and own.relation == PART:
            at["relation"] = PART  # what is the same as a part is a part
        moved += [each._stand(by=by, **at) for each in cls.objects.filter(whole__in=both).order_by("pk")]
        return {"moved": [each for each in moved if each], "ended": [each._said() for each in ended]}

    @classmethod
    def take_back(cls, brought: dict[str, list[Any]], *, by: Person | str) -> None:
        """As far as nothing else was noted since."""
        for before, after in brought.get("moved", []):
            each = cls.objects.filter(**after).first()
            if each and _is_free(before, but=each.pk):
                each._stand(by=by, **before)
        for said in brought.get("ended", []):
            if _is_free(said):
                cls.objects.create(**said)._tell("overlapped", by=by, because=said["because"])

    def _stand(self, *, by: Person | str, **anew: Any) -> list[dict[str, Any]]:
        """Between others from now on, and told so under the calls of these: what it was before and is now, if not the
        same."""
        before = {name: getattr(self, name) for name in STANDING}
        after = before | anew
        if before == after:
            return []
        type(self).objects.filter(pk=self.pk).update(**after)
        self.refresh_from_db()
        _lock(self.action, self.whole)
        self._tell("overlapped", by=by, because=self.because)
        return [before, after]

    def _said(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in (*STANDING, "because", "by")} | {"at": self.at.isoformat()}

    def _tell(self, what: str, *, by: Person | str, because: str = "") -> None:
        """Under the calls of both: the numbers of each change."""
        self.action._touch()
        said: dict[str, Any] = {"relation": self.relation} | ({"because": because} if because else {})
        Fact.write(f"action.{what}", self.action, by=by, with_action=self.whole.ref, **said)
        Fact.write(f"action.{what}", self.whole, by=by, with_action=self.action.ref, **said)


def _lock(*actions: Action) -> None:
    for action in sorted(actions, key=lambda each: each.pk):
        action.lock()


def _is_free(standing: dict[str, Any], but: int = 0) -> bool:
    """Whether it may stand so, beside what is noted: one step, and never two."""
    action, whole = standing["action_id"], standing["whole_id"]
    in_the_way = models.Q(action__in=(action, whole)) | models.Q(whole=action)
    return not Overlap.objects.filter(in_the_way).exclude(pk=but).exists()


def _led_to(whole: Action, relation: str) -> Action:
    """The same as what is the same as a third is the same as that; a part of a part would be counted in both."""
    beyond = Overlap.objects.filter(action=whole).select_related("whole").first()
    if not beyond:
        return whole
    if beyond.relation == PART:
        raise Refused(_("That one is itself a part of another one: say of that larger one what this is to it."))
    return beyond.whole


def _in_order(action: Action, whole: Action, relation: str) -> tuple[Action, Action]:
    """Of two that are the same, the one at which others are counted already stands for both."""
    turned = relation == SAME and action.overlapped.exists() and not whole.overlapped.exists()
    return (whole, action) if turned else (action, whole)


def _refuse(action: Action, whole: Action, relation: str) -> None:
    if relation not in (PART, SAME):
        raise Refused(_("Say whether it is a part of that one, or the same."))
    if action.pk == whole.pk:
        raise Refused(_("These are one and the same already."))
    if not (action.visible and whole.visible):
        raise Refused(_("Both have to be public."))
    if Overlap.objects.filter(action=action).exists():
        raise Refused(_("It is noted already at which action its people were counted: undo that first."))
    if action.overlapped.exists():
        raise Refused(_("Others are counted at this one, so it cannot be counted at another: undo that first."))
