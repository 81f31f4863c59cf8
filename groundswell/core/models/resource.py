from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models, transaction
from django.urls import reverse
from django.utils.functional import cached_property

from groundswell.core import uploads
from groundswell.core.models.fact import Fact
from groundswell.core.models.removal import Removal
from groundswell.core.models.sought import Sought
from groundswell.core.uploads import Checked
from groundswell.lib import crockford
from groundswell.lib.clock import now
from groundswell.lib.filetypes import FORMATS, Format

if TYPE_CHECKING:
    from groundswell.core.models.call import Call
    from groundswell.core.models.person import Person

MESSAGE, LESSON = "message", "lesson"


def new_ref() -> str:
    return crockford.random(8).lower()


class Resources(models.QuerySet["Resource"]):
    def offered(self) -> Self:
        return self.filter(removal=None)

    def lessons(self) -> Self:
        return self.offered().filter(kind=LESSON).order_by("title", "id")


class Resource(Sought):
    """An item of a call's toolkit. What it is stands here; the file, link or text itself stands in its versions."""

    SOUGHT = ("title", "description")

    call = models.ForeignKey("core.Call", on_delete=models.CASCADE, related_name="resources")
    ref = models.CharField(max_length=10, unique=True, default=new_ref)
    kind = models.CharField(max_length=12)  # a word of kinds.RESOURCES
    title = models.CharField(max_length=160)
    description = models.CharField(max_length=600, blank=True)
    language = models.CharField(max_length=12, default="en")
    licence = models.CharField(max_length=20, default="cc-by-4.0")  # a word of kinds.LICENCES
    # Of a lesson: what is done in it (Markdown), how long it takes, and what to read before:
    # [{"title": …, "author": …, "address": …}], the last two perhaps empty.
    outline = models.TextField(blank=True)
    minutes = models.IntegerField(null=True)
    readings = models.JSONField(default=list)
    published_at = models.DateTimeField(default=now)
    changed_at = models.DateTimeField(null=True)  # last, apart from its versions

    objects = Resources.as_manager()

    class Meta:
        indexes = [models.Index(fields=["call", "kind", "language"], name="resource_list")]

    def __str__(self) -> str:
        return self.title

    @classmethod
    @transaction.atomic
    def publish(cls, call: Call, *, by: Person | str, version: dict[str, Any], **fields: Any) -> Resource:
        resource = cls.objects.create(call=call, **fields)
        resource._keep(**version)
        Fact.write("resource.published", resource, by=by, call=call)
        return resource

    @transaction.atomic
    def renew(self, *, by: Person | str, **version: Any) -> ResourceVersion:
        """A new version takes the place of the one before, which stays listed with its date."""
        new = self._keep(**version)
        Fact.write("resource.renewed", self, by=by, call=self.call, version=new.pk)
        return new

    @transaction.atomic
    def change(self, *, by: Person | str, **fields: Any) -> None:
        changes = {name: [getattr(self, name), value] for name, value in fields.items()}
        changes = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
        if not changes:
            return
        for name, value in fields.items():
            setattr(self, name, value)
        self.changed_at = now()
        self.save()
        Fact.write("resource.changed", self, by=by, call=self.call, **changes)

    @transaction.atomic
    def take_off(self, *, by: Person | str, because: str) -> None:
        """Safe to repeat."""
        if Removal.note(because=because, by=by, resource=self):
            Fact.write("resource.taken_off", self, by=by, call=self.call, because=because)

    @cached_property
    def current(self) -> ResourceVersion:
        return list(self.versions.all())[-1]

    @property
    def earlier(self) -> list[ResourceVersion]:
        """The newest of them first."""
        return list(self.versions.all())[-2::-1]

    @property
    def is_message(self) -> bool:
        return self.kind == MESSAGE

    @property
    def is_lesson(self) -> bool:
        return self.kind == LESSON

    @property
    def newest_at(self) -> datetime:
        """When something about it was last new."""
        return max(self.current.at, self.changed_at or self.published_at)

    @property
    def leads_to(self) -> list[str]:
        """The foreign addresses that it links to."""
        readings = [reading["address"] for reading in self.readings]
        return [address for address in (self.current.link, *readings) if address]

    def get_absolute_url(self) -> str:
        return reverse("resource", args=[self.call.slug, self.ref])

    @property
    def address(self) -> str:
        """Where the thing itself is; a message has it on the page."""
        if self.current.hash:
            return reverse("resource-download", args=[self.call.slug, self.ref])
        return self.current.link

    def _keep(self, *, file: Checked | None = None, **fields: Any) -> ResourceVersion:
        if file:
            fields |= {"hash": uploads.keep(file), "format": file.format, "size": len(file.data)}
        self.__dict__.pop("current", None)
        return ResourceVersion.objects.create(resource=self, **fields)


class ResourceVersion(models.Model):
    """A resource as it was from one day on: a link, a file or a text."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="versions")
    name = models.CharField(max_length=40, blank=True)  # "2", "2031-03"
    changed = models.CharField(max_length=400, blank=True)  # what is different from the version before
    link = models.URLField(max_length=1000, blank=True)
    text = models.TextField(blank=True)  # of a message
    hash = models.CharField(max_length=64, blank=True)  # of a file; core.uploads finds it by that
    format = models.CharField(max_length=8, blank=True)
    size = models.IntegerField(null=True)
    at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.resource} {self.name}".strip()

    @property
    def form(self) -> Format | None:
        return FORMATS.get(self.format)

    @property
    def file_name(self) -> str:
        """From the title, in whatever script it is; the name that a file came with may tell whose it was."""
        letters = (" " if each in '/\\:*?"<>|' or not each.isprintable() else each for each in self.resource.title)
        title = " ".join("".join(letters).split()).strip(" .")
        return f"{title or self.resource.ref}.{self.form.ending}" if self.form else title
