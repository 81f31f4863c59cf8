from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Self

from django.db import models, transaction
from django.utils.translation import gettext as _

from groundswell.core.errors import Refused
from groundswell.core.models.call import ARCHIVED, Call
from groundswell.core.models.contact import Contact
from groundswell.core.models.fact import Fact
from groundswell.core.models.lockable import Lockable
from groundswell.core.models.organisation import Organisation
from groundswell.core.models.person import Person, Role
from groundswell.lib.clock import now

if TYPE_CHECKING:
    from datetime import datetime

# After that the address is the person's who signs in with it, or nobody's.
CONTACT_KEPT = timedelta(days=30)


class Convenings(models.QuerySet["Convening"]):
    def unanswered(self) -> Self:
        return self.filter(confirmed_at=None, ended_at=None)

    def standing(self) -> Self:
        return self.filter(confirmed_at__isnull=False, ended_at=None)

    def public(self) -> Self:
        """Those that ended stay, with their date; what was never confirmed is known at the desk alone."""
        return self.filter(confirmed_at__isnull=False)


class Convening(Lockable):
    """That an organisation convenes a call: asked by those who convene it, confirmed by its own address, ended."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="convenings")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="convenings")
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL)
    asked_at = models.DateTimeField(default=now)
    asked_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="convenings")
    role = models.ForeignKey(Role, null=True, on_delete=models.SET_NULL, related_name="+")  # that confirming gave
    ended_at = models.DateTimeField(null=True)  # stepped down; or taken back, where it was never confirmed
    ended_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = Convenings.as_manager()

    class Meta:
        indexes = [models.Index(fields=["call", "confirmed_at"], name="convening_list")]

    def __str__(self) -> str:
        return f"{self.organisation} → {self.call}"

    @classmethod
    @transaction.atomic
    def ask(cls, call: Call, organisation: Organisation, *, address: str, language: str, by: Person | str) -> Convening:
        """The address proves it; until then nobody but the desk sees it."""
        _lock(call)
        if call.stage == ARCHIVED:
            raise Refused(_("This call is archived."))
        if call.convenings.filter(organisation=organisation, ended_at=None).exists():
            raise Refused(_("This organisation convenes the call already, or was asked to."))
        convening = cls.objects.create(
            call=call,
            organisation=organisation,
            contact=Contact.keep(address, language=language, until=_kept_until()),
            asked_by=None if isinstance(by, str) else by,
        )
        Fact.write("convening.asked", convening, by=by)
        return convening

    @transaction.atomic
    def ask_again(self, *, by: Person | str) -> None:
        """Another letter, with another link."""
        self._refuse_answered()
        if not self.contact or not self.contact.address():
            raise Refused(_("The address is erased by now. Take this back, and ask anew."))
        Contact.objects.filter(convening=self).update(until=_kept_until())
        Fact.write("convening.asked_again", self, by=by)

    @transaction.atomic
    def take_back(self, *, by: Person | str) -> None:
        """What nobody answered yet. The row stays, the address goes."""
        self._refuse_answered()
        self._end(by)
        Contact.objects.filter(convening=self).erase()
        Fact.write("convening.taken_back", self, by=by)

    @transaction.atomic
    def confirm(self) -> bool:
        """The address answered, and is a convenor's from now on. Safe to repeat; False where it is ended by now."""
        self.lock()
        if self.confirmed_at or self.ended_at:
            return not self.ended_at
        # The one address that is unsealed outside the mailer: its bearer will sign in with it.
        address = self.contact.address() if self.contact else None
        if not address:
            return False
        self.confirmed_by = self._person(address)
        self.role = self._role(self.confirmed_by)
        self.confirmed_at = now()
        self.save()
        Organisation.objects.filter(pk=self.organisation_id, proven_at=None).update(proven_at=self.confirmed_at)
        Fact.write("convening.confirmed", self, by="organisation")
        return True

    @transaction.atomic
    def step_down(self, *, by: Person | str) -> None:
        """It convened the call until today. The last one stays: somebody must answer for what is public."""
        _lock(self.call)
        self.lock()
        if self.ended_at:
            return
        if not self.confirmed_at:
            raise Refused(_("This is not confirmed. Take it back instead."))
        standing = self.call.convenings.standing()
        if not standing.exclude(organisation=self.organisation_id).exists():
            raise Refused(_("This is the last convenor. Another organisation has to confirm first."))
        for convening in standing.filter(organisation=self.organisation_id):  # doubles that were merged
            convening._end(by)
            convening._give_back_role(by)
        self.refresh_from_db()
        Fact.write("convening.ended", self, by=by)

    def _person(self, address: str) -> Person:
        """Somebody without a name yet is called as the organisation; those who work at the desk see it."""
        person = Person.objects.with_address(address)
        if not person.name:
            person.name = self.organisation.name[:120]
            person.save(update_fields=["name"])
        return person

    def _role(self, person: Person) -> Role | None:
        """None where the person had it before: then it does not go with this convening either."""
        if person.roles.filter(call=self.call, kind=Role.CONVENOR).exists():
            return None
        return Role.give(person, Role.CONVENOR, call=self.call, by="organisation")

    def _give_back_role(self, by: Person | str) -> None:
        """To the same person's other organisation, or to nobody."""
        others = self.call.convenings.standing().filter(confirmed_by=self.confirmed_by).exclude(pk=self.pk)
        if self.role and not others.filter(role=None).update(role=self.role):
            self.role.take_back(by=by)

    def _end(self, by: Person | str) -> None:
        self.ended_at = now()
        self.ended_by = None if isinstance(by, str) else by
        self.save(update_fields=["ended_at", "ended_by"])

    def _refuse_answered(self) -> None:
        self.lock()
        if self.confirmed_at or self.ended_at:
            raise Refused(_("This is confirmed or taken back already."))


def _lock(call: Call) -> None:
    """One at a time for each call, so that the last two cannot both go at once. Its key stays free: whoever writes
    a fact of the call holds that, in turn with all who write one."""
    list(Call.objects.select_for_update(no_key=True).filter(pk=call.pk).values_list("pk"))


def _kept_until() -> datetime:
    return now() + CONTACT_KEPT
