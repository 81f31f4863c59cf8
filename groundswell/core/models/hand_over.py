from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext as _

from groundswell.core import sealing
from groundswell.core.errors import Refused
from groundswell.core.models.co_host import mask_of, unmasked
from groundswell.core.models.code import Code
from groundswell.core.models.contact import Contact
from groundswell.core.models.fact import Fact
from groundswell.core.models.lockable import Lockable
from groundswell.lib.clock import now

if TYPE_CHECKING:
    from groundswell.core.models.action import Action
    from groundswell.core.models.call import Call


class HandOvers(models.QuerySet["HandOver"]):
    def waiting(self) -> Self:
        return self.filter(confirmed_at=None, called_back_at=None, contact__until__gt=now())

    def unanswered(self) -> Self:
        return self.filter(confirmed_at=None, called_back_at=None).exclude(contact__until__gt=now())


class HandOver(Lockable):
    """The first host of an action gives it to another address. Nothing changes until that one confirms."""

    action = models.ForeignKey("core.Action", on_delete=models.CASCADE, related_name="hand_overs")
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL, related_name="+")  # of the next one
    before = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL, related_name="+")
    mask = models.TextField(blank=True)
    asked_at = models.DateTimeField(default=now)
    called_back_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)

    objects = HandOvers.as_manager()

    def __str__(self) -> str:
        return f"hand-over {self.pk}"

    @property
    def call(self) -> Call:
        return self.action.call

    @property
    def masked(self) -> str:
        return unmasked(self.mask)

    @classmethod
    @transaction.atomic
    def ask(cls, action: Action, *, address: str, language: str) -> HandOver:
        """Another one that waits is called back. Both addresses are written to: the one on record may call it back."""
        action.lock()
        mark = sealing.fingerprint(address)
        if action.contact and action.contact.fingerprint == mark:
            raise Refused(_("This is the address that you host with yourself."))
        for earlier in action.hand_overs.waiting():
            if earlier.contact and earlier.contact.fingerprint == mark:
                return earlier
            earlier.call_back()
        until = now() + timedelta(hours=settings.PROOF_HOURS)
        contact = Contact.keep(address, language=language, until=until)
        made = cls.objects.create(
            action=action, contact=contact, before=action.contact, mask=sealing.seal(mask_of(address))
        )
        Fact.write("handover.asked", made, by="host")
        return made

    @transaction.atomic
    def call_back(self) -> None:
        self.lock()
        if self.confirmed_at or self.called_back_at:
            return
        self.called_back_at, self.mask = now(), ""
        self.save()
        Code.objects.filter(handover=self).delete()
        if self.contact:
            self.contact.delete()
        Fact.write("handover.called_back", self, by="host")

    @transaction.atomic
    def confirm(self) -> None:
        """The old host's codes end, and the old address goes with its last letter. Safe to repeat."""
        self.lock()
        if self.called_back_at or not self.contact:
            raise Refused(_("This was taken back since, or its time is up. Nothing has changed."))
        if self.confirmed_at:
            return
        action, old = self.action, self.action.contact
        action.lock()
        self.confirmed_at, self.mask, self.before = now(), "", old
        self.save()
        action.contact = self.contact
        action.save(update_fields=["contact"])
        self.contact.keep_until(action.contact_until)
        Code.objects.filter(action=action, cohost=None, purpose=Code.HOST).delete()
        Fact.write("handover.confirmed", self, by="host")
        if old:
            old.keep_for_one_letter()
