from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Self

from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from groundswell.core import sealing
from groundswell.core.errors import Refused
from groundswell.core.models.contact import Contact
from groundswell.core.models.fact import Fact
from groundswell.core.models.lockable import Lockable
from groundswell.core.models.organisation import Organisation
from groundswell.core.models.receipt import Receipt
from groundswell.lib.clock import now

if TYPE_CHECKING:
    from groundswell.core.models.call import Call
    from groundswell.core.models.person import Person

ASKED, PROVEN, ACCEPTED, DECLINED, WITHDRAWN = "asked", "proven", "accepted", "declined", "withdrawn"
MAIL, UNPROVEN = "mail", "none"
PERSON, ORGANISATION = "person", "organisation"
MAY = {"people": (PERSON,), "organisations": (ORGANISATION,), "both": (PERSON, ORGANISATION)}
KEPT = timedelta(days=366)
COUNTED = ("id", "unproven")


class Pledge(models.Model):
    """A commitment that people or organisations make under a call. Public as a count."""

    call = models.ForeignKey("core.Call", on_delete=models.CASCADE, related_name="pledges")
    text = models.CharField(max_length=400)
    takers = models.CharField(max_length=14, default="both")  # a word of kinds.TAKERS
    proof = models.CharField(max_length=8, default=MAIL)  # a word of kinds.PROOFS: what people prove
    goal = models.IntegerField(null=True)
    unproven = models.IntegerField(default=0)  # people who said so in a browser, and proved nothing
    made_at = models.DateTimeField(default=now)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("pledge", args=[self.call.slug, self.pk])

    @property
    def open(self) -> bool:
        return self.closed_at is None and self.call.open

    @property
    def may_take(self) -> tuple[str, ...]:
        return MAY[self.takers]

    @property
    def takes_unproven(self) -> bool:
        """Whether people are counted without a proof, which is said wherever their number stands."""
        return self.proof == UNPROVEN and PERSON in self.may_take

    @property
    def may_prove(self) -> tuple[str, ...]:
        """Who takes it by mail."""
        return tuple(kind for kind in self.may_take if kind != PERSON or not self.takes_unproven)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk and not self._state.adding and "update_fields" not in kwargs:
            # Browsers count meanwhile: a change of the goal must not put back their number.
            kwargs["update_fields"] = [each.name for each in self._meta.concrete_fields if each.name not in COUNTED]
        super().save(*args, **kwargs)

    @classmethod
    @transaction.atomic
    def offer(cls, call: Call, *, by: Person | str, **fields: Any) -> Pledge:
        pledge = cls.objects.create(call=call, **fields)
        Fact.write("pledge.offered", pledge, by=by, call=call)
        return pledge

    @transaction.atomic
    def change(self, *, by: Person | str, **fields: Any) -> None:
        """The text stays once somebody has taken it: nobody promised another one."""
        changes = {name: [getattr(self, name), value] for name, value in fields.items()}
        changes = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
        if "text" in changes and self.takings.exists():
            raise Refused(_("Somebody has taken this pledge, so its words stay. Close it and offer another one."))
        if not changes:
            return
        for name, value in fields.items():
            setattr(self, name, value)
        self.save()
        Fact.write("pledge.changed", self, by=by, call=self.call, **changes)

    @transaction.atomic
    def close(self, *, by: Person | str) -> None:
        """What was promised stands, and can still be withdrawn."""
        if self.closed_at is None:
            self.closed_at = now()
            self.save()
            Fact.write("pledge.closed", self, by=by, call=self.call)

    @transaction.atomic
    def open_again(self, *, by: Person | str) -> None:
        if self.closed_at is not None:
            self.closed_at = None
            self.save()
            Fact.write("pledge.opened", self, by=by, call=self.call)


