from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Self

from django.db import models, transaction
from django.utils.translation import gettext as _

from groundswell.core import sealing
from groundswell.core.errors import Refused
from groundswell.core.models.contact import Contact
from groundswell.core.models.fact import Fact
from groundswell.core.models.lockable import Lockable
from groundswell.core.models.organisation import Organisation
from groundswell.lib.clock import now

if TYPE_CHECKING:
    from groundswell.core.models.call import Call
    from groundswell.core.models.person import Person

ASKED, PROVEN, ACCEPTED, DECLINED, WITHDRAWN = "asked", "proven", "accepted", "declined", "withdrawn"


class Endorsements(models.QuerySet["Endorsement"]):
    def accepted(self) -> Self:
        return self.filter(state=ACCEPTED)

    def waiting(self) -> Self:
        return self.filter(state=PROVEN)

    def public(self) -> Self:
        """Withdrawn ones stay, with their date."""
        return self.filter(models.Q(state=ACCEPTED) | models.Q(state=WITHDRAWN, accepted_at__isnull=False))

    def asked_by(self, name: str, address: str) -> Self:
        """Of an organisation, as it was written, from this mail address."""
        return self.filter(organisation__name=name, contact__fingerprint=sealing.fingerprint(address))


class Endorsement(Lockable):
    """An organisation's support of a call. Asked, proven, accepted; may be withdrawn, with the date kept."""

    call = models.ForeignKey("core.Call", on_delete=models.CASCADE, related_name="endorsements")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="endorsements")
    signatory = models.CharField(max_length=120)
    role = models.CharField(max_length=120, blank=True)
    with_members = models.BooleanField(default=False)  # an alliance: for itself, and for its members
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL)
    state = models.CharField(max_length=10, default=ASKED)
    asked_at = models.DateTimeField(default=now)
    proven_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)

    objects = Endorsements.as_manager()

    class Meta:
        indexes = [models.Index(fields=["call", "state", "accepted_at"], name="endorsement_list")]

    def __str__(self) -> str:
        return f"{self.organisation} → {self.call}"

    @classmethod
    @transaction.atomic
    def ask(
        cls,
        call: Call,
        *,
        signatory: str,
        role: str,
        address: str,
        language: str,
        by: Person | str = "organisation",
        with_members: bool = False,
        **organisation: str,
    ) -> Endorsement:
        """By the organisation itself, or by a convenor who wrote it down for it. The address proves it either way."""
        if not call.open:
            raise Refused(_("This call takes no more endorsements."))
        same = call.endorsements.asked_by(organisation["name"], address)
        if same.filter(state__in=(PROVEN, ACCEPTED)).exists():
            raise Refused(_("This organisation endorses the call already, with this address."))
        endorsement = cls.objects.create(
            call=call,
            organisation=Organisation.named(**organisation),
            signatory=signatory,
            role=role,
            with_members=with_members,
            contact=Contact.keep(address, language=language, until=now() + timedelta(days=366)),
        )
        Fact.write("endorsement.asked", endorsement, by=by)
        return endorsement

    @transaction.atomic
    def prove(self) -> None:
        """The address answered. Safe to repeat."""
        self.lock()
        if self.state != ASKED:
            return
        self.state, self.proven_at = PROVEN, now()
        self.save()
        Organisation.objects.filter(pk=self.organisation_id, proven_at=None).update(proven_at=self.proven_at)
        Fact.write("endorsement.proven", self, by="organisation")

    @transaction.atomic
    def withdraw(self, *, because: str = "", by: str = "organisation") -> Withdrawal:
        self.lock()
        if self.state == WITHDRAWN:
            return self.withdrawal
        self.state = WITHDRAWN
        self.save()
        withdrawal = Withdrawal.objects.create(endorsement=self, because=because, by=by)
        Fact.write("endorsement.withdrawn", self, by=by, because=because)
        return withdrawal


class Withdrawal(models.Model):
    """An endorsement that was taken back: when, by whom and why."""

    endorsement = models.OneToOneField(Endorsement, on_delete=models.CASCADE, related_name="withdrawal")
    because = models.CharField(max_length=400, blank=True)
    by = models.CharField(max_length=20)
    at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"withdrawn {self.at:%Y-%m-%d}"
