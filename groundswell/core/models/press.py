"""What a call has ready for the press: words to quote, whom to ask, pictures to print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models, transaction
from django.utils.translation import gettext as _

from groundswell.core.errors import Refused
from groundswell.core.models.fact import Fact
from groundswell.core.models.removal import Removal
from groundswell.core.models.resource import Resource
from groundswell.lib.clock import now

if TYPE_CHECKING:
    from groundswell.core.models.call import Call
    from groundswell.core.models.person import Person

PICTURE = "picture"
# Under these everybody may print a picture; "reserved" lets it be handed on and no more.
FREE = ("cc-by-4.0", "cc0", "cc-by-sa-4.0")


class Quotes(models.QuerySet["Quote"]):
    def offered(self) -> Self:
        return self.filter(removal=None).order_by("-at", "-id")


class Quote(models.Model):
    """A line that may be quoted, and whose it is."""

    call = models.ForeignKey("core.Call", on_delete=models.CASCADE, related_name="quotes")
    text = models.CharField(max_length=600)
    who = models.CharField(max_length=120)
    role = models.CharField(max_length=120, blank=True)
    organisation = models.CharField(max_length=160, blank=True)
    language = models.CharField(max_length=12, default="en")
    at = models.DateTimeField(default=now)

    objects = Quotes.as_manager()

    class Meta:
        indexes = [models.Index(fields=["call", "at"], name="quote_list")]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def whose(self) -> list[str]:
        return [part for part in (self.who, self.role, self.organisation) if part]

    @classmethod
    @transaction.atomic
    def offer(cls, call: Call, *, by: Person | str, **fields: str) -> Quote:
        quote = cls.objects.create(call=call, **fields)
        Fact.write("quote.offered", quote, by=by)
        return quote

    @transaction.atomic
    def take_off(self, *, by: Person | str, because: str) -> None:
        """Safe to repeat."""
        if Removal.note(because=because, by=by, quote=self):
            Fact.write("quote.taken_off", self, by=by, because=because)


class PressContacts(models.QuerySet["PressContact"]):
    def published(self) -> Self:
        return self.filter(removal=None).order_by("country", "name", "id")


class PressContact(models.Model):
    """Whom journalists may ask. Public by the convenors' own tick, and typed for that: never what is kept sealed."""

    call = models.ForeignKey("core.Call", on_delete=models.CASCADE, related_name="press_contacts")
    name = models.CharField(max_length=120)
    country = models.CharField(max_length=2, blank=True)  # none: for wherever nobody else is named
    languages = models.JSONField(default=list)
    public_mail = models.EmailField(max_length=200, blank=True)
    public_phone = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField(default=now)

    objects = PressContacts.as_manager()

    class Meta:
        indexes = [models.Index(fields=["call", "country"], name="press_contact_list")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    @transaction.atomic
    def publish(cls, call: Call, *, by: Person | str, **fields: Any) -> PressContact:
        contact = cls.objects.create(call=call, **fields)
        Fact.write("press_contact.published", contact, by=by, public=_given(contact))
        return contact

    @transaction.atomic
    def take_off(self, *, by: Person | str, because: str) -> None:
        """That there was one is kept; how to reach them is not. Safe to repeat."""
        if Removal.note(because=because, by=by, press_contact=self):
            self.public_mail = self.public_phone = ""
            self.save()
            Fact.write("press_contact.taken_off", self, by=by, because=because)


def _given(contact: PressContact) -> list[str]:
    """Which ways are public; the ways themselves go when the contact goes, and a fact stays."""
    return [name for name in ("public_mail", "public_phone") if getattr(contact, name)]


class Clearances(models.QuerySet["Clearance"]):
    def standing(self) -> Self:
        """Of pictures that are still in the toolkit, under a licence that still lets everybody print them."""
        cleared = self.filter(removal=None, resource__removal=None, resource__licence__in=FREE)
        return cleared.filter(resource__kind=PICTURE).order_by("-at", "-id")


class Clearance(models.Model):
    """That a picture of the toolkit may be printed by the press: whose it is, and what is on it."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="clearances")
    credit = models.CharField(max_length=160)
    alt = models.CharField(max_length=300)  # for those who cannot see it
    at = models.DateTimeField(default=now)

    objects = Clearances.as_manager()

    def __str__(self) -> str:
        return f"cleared {self.at:%Y-%m-%d}"

    @property
    def call(self) -> Call:
        return self.resource.call

    @classmethod
    @transaction.atomic
    def give(cls, resource: Resource, *, by: Person | str, credit: str, alt: str) -> Clearance:
        """What was cleared before is cleared anew, with what is said now."""
        if resource.kind != PICTURE or resource.licence not in FREE:
            raise Refused(_("Only a picture under a free licence can be cleared for the press."))
        standing = resource.clearances.filter(removal=None).first()
        if standing and (standing.credit, standing.alt) == (credit, alt):
            return standing
        clearance = standing or cls(resource=resource)
        clearance.credit, clearance.alt, clearance.at = credit, alt, now()
        clearance.save()
        Fact.write("clearance.given", clearance, by=by, credit=credit, alt=alt)
        return clearance

    @transaction.atomic
    def take_off(self, *, by: Person | str, because: str) -> None:
        """It stays in the toolkit. Safe to repeat."""
        if Removal.note(because=because, by=by, clearance=self):
            Fact.write("clearance.taken_off", self, by=by, because=because)