class Takings(models.QuerySet["Taking"]):
    def standing(self) -> Self:
        """Once the address is proven; of a named organisation, once it is accepted too."""
        return self.filter(models.Q(state=ACCEPTED) | models.Q(state=PROVEN, organisation=None))

    def waiting(self) -> Self:
        return self.filter(state=PROVEN, organisation__isnull=False)

    def never_proven(self, since: timedelta) -> Self:
        return self.filter(state=ASKED, asked_at__lt=now() - since)

    def forget(self) -> int:
        """With the addresses that were given for them, and the organisations that nobody else knows of."""
        takings = list(self)
        Contact.objects.filter(pk__in=[each.contact_id for each in takings if each.contact_id]).erase()
        named = [each.organisation_id for each in takings if each.organisation_id]
        gone = self.filter(pk__in=[each.pk for each in takings]).delete()[0]
        unknown = {"proven_at": None, "endorsements": None, "takings": None, "assents": None}
        Organisation.objects.filter(pk__in=named, **unknown).delete()
        return gone


class Taking(Lockable):
    """One person or organisation who took a pledge. A person is a number and a country; nothing else is asked."""

    pledge = models.ForeignKey(Pledge, on_delete=models.CASCADE, related_name="takings")
    kind = models.CharField(max_length=12)  # person, organisation
    country = models.CharField(max_length=2)
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.SET_NULL, related_name="takings"
    )  # only where it wants to be named
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL)
    state = models.CharField(max_length=10, default=ASKED)
    asked_at = models.DateTimeField(default=now)
    proven_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)  # of a named organisation

    objects = Takings.as_manager()

    class Meta:
        indexes = [models.Index(fields=["pledge", "state", "country"], name="taking_count")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.country}: {self.pledge}"

    @property
    def call(self) -> Call:
        return self.pledge.call

    @classmethod
    @transaction.atomic
    def ask(
        cls,
        pledge: Pledge,
        *,
        kind: str,
        country: str,
        address: str,
        language: str,
        name: str = "",
        kind_of_organisation: str = "other",
    ) -> Taking:
        """Asked again by the same address it is the same one: whoever types an address learns nothing about it."""
        if not pledge.open:
            raise Refused(_("This pledge is closed."))
        if kind not in pledge.may_prove:
            raise Refused(_("This pledge is not for you to take: look at whom it is for."))
        # Two askings at once: the second waits, and then finds what the first one made.
        Pledge.objects.select_for_update().get(pk=pledge.pk)
        mark = sealing.fingerprint(address)
        if same := cls.objects.filter(pledge=pledge, kind=kind, contact__fingerprint=mark).first():
            return same
        named = None
        if name and kind == ORGANISATION:
            named = Organisation.named(name, country=country, kind=kind_of_organisation)
        contact = Contact.keep(address, language=language, until=now() + KEPT)
        taking = cls.objects.create(pledge=pledge, kind=kind, country=country, organisation=named, contact=contact)
        Fact.write("taking.asked", taking, by="public")
        return taking

    @transaction.atomic
    def prove(self) -> None:
        """The address answered, and it counts. Safe to repeat."""
        self.lock()
        if self.state != ASKED:
            return
        self.state, self.proven_at = PROVEN, now()
        self.save()
        if self.organisation_id:
            Organisation.objects.filter(pk=self.organisation_id, proven_at=None).update(proven_at=now())
        Fact.write("taking.proven", self, by="public")

    @transaction.atomic
    def withdraw(self) -> None:
        """It no longer counts, and the address is erased at once. Safe to repeat."""
        self.lock()
        if self.state == WITHDRAWN:
            return
        self.state = WITHDRAWN
        self.save()
        if self.contact_id:
            Contact.objects.filter(pk=self.contact_id).erase()
        Fact.write("taking.withdrawn", self, by="public")


class UnprovenTaking(Receipt):
    """ "I promise it", said in a browser alone."""

    ABOUT, COUNT = "pledge", "unproven"

    pledge = models.ForeignKey(Pledge, on_delete=models.CASCADE, related_name="unproven_takings")

    def __str__(self) -> str:
        return f"taking of {self.pledge_id}"

    @staticmethod
    def refuse(about: Pledge) -> None:
        if not about.open:
            raise Refused(_("This pledge is closed."))
        if not about.takes_unproven:
            raise Refused(_("This pledge is taken with a mail address."))

    @staticmethod
    def mark(about: Pledge) -> str:
        return f"pledge {about.pk}"
