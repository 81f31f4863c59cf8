from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Self

from django.db import models, transaction
from django.utils.translation import gettext as _

from groundswell.core.errors import Refused
from groundswell.core.models.fact import Fact
from groundswell.core.models.lockable import Lockable
from groundswell.core.models.organisation import Organisation
from groundswell.lib import crockford
from groundswell.lib.clock import now
from groundswell.lib.hosts import domain_of, host_of

if TYPE_CHECKING:
    from groundswell.core.models.person import Person

FILE, RECORD = "file", "record"
PATH = "/.well-known/groundswell.txt"
LABEL = "_groundswell"
# A site that is down over a holiday has not changed hands.
LAPSES_AFTER = timedelta(days=14)


def _new_word() -> str:
    return crockford.random(16).lower()  # 80 bits: nobody guesses it, and it is typed by hand


class DomainProofs(models.QuerySet["DomainProof"]):
    def standing(self) -> Self:
        return self.filter(proven_at__isnull=False, lapsed_at=None)

    def wanted(self) -> Self:
        """Asked for, and of the website that the organisation names today."""
        return self.filter(dropped_at=None)


class DomainProof(Lockable):
    """That an organisation holds the domain of its website: a word of ours stands there, in a text or a DNS record.

    It is looked for by the operator's command alone, never because somebody opened a page.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="domain_proofs")
    host = models.CharField(max_length=253)  # of the website, as the network knows it
    word = models.CharField(max_length=32, default=_new_word)
    how = models.CharField(max_length=8, blank=True)  # where it was seen last: FILE or RECORD
    asked_at = models.DateTimeField(default=now)
    tried_at = models.DateTimeField(null=True)
    proven_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    lapsed_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)  # the organisation has another website now
    file_trouble = models.CharField(max_length=16, blank=True)  # a word of kinds.DOMAIN_TROUBLES
    record_trouble = models.CharField(max_length=16, blank=True)

    objects = DomainProofs.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "host"], name="domain_proof_once")]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.host}"

    @property
    def domain(self) -> str:
        return domain_of(self.host)

    @property
    def line(self) -> str:
        """What must stand there, on a line of its own or in a record of its own."""
        return f"groundswell={self.word}"

    @property
    def file_address(self) -> str:
        return f"https://{self.host}{PATH}"

    @property
    def record_name(self) -> str:
        return f"{LABEL}.{self.domain}"

    @property
    def standing(self) -> bool:
        return bool(self.proven_at) and not self.lapsed_at

    @classmethod
    @transaction.atomic
    def ask(cls, organisation: Organisation, *, by: Person | str) -> DomainProof:
        """For the website that it names. Safe to repeat: the word stays the same."""
        host = host_of(organisation.website)
        if not host:
            raise Refused(_("Give the organisation a website first: one with a domain of its own."))
        proof, new = cls.objects.get_or_create(organisation=organisation, host=host)
        if new or proof.dropped_at:
            proof.asked_at, proof.dropped_at = now(), None
            proof.save()
            Fact.write("domainproof.asked", proof, by=by, host=host)
        return proof

    @transaction.atomic
    def see(self, how: str) -> None:
        """The word is there."""
        self.lock()
        new, moment = not self.standing, now()
        if new:
            self.proven_at, self.lapsed_at = moment, None
        self.how, self.seen_at, self.tried_at = how, moment, moment
        self.file_trouble = self.record_trouble = ""
        self.save()
        if new:
            Organisation.objects.filter(pk=self.organisation_id, proven_at=None).update(proven_at=self.proven_at)
            Fact.write("domainproof.proven", self, by="server", how=how, host=self.host)

    @transaction.atomic
    def miss(self, *, file: str, record: str) -> None:
        """It is not, or could not be looked for; after a while that ends the proof."""
        self.lock()
        self.tried_at, self.file_trouble, self.record_trouble = now(), file, record
        self.save()
        if self.standing and self.seen_at and self.seen_at < now() - LAPSES_AFTER:
            self._lapse()

    @classmethod
    def drop_others(cls, organisation: Organisation) -> None:
        """Called in the transaction in which an organisation names another website."""
        host = host_of(organisation.website)
        for proof in cls.objects.wanted().filter(organisation=organisation).exclude(host=host):
            proof.dropped_at = now()
            proof.save()
            if proof.standing:
                proof._lapse()

    def _lapse(self) -> None:
        proven_at, self.lapsed_at = self.proven_at, now()
        self.save()
        # Where nothing else had proven it.
        Organisation.objects.filter(pk=self.organisation_id, proven_at=proven_at).update(proven_at=None)
        Fact.write("domainproof.lapsed", self, by="server", host=self.host)
