from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Self

from django.db import models, transaction
from django.utils.translation import gettext as _

from groundswell.core import sealing
from groundswell.core.errors import Refused
from groundswell.core.models.contact import Contact
from groundswell.core.models.fact import Fact
from groundswell.core.models.lockable import Lockable
from groundswell.core.models.organisation import Organisation
from groundswell.core.models.statement import NAMES, NONE, Statement
from groundswell.core.models.statement import WITHDRAWN as STATEMENT_WITHDRAWN
from groundswell.lib.clock import now

if TYPE_CHECKING:
    from groundswell.core.models.call import Call

ASKED, PROVEN, ACCEPTED, DECLINED, WITHDRAWN = "asked", "proven", "accepted", "declined", "withdrawn"
KEPT = timedelta(days=366)


class Signatures(models.QuerySet["Signature"]):
    def of_organisations(self) -> Self:
        return self.filter(organisation__isnull=False)

    def of_people(self) -> Self:
        return self.filter(organisation=None)

    def standing(self) -> Self:
        """An organisation's once it is accepted; a person's once the address is proven."""
        return self.filter(models.Q(state=ACCEPTED) | models.Q(state=PROVEN, organisation=None))

    def waiting(self) -> Self:
        return self.filter(state=PROVEN, organisation__isnull=False)

    def unanswered(self) -> Self:
        """Asked for so long ago that no letter can prove them any more."""
        return self.filter(state=ASKED, asked_at__lt=now() - timedelta(days=7))

    def asked_lately(self) -> Self:
        return self.filter(state=ASKED, asked_at__gt=now() - timedelta(minutes=10))

    def by_address(self, mark: str) -> Self:
        return self.filter(contact__fingerprint=mark)


class Signature(Lockable):
    """Under a statement: of an organisation, or of a person, who is a number or, by their own tick, a name."""

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="signatures")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.CASCADE, related_name="signatures")
    name = models.CharField(max_length=120, blank=True)  # a person's, by their own tick alone
    signatory = models.CharField(max_length=120, blank=True)  # who signs for an organisation; seen at the desk alone
    role = models.CharField(max_length=120, blank=True)
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL)
    state = models.CharField(max_length=10, default=ASKED)
    asked_at = models.DateTimeField(default=now)
    proven_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = Signatures.as_manager()

    class Meta:
        indexes = [models.Index(fields=["statement", "state"], name="signature_list")]

    def __str__(self) -> str:
        return f"signature {self.pk}"

    @property
    def call(self) -> Call:
        return self.statement.call

    @property
    def title(self) -> str:
        """Whose it is; nothing where a person is a number."""
        return self.organisation.name if self.organisation else self.name

    @classmethod
    @transaction.atomic
    def ask(cls, statement: Statement, *, address: str, language: str, **fields: Any) -> Signature:
        """Nobody learns on a page whether an address has signed: where it has, its letter says so."""
        Statement.objects.select_for_update().get(pk=statement.pk)
        if not statement.signing:
            raise Refused(_("This statement takes no more signatures."))
        mark = sealing.fingerprint(address)
        earlier = statement.signatures.by_address(mark).filter(state__in=(PROVEN, ACCEPTED)).first()
        if earlier:
            Fact.write("signature.repeated", earlier, by="public")
            return earlier
        signature = cls._of(statement, **fields)
        signature.contact = Contact.keep(address, language=language, until=now() + KEPT)
        signature.save()
        Fact.write("signature.asked", signature, by=signature.by)
        return signature

    @classmethod
    def _of(cls, statement: Statement, **fields: Any) -> Signature:
        if "kind" in fields:
            signatory, role = fields.pop("signatory"), fields.pop("role")
            organisation = Organisation.named(**fields)
            return cls(statement=statement, organisation=organisation, signatory=signatory, role=role)
        if statement.individuals == NONE:
            raise Refused(_("This statement is signed by organisations alone."))
        return cls(statement=statement, name=fields.get("name", "") if statement.individuals == NAMES else "")

    @property
    def by(self) -> str:
        return "organisation" if self.organisation_id else "public"

    @transaction.atomic
    def prove(self) -> None:
        """The address answered. Safe to repeat. Whoever asked before the deadline may answer after it."""
        statement = Statement.objects.select_for_update().get(pk=self.statement_id)
        self.refresh_from_db(fields=["state"])
        if self.state != ASKED:
            return
        if statement.state == STATEMENT_WITHDRAWN:
            raise Refused(_("The statement was withdrawn, and takes no more signatures."))
        if self._signed_before():
            raise Refused(_("This address has signed this statement already."))
        self.state, self.proven_at = PROVEN, now()
        self.save()
        if self.organisation_id:
            Organisation.objects.filter(pk=self.organisation_id, proven_at=None).update(proven_at=self.proven_at)
        Fact.write("signature.proven", self, by=self.by)

    def _signed_before(self) -> bool:
        mark = self.contact.fingerprint if self.contact else ""
        others = Signature.objects.filter(statement=self.statement_id, state__in=(PROVEN, ACCEPTED))
        return bool(mark) and others.by_address(mark).exists()

    @transaction.atomic
    def withdraw(self) -> None:
        """Its date is kept; the name of a person is not. Safe to repeat."""
        if self.state == WITHDRAWN:
            return
        self.state, self.withdrawn_at, self.name = WITHDRAWN, now(), ""
        self.save()
        Fact.write("signature.withdrawn", self, by=self.by)
