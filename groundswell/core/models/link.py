from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

from django.db import models, transaction

from groundswell.core.models.fact import Fact
from groundswell.core.models.milestone import Milestone
from groundswell.core.models.resource import Resource
from groundswell.core.models.source import Source
from groundswell.lib.clock import now

if TYPE_CHECKING:
    from groundswell.core.models.call import Call

# One miss may be an hour's repairs: the public is told after the second.
MISSES_TO_TELL = 2


class Links(models.QuerySet["Link"]):
    def at(self, addresses: Iterable[str]) -> Self:
        return self.filter(mark__in={mark_of(address) for address in addresses if address})

    def dead(self) -> Self:
        """For the convenors, who may know better: from the first miss on."""
        return self.filter(dead_since__isnull=False).order_by("dead_since", "id")

    def told_dead(self) -> Self:
        """For everybody."""
        return self.dead().filter(misses__gte=MISSES_TO_TELL)


class Link(models.Model):
    """A foreign address that our pages lead to, and how it answered when it was last looked up."""

    address = models.URLField(max_length=1000)
    mark = models.CharField(max_length=64, unique=True)  # of the address, which is too long for an index
    looked_at = models.DateTimeField()
    status = models.IntegerField(null=True)  # of HTTP; none where nothing answered
    trouble = models.CharField(max_length=12, blank=True)  # a word of kinds.LINK_TROUBLES
    misses = models.IntegerField(default=0)  # in a row
    dead_since = models.DateTimeField(null=True)

    objects = Links.as_manager()

    def __str__(self) -> str:
        return self.address

    @classmethod
    @transaction.atomic
    def looked(cls, address: str, *, status: int | None, trouble: str) -> Link:
        """How it answered just now. A fact is written only where it fell silent, or answers again."""
        given = {"address": address, "looked_at": now()}
        link = cls.objects.select_for_update().get_or_create(mark=mark_of(address), defaults=given)[0]
        was_dead, link.looked_at, link.status, link.trouble = link.dead_since, now(), status, trouble
        link.misses = link.misses + 1 if trouble else 0
        link.dead_since = (was_dead or link.looked_at) if trouble else None
        link.save()
        if bool(was_dead) != bool(trouble):
            Fact.write("link.died" if trouble else "link.answered", link, by="server", trouble=trouble)
        return link


def mark_of(address: str) -> str:
    return hashlib.sha256(address.encode()).hexdigest()


def addresses(call: Call | None = None) -> list[str]:
    """Every address that a call's toolkit, milestones and record lead to; each once, in a steady order."""
    resources = Resource.objects.offered().prefetch_related("versions").order_by("id")
    milestones = Milestone.objects.filter(removal=None).order_by("id")
    if call:
        resources, milestones = resources.filter(call=call), milestones.filter(call=call)
    led_to = [address for resource in resources for address in resource.leads_to]
    sources = (Source.objects.of(call) if call else Source.objects.public()).filter(address__startswith="http")
    cited = sources.order_by("id").values_list("address", flat=True)
    return list(dict.fromkeys([*led_to, *milestones.values_list("address", flat=True), *cited]))


def forget_unused() -> int:
    """Those that nothing leads to any more."""
    used = {mark_of(address) for address in addresses()}
    unused = [pk for pk, mark in Link.objects.values_list("pk", "mark") if mark not in used]
    return Link.objects.filter(pk__in=unused).delete()[0]
