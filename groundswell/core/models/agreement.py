from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Self

from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from groundswell.core import sealing
from groundswell.core.errors import Refused
from groundswell.core.models.contact import Contact
from groundswell.core.models.fact import Fact
from groundswell.core.models.lockable import Lockable
from groundswell.core.models.organisation import Organisation
from groundswell.lib.clock import now
from groundswell.lib.text import fold

if TYPE_CHECKING:
    from groundswell.core.models.call import Call
    from groundswell.core.models.endorsement import Endorsement
    from groundswell.core.models.person import Person

ASKED, PROVEN, ACCEPTED, DECLINED, WITHDRAWN = "asked", "proven", "accepted", "declined", "withdrawn"
KEPT = timedelta(days=366)
# Nobody's mailbox is filled: who was asked to sign the newest version is left alone so long.
PATIENCE = timedelta(days=1)


class Agreement(models.Model):
    """The terms on which organisations act together under a call: a text in versions that they sign."""

    call = models.OneToOneField("core.Call", on_delete=models.CASCADE, related_name="agreement")
    made_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"agreement of {self.call}"

    def get_absolute_url(self) -> str:
        return reverse("agreement", args=[self.call.slug])

    @property
    def newest(self) -> AgreementVersion | None:
        return self.versions.published().order_by("-number").first()

    @property
    def open(self) -> bool:
        """Whether organisations can sign it at this moment."""
        return self.call.open

    @classmethod
    @transaction.atomic
    def draft(cls, call: Call, *, by: Person | str, text: str, ground_rules: str, note: str = "") -> AgreementVersion:
        """Write the version that comes next. There is one draft at a time, seen at the desk alone."""
        agreement = cls.objects.get_or_create(call=call)[0]
        agreement.lock()
        version = agreement.versions.filter(number=None).first() or AgreementVersion(agreement=agreement)
        given = {"text": text, "ground_rules": ground_rules, "note": note}
        if version.pk and all(getattr(version, name) == value for name, value in given.items()):
            return version
        for name, value in given.items():
            setattr(version, name, value)
        version.save()
        Fact.write("agreement.drafted", agreement, by=by)
        return version

    @transaction.atomic
    def publish(self, *, by: Person | str) -> AgreementVersion:
        """The draft becomes the next version, for good. Its ground rules are what hosts accept from now on, and whoever
        signed an earlier version is asked again."""
        self.lock()
        draft = self.versions.filter(number=None).first()
        if not draft:
            raise Refused(_("There is no draft to publish."))
        newest = self.newest
        if newest and not draft.note.strip():
            raise Refused(_("Say in a note what changed: those who signed before read it first."))
        if newest and (draft.text, draft.ground_rules) == (newest.text, newest.ground_rules):
            raise Refused(_("Nothing has changed since the version before."))
        draft.number, draft.published_at = (newest.number or 0) + 1 if newest else 1, now()
        draft.save()
        Fact.write("agreement.published", self, by=by, version=draft.number, note=draft.note)
        self.call.change(by=by, ground_rules=draft.ground_rules)
        if self.open:
            _ask(list(Assent.objects.behind(self).reachable()), by=by)
        return draft

    @transaction.atomic
    def ask_again(self, *, by: Person | str, only: int | None = None) -> int:
        """Those who have not signed the newest version, or the one of them; returns how many letters that makes."""
        if not self.open:
            raise Refused(_("This call is not open, so its agreement takes no signatures."))
        behind = (
            Assent.objects.behind(self)
            .reachable()
            .filter(models.Q(asked_again_at=None) | models.Q(asked_again_at__lt=now() - PATIENCE))
        )
        wanted = list(behind if only is None else behind.filter(pk=only))
        _ask(wanted, by=by)
        return len(wanted)

    def lock(self) -> None:
        """Two at once: the second waits, and then sees what the first one did."""
        Agreement.objects.select_for_update().get(pk=self.pk)


def _ask(assents: list[Assent], *, by: Person | str) -> None:
    Assent.objects.filter(pk__in=[each.pk for each in assents]).update(asked_again_at=now())
    Fact.write_all([Fact.of("assent.asked_again", each, by=by) for each in assents])


class AgreementVersions(models.QuerySet["AgreementVersion"]):
    def published(self) -> Self:
        return self.filter(number__isnull=False)


