from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from groundswell.core.errors import Refused
from groundswell.core.models.call import PUBLIC, Call
from groundswell.core.models.fact import Fact
from groundswell.lib.clock import now

if TYPE_CHECKING:
    from groundswell.core.models.person import Person


class Background(models.Model):
    """Why there is a campaign: the story so far, with its sources."""

    call = models.OneToOneField(Call, on_delete=models.CASCADE, related_name="background")
    text = models.TextField(blank=True)  # Markdown
    changed_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"background of {self.call}"

    @classmethod
    @transaction.atomic
    def write(cls, call: Call, *, by: Person | str, text: str, sources: list[dict[str, Any]]) -> Background:
        """The text and all of its sources, in their order."""
        background = cls.objects.get_or_create(call=call)[0]
        before = [source.told for source in background.sources.all()]
        if (background.text, before) == (text, sources):
            return background
        changes: dict[str, list[Any]] = {"text": [background.text, text], "sources": [_plain(before), _plain(sources)]}
        background.text, background.changed_at = text, now()
        background.save()
        background.sources.all().delete()
        BackgroundSource.objects.bulk_create(BackgroundSource(background=background, **each) for each in sources)
        changed = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
        Fact.write("call.changed", call, by=by, call=call, **changed)
        return background


class BackgroundSource(models.Model):
    """A citation, as `Source` is under a report."""

    background = models.ForeignKey(Background, on_delete=models.CASCADE, related_name="sources")
    publisher = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=300, blank=True)
    address = models.CharField(max_length=1000, blank=True)
    archived = models.CharField(max_length=1000, blank=True)
    on = models.DateField(null=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.address or self.publisher

    @property
    def told(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ("publisher", "title", "address", "archived", "on")}


class Addressee(models.Model):
    """Who is asked by a call's demands: an office, a company, a parliament. Never a private person's address."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="addressees")
    name = models.CharField(max_length=160)
    what = models.CharField(max_length=200, blank=True)  # what they are, and what they could decide
    address = models.URLField(blank=True, max_length=500)  # of their public contact page

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name

    @classmethod
    @transaction.atomic
    def name_all(cls, call: Call, addressees: list[dict[str, str]], *, by: Person | str) -> None:
        """All of them, in their order."""
        before = list(call.addressees.values("name", "what", "address"))
        if before == addressees:
            return
        call.addressees.all().delete()
        Addressee.objects.bulk_create(Addressee(call=call, **each) for each in addressees)
        Fact.write("call.changed", call, by=by, call=call, addressees=[before, addressees])


class RelatedDay(models.Model):
    """That a day of action belongs to a campaign. Both calls say so."""

    campaign = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="related_days")
    day = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="related_campaigns")
    since = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "day"], name="related_day_once")]

    def __str__(self) -> str:
        return f"{self.day} belongs to {self.campaign}"

    @classmethod
    @transaction.atomic
    def relate(cls, campaign: Call, days: list[Call], *, by: Person | str) -> None:
        """These days and no others. Each is told of by a fact of both calls."""
        if campaign.kind != "campaign":
            if days:
                raise Refused(_("Only a campaign has days of action that belong to it."))
            return
        wanted, there = {day.pk: day for day in days}, {row.day_id: row for row in campaign.related_days.all()}
        for key in there.keys() - wanted.keys():
            row = there[key]
            day = row.day
            row.delete()
            _tell("call.unrelated", campaign, day, by=by)
        for key in wanted.keys() - there.keys():
            cls.objects.create(campaign=campaign, day=wanted[key])
            _tell("call.related", campaign, wanted[key], by=by)


def days_to_relate(campaign: Call) -> models.QuerySet[Call]:
    """Public days of action, and those that are related already; the latest first."""
    may = models.Q(kind="day", stage__in=PUBLIC) | models.Q(related_campaigns__campaign=campaign)
    return Call.objects.filter(may).exclude(pk=campaign.pk).distinct().order_by("-first_day", "-id")


def _tell(what: str, campaign: Call, day: Call, *, by: Person | str) -> None:
    Fact.write(what, campaign, by=by, call=campaign, other=day.slug)
    Fact.write(what, day, by=by, call=day, other=campaign.slug)


def _plain(sources: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [each | {"on": each["on"].isoformat() if each["on"] else None} for each in sources]
