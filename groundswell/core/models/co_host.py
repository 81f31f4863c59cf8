"""Who hosts an action besides the one that registered it: other addresses, each with a code of its own."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext as _

from groundswell.core import sealing
from groundswell.core.errors import Refused
from groundswell.core.models.code import Code
from groundswell.core.models.contact import Contact
from groundswell.core.models.fact import Fact
from groundswell.core.models.lockable import Lockable
from groundswell.lib.clock import now

if TYPE_CHECKING:
    from groundswell.core.models.action import Action
    from groundswell.core.models.call import Call

MOST = 5


class CoHosts(models.QuerySet["CoHost"]):
    def standing(self) -> Self:
        return self.filter(confirmed_at__isnull=False, ended_at=None)

    def asked(self) -> Self:
        """Invited, and may still confirm."""
        return self.filter(confirmed_at=None, ended_at=None, contact__until__gt=now())

    def unanswered(self) -> Self:
        return self.filter(confirmed_at=None, ended_at=None).exclude(contact__until__gt=now())


class CoHost(Lockable):
    """Somebody whom the first host of an action asked to host it too. Their codes end with them, and no others."""

    action = models.ForeignKey("core.Action", on_delete=models.CASCADE, related_name="co_hosts")
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL)
    mask = models.TextField(blank=True)  # "m…@r…" for the other hosts, sealed
    asked_at = models.DateTimeField(default=now)
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=20, blank=True)  # host: the first one · co-host: themselves · server

    objects = CoHosts.as_manager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"co-host {self.pk}"

    @property
    def call(self) -> Call:
        return self.action.call

    @property
    def standing(self) -> bool:
        return bool(self.confirmed_at) and not self.ended_at

    @property
    def masked(self) -> str:
        return unmasked(self.mask)

    @classmethod
    @transaction.atomic
    def invite(cls, action: Action, *, address: str, language: str) -> CoHost:
        """Nothing changes until the address answers. Asked twice, it is asked once."""
        action.lock()
        mark = sealing.fingerprint(address)
        if action.contact and action.contact.fingerprint == mark:
            raise Refused(_("This is the address that you host with yourself."))
        here = action.co_hosts.standing() | action.co_hosts.asked()
        if same := here.filter(contact__fingerprint=mark).first():
            return same
        if here.count() >= MOST:
            raise Refused(_("An action has at most five hosts besides the first one. End another one first."))
        until = now() + timedelta(hours=settings.PROOF_HOURS)
        contact = Contact.keep(address, language=language, until=until)
        made = cls.objects.create(action=action, contact=contact, mask=sealing.seal(mask_of(address)))
        Fact.write("cohost.invited", made, by="host")
        return made

    @transaction.atomic
    def confirm(self) -> None:
        """Safe to repeat."""
        self.lock()
        if self.ended_at or not self.contact:
            raise Refused(_("This was taken back since, or its time is up. Nothing has changed."))
        if self.confirmed_at:
            return
        self.confirmed_at = now()
        self.save()
        self.contact.keep_until(self.action.contact_until)
        Fact.write("cohost.confirmed", self, by="host")

    @transaction.atomic
    def end(self, *, by: str) -> None:
        """Their codes end, the others' stay. Who leaves is forgotten at once; who is sent away is told so first."""
        self.lock()
        if self.ended_at:
            return
        self.ended_at, self.ended_by, self.mask = now(), by, ""
        self.save()
        Code.objects.filter(cohost=self).delete()
        told = Fact.write("cohost.ended", self, by="host", left=by == "co-host")
        if not self.contact:
            return
        if self.confirmed_at and not told.changes["left"]:
            self.contact.keep_for_one_letter()
        else:
            self.contact.delete()


def mask_of(address: str) -> str:
    """Enough for whoever typed it to see a slip, and for nobody to write to it."""
    name, _at, domain = address.strip().rpartition("@")
    return f"{name[:1]}…@{domain[:1]}…"


def unmasked(sealed: str) -> str:
    try:
        return sealing.unseal(sealed) if sealed else ""
    except sealing.Unreadable:
        return ""