class AgreementVersion(models.Model):
    """The text of an agreement as it was on a day. What is published never changes."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="versions")
    number = models.IntegerField(null=True)  # none: the draft
    text = models.TextField()  # Markdown
    ground_rules = models.TextField()  # Markdown; every host accepts them
    note = models.CharField(max_length=600, blank=True)  # what changed since the version before
    made_at = models.DateTimeField(default=now)
    published_at = models.DateTimeField(null=True)

    objects = AgreementVersions.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="agreement_version_once"),
            models.UniqueConstraint(fields=["agreement"], condition=models.Q(number=None), name="agreement_one_draft"),
        ]
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"version {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("agreement-version", args=[self.agreement.call.slug, self.number])


class Assents(models.QuerySet["Assent"]):
    def standing(self) -> Self:
        return self.filter(state=ACCEPTED)

    def waiting(self) -> Self:
        return self.filter(state=PROVEN)

    def unanswered(self) -> Self:
        """Asked for so long ago that no letter can prove them any more."""
        return self.filter(state=ASKED, asked_at__lt=now() - timedelta(days=7))

    def reachable(self) -> Self:
        """Whose address is not erased yet."""
        return self.filter(contact__until__gt=now()).exclude(contact__sealed="")

    def newest_of_each(self, agreement: Agreement) -> Self:
        """Of each organisation the one to the newest version that it signed."""
        mine = Assent.objects.standing().filter(
            version__agreement=agreement, organisation=models.OuterRef("organisation")
        )
        newest = mine.order_by("-version__number", "-id").values("pk")[:1]
        return self.standing().filter(version__agreement=agreement, pk=models.Subquery(newest))

    def behind(self, agreement: Agreement) -> Self:
        """Of those who signed an earlier version and not the newest."""
        newest = agreement.newest
        behind = self.newest_of_each(agreement).select_related("version__agreement__call")
        return behind.exclude(version=newest) if newest else self.none()


class Assent(Lockable):
    """That an organisation signs one version of the agreement. Asked, proven, accepted; may be withdrawn."""

    version = models.ForeignKey(AgreementVersion, on_delete=models.CASCADE, related_name="assents")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="assents")
    signatory = models.CharField(max_length=120)  # seen at the desk alone
    role = models.CharField(max_length=120, blank=True)
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL)
    state = models.CharField(max_length=10, default=ASKED)
    asked_at = models.DateTimeField(default=now)
    proven_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    asked_again_at = models.DateTimeField(null=True)  # to sign a version that is newer
    withdrawn_at = models.DateTimeField(null=True)

    objects = Assents.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["version", "state"], name="assent_list"),
            models.Index(fields=["organisation", "state"], name="assent_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} signs {self.version}"

    @property
    def call(self) -> Call:
        return self.version.agreement.call

    @classmethod
    def ask_under(cls, call: Call, number: int | None, **given: str) -> Assent:
        """To the version that somebody read, by its number; where nobody says, to the newest."""
        versions = AgreementVersion.objects.published().filter(agreement__call=call)
        read = (versions if number is None else versions.filter(number=number)).first()
        if not read:
            raise Refused(_("There is nothing to sign at this moment."))
        return cls.ask(read, **given)

    @classmethod
    @transaction.atomic
    def ask(
        cls, version: AgreementVersion, *, signatory: str, role: str, address: str, language: str, **organisation: str
    ) -> Assent:
        """By an organisation without a code. Nobody learns on a page whether an address has signed."""
        version.agreement.lock()
        _check(version)
        mark = sealing.fingerprint(address)
        same = cls.objects.filter(version=version, state__in=(PROVEN, ACCEPTED), contact__fingerprint=mark)
        if earlier := same.filter(organisation__folded=fold(organisation["name"])[:200]).first():
            Fact.write("assent.repeated", earlier, by="organisation")
            return earlier
        assent = cls.objects.create(
            version=version,
            organisation=_meant(version, **organisation) or Organisation.named(**organisation),
            signatory=signatory,
            role=role,
            contact=Contact.keep(address, language=language, until=now() + KEPT),
        )
        Fact.write("assent.asked", assent, by="organisation")
        return assent

    @transaction.atomic
    def prove(self) -> None:
        """The address answered. Where it is the one by which the organisation endorsed or signed before, nobody need
        look again. Safe to repeat."""
        self.version.agreement.lock()
        self.refresh_from_db(fields=["state"])
        if self.state != ASKED:
            return
        self.state, self.proven_at = PROVEN, now()
        self.save()
        Organisation.objects.filter(pk=self.organisation_id, proven_at=None).update(proven_at=self.proven_at)
        Fact.write("assent.proven", self, by="organisation")
        if self.of_a_known_address():
            self.state, self.accepted_at = ACCEPTED, now()
            self.save()
            Fact.write("assent.accepted", self, by="server")

    def of_a_known_address(self) -> bool:
        """Whether it is one from which this organisation was accepted under this call."""
        mark = self.contact.fingerprint if self.contact else ""
        known = models.Q(organisation=self.organisation_id, state=ACCEPTED, contact__fingerprint=mark)
        endorsed = self.call.endorsements.filter(known).exists()
        return bool(mark) and (endorsed or Assent.objects.filter(known, version__agreement__call=self.call).exists())

    @classmethod
    @transaction.atomic
    def by_endorser(cls, endorsement: Endorsement, *, signatory: str, role: str) -> Assent:
        """By an organisation that endorses the call, and holds the code of its endorsement."""
        agreement = Agreement.objects.filter(call=endorsement.call).first()
        newest = agreement and agreement.newest
        if not newest or endorsement.state != ACCEPTED:
            raise Refused(_("There is nothing to sign at this moment."))
        return cls._signed(newest, endorsement, signatory=signatory, role=role)

    @transaction.atomic
    def sign_newest(self, *, signatory: str, role: str) -> Assent:
        """By an organisation that signed an earlier version, with the code from its letters."""
        newest = self.version.agreement.newest
        if not newest or self.state != ACCEPTED:
            raise Refused(_("There is nothing to sign at this moment."))
        return Assent._signed(newest, self, signatory=signatory, role=role)

    @classmethod
    def _signed(cls, version: AgreementVersion, known: Endorsement | Assent, *, signatory: str, role: str) -> Assent:
        """Whoever holds the code was accepted before. Safe to repeat."""
        organisation, contact = known.organisation, known.contact
        version.agreement.lock()
        _check(version)
        if same := cls.objects.standing().filter(version=version, organisation=organisation).first():
            return same
        at = now()
        assent = cls.objects.create(
            version=version,
            organisation=organisation,
            signatory=signatory,
            role=role,
            contact=contact,
            state=ACCEPTED,
            asked_at=at,
            proven_at=at,
            accepted_at=at,
        )
        if contact and contact.sealed:
            Contact.objects.filter(pk=contact.pk).update(until=at + KEPT)
        Fact.write("assent.accepted", assent, by="organisation")
        return assent

    @transaction.atomic
    def withdraw(self) -> None:
        """The organisation leaves the agreement, whichever versions it signed; the dates are kept. Safe to repeat."""
        self.version.agreement.lock()
        self.refresh_from_db(fields=["state"])
        if self.state not in (PROVEN, ACCEPTED):
            return
        same = Assent.objects.filter(version__agreement=self.version.agreement_id, organisation=self.organisation_id)
        same.filter(state__in=(PROVEN, ACCEPTED)).update(state=WITHDRAWN, withdrawn_at=now())
        self.refresh_from_db(fields=["state", "withdrawn_at"])
        Fact.write("assent.withdrawn", self, by="organisation")


def _check(version: AgreementVersion) -> None:
    if not version.agreement.open:
        raise Refused(_("This call is not open, so its agreement takes no signatures."))
    if version != version.agreement.newest:
        raise Refused(_("There is a newer version. Read that one, and sign it."))


def _meant(version: AgreementVersion, *, name: str, country: str = "", **_more: str) -> Organisation | None:
    """The one of this name and country that endorses the call, or signed before; never a guess among several."""
    named = Organisation.objects.filter(folded=fold(name)[:200], country=country)
    here = models.Q(endorsements__call=version.agreement.call, endorsements__state=ACCEPTED)
    signed = (ACCEPTED, WITHDRAWN)
    here |= models.Q(assents__version__agreement=version.agreement, assents__state__in=signed)
    found = list(named.filter(here).distinct()[:2])
    return found[0] if len(found) == 1 else None
