"""Who of an organisation may change what its page says: how they came, and how they went."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Self

from django.db import models, transaction
from django.utils.translation import gettext as _

from groundswell.core import sealing
from groundswell.core.errors import Refused
from groundswell.core.models.contact import Contact
from groundswell.core.models.fact import Fact
from groundswell.core.models.organisation import Organisation
from groundswell.core.models.person import Person
from groundswell.lib.clock import now

if TYPE_CHECKING:
    from groundswell.core.models.code import Code

# How somebody became a steward: by the organisation's proven address, by another steward, by the desk.
ADDRESS, INVITED, APPOINTED = "address", "invited", "appointed"
WAITS = timedelta(days=7)


class Stewards(models.QuerySet["Steward"]):
    def standing(self) -> Self:
        return self.filter(until=None)

    def locked(self, organisation: Organisation) -> list[Steward]:
        """In one order, so that the last two cannot both go at once."""
        rows = self.standing().filter(organisation=organisation)
        return list(rows.select_for_update().order_by("pk"))


class Steward(models.Model):
    """A person of an organisation who may change its row, from one day to another."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="stewards")
    person = models.ForeignKey("core.Person", on_delete=models.CASCADE, related_name="stewardships")
    how = models.CharField(max_length=10)
    since = models.DateTimeField(default=now)
    until = models.DateTimeField(null=True)
    because = models.CharField(max_length=400, blank=True)  # why it ended
    ended_by = models.ForeignKey("core.Person", null=True, on_delete=models.SET_NULL, related_name="+")

    objects = Stewards.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person"], condition=models.Q(until=None), name="steward_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}: steward of {self.organisation}"

    @classmethod
    def begin(cls, organisation: Organisation, person: Person, *, how: str, by: Person | str) -> Steward:
        """Safe to repeat."""
        steward, new = cls.objects.standing().get_or_create(
            organisation=organisation, person=person, until=None, defaults={"how": how}
        )
        if new:
            Fact.write("steward.began", steward, by=by, how=how)
        return steward

    @transaction.atomic
    def leave(self, *, because: str = "", as_the_last: bool = False) -> None:
        """The last one says so clearly: nobody of the organisation can change its page afterwards."""
        standing = Steward.objects.locked(self.organisation)
        if [each.pk for each in standing] == [self.pk] and not as_the_last:
            raise Refused(_("You are the last steward. Say so clearly, or hand over to somebody first."))
        self._end("steward.left", by=self.person, because=because)

    @transaction.atomic
    def remove(self, *, by: Person, because: str) -> None:
        """By those who oversee the organisation at the desk."""
        if not because.strip():
            raise Refused(_("Give a reason: it stays on the desk of the organisation."))
        self._end("steward.removed", by=by, because=because)
        self._take_back_invitations(by)

    def _end(self, what: str, *, by: Person, because: str = "") -> None:
        ended = Steward.objects.standing().filter(pk=self.pk)
        if not ended.update(until=now(), because=because, ended_by=by):
            return
        self.refresh_from_db()
        Replacement.objects.open().filter(steward=self).update(dropped_at=now())
        Fact.write(what, self, by=by, because=because)

    def _take_back_invitations(self, by: Person) -> None:
        """Whoever was sent away has no say in who follows."""
        for invitation in Invitation.objects.waiting().filter(organisation=self.organisation, by=self.person):
            invitation.take_back(by=by)


class Invitations(models.QuerySet["Invitation"]):
    def waiting(self) -> Self:
        return self.filter(accepted_at=None, taken_back_at=None, asked_at__gt=now() - WAITS)

    def forget_unanswered(self) -> int:
        """The names of those who never answered; their addresses go by a clock of their own."""
        return self.filter(accepted_at=None, asked_at__lte=now() - WAITS).exclude(name="").update(name="")


class Invitation(models.Model):
    """To become a steward, by a mailed link. Address and name are erased once it is answered, or after a week."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invitations")
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL)
    name = models.CharField(max_length=120, blank=True)  # of whom; seen by stewards and at the desk
    how = models.CharField(max_length=10)
    by = models.ForeignKey("core.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    follows = models.ForeignKey(Steward, null=True, on_delete=models.SET_NULL, related_name="followers")
    because = models.CharField(max_length=400, blank=True)  # why the desk appoints somebody
    asked_at = models.DateTimeField(default=now)
    accepted_at = models.DateTimeField(null=True)
    taken_back_at = models.DateTimeField(null=True)

    objects = Invitations.as_manager()

    def __str__(self) -> str:
        return f"invitation {self.pk} to {self.organisation}"

    def get_absolute_url(self) -> str:
        return self.organisation.get_absolute_url()

    @property
    def waiting(self) -> bool:
        return not self.accepted_at and not self.taken_back_at and self.asked_at > now() - WAITS

    @classmethod
    @transaction.atomic
    def ask(cls, organisation: Organisation, *, address: str, language: str) -> Invitation | None:
        """By whoever holds its proven address, while it has no steward. None where it is not that address."""
        if organisation.stewards.standing().exists():
            raise Refused(_("It has stewards already. Ask them to invite you, or the people who run this server."))
        if not organisation.is_reached_at(sealing.fingerprint(address)):
            return None
        return cls._send(organisation, address, language, how=ADDRESS)

    @classmethod
    @transaction.atomic
    def send(
        cls,
        organisation: Organisation,
        *,
        address: str,
        language: str,
        name: str,
        by: Person,
        how: str = INVITED,
        follows: Steward | None = None,
        because: str = "",
    ) -> Invitation:
        """By a steward, who leaves once it is accepted where somebody `follows` them; or by the desk, with a reason."""
        if how == APPOINTED and not because.strip():
            raise Refused(_("Give a reason: it stays on the desk of the organisation."))
        return cls._send(organisation, address, language, name=name, by=by, how=how, follows=follows, because=because)

    @classmethod
    def _send(
        cls, organisation: Organisation, address: str, language: str, *, by: Person | None = None, **fields: object
    ) -> Invitation:
        contact = Contact.keep(address, language=language, until=now() + WAITS)
        invitation = cls.objects.create(organisation=organisation, contact=contact, by=by, **fields)
        Fact.write("invitation.sent", invitation, by=by or "organisation", organisation=organisation.pk)
        return invitation

    def is_for(self, address: str) -> bool:
        return bool(self.contact and self.contact.fingerprint == sealing.fingerprint(address))

    @staticmethod
    @transaction.atomic
    def accept_by(code: Code | None, *, address: str, name: str) -> Steward:
        """By the code of its letter, which is used up with it and not otherwise."""
        if not code or not code.invitation or not code.use():
            raise Refused(_("This code was used before. Sign in with your mail address instead."))
        return code.invitation.accept(Person.objects.with_address(address, name=name))

    @transaction.atomic
    def accept(self, person: Person) -> Steward:
        """Whoever is handed over to comes, and whom they follow goes, in one step."""
        organisation = Organisation.objects.select_for_update().get(pk=self.organisation_id)
        self.refresh_from_db(fields=["accepted_at", "taken_back_at", "asked_at"])
        if not self.waiting:
            raise Refused(_("This invitation was taken back, or its time is up."))
        if not person.is_active:
            raise Refused(_("This address can no longer sign in here. Ask the people who run this server."))
        if self.how == ADDRESS and organisation.stewards.standing().exclude(person=person).exists():
            raise Refused(_("It has stewards already. Ask them to invite you, or the people who run this server."))
        self.accepted_at = now()
        self.save(update_fields=["accepted_at"])
        self._forget()
        steward = Steward.begin(organisation, person, how=self.how, by=self.by or person)
        if self.follows and not self.follows.until and self.follows.person_id != person.pk:
            self.follows._end("steward.left", by=self.follows.person)
        return steward

    @transaction.atomic
    def take_back(self, *, by: Person) -> None:
        """Safe to repeat."""
        if Invitation.objects.waiting().filter(pk=self.pk).update(taken_back_at=now()):
            self._forget()
            Fact.write("invitation.taken_back", self, by=by)

    def _forget(self) -> None:
        """Whoever accepted has a name of their own."""
        Invitation.objects.filter(pk=self.pk).update(name="")
        if self.contact_id:
            Contact.objects.filter(pk=self.contact_id).erase()


class Replacements(models.QuerySet["Replacement"]):
    def open(self) -> Self:
        return self.filter(agreed_at=None, dropped_at=None)


class Replacement(models.Model):
    """That two stewards agree that a third is no longer one: who proposed it, who agreed, and when."""

    steward = models.ForeignKey(Steward, on_delete=models.CASCADE, related_name="replacements")
    because = models.CharField(max_length=400)
    by = models.ForeignKey("core.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=now)
    agreed_by = models.ForeignKey("core.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    agreed_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)

    objects = Replacements.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["steward"],
                condition=models.Q(agreed_at=None, dropped_at=None),
                name="replacement_once",
            )
        ]

    def __str__(self) -> str:
        return f"replacement of {self.steward}"

    @classmethod
    @transaction.atomic
    def propose(cls, steward: Steward, *, by: Person, because: str) -> Replacement:
        standing = Steward.objects.locked(steward.organisation)
        _check(steward, by, standing)
        if len(standing) < 3:
            raise Refused(_("It takes two other stewards. Ask the people who run this server."))
        if cls.objects.open().filter(steward=steward).exists():
            raise Refused(_("Somebody has proposed it already. You can agree."))
        replacement = cls.objects.create(steward=steward, by=by, because=because)
        Fact.write("replacement.proposed", replacement, by=by, steward=steward.pk)
        return replacement

    @transaction.atomic
    def agree(self, *, by: Person) -> None:
        standing = Steward.objects.locked(self.steward.organisation)
        self.refresh_from_db()
        _check(self.steward, by, standing)
        if self.agreed_at or self.dropped_at:
            raise Refused(_("This is settled already."))
        if by.pk == self.by_id or self.by_id not in [each.person_id for each in standing]:
            raise Refused(_("It takes two other stewards: another one must agree."))
        self.agreed_by, self.agreed_at = by, now()
        self.save()
        Fact.write("replacement.agreed", self, by=by, steward=self.steward_id)
        self.steward._end("steward.replaced", by=by, because=self.because)
        self.steward._take_back_invitations(by)

    @transaction.atomic
    def drop(self, *, by: Person) -> None:
        """By whoever proposed it. Safe to repeat."""
        if by.pk != self.by_id:
            raise Refused(_("Only whoever proposed it can take it back."))
        if Replacement.objects.open().filter(pk=self.pk).update(dropped_at=now()):
            Fact.write("replacement.dropped", self, by=by, steward=self.steward_id)


def _check(steward: Steward, by: Person, standing: list[Steward]) -> None:
    """Both are still stewards, and nobody replaces themselves."""
    if steward.pk not in [each.pk for each in standing]:
        raise Refused(_("This person is no longer a steward."))
    if by.pk == steward.person_id or by.pk not in [each.person_id for each in standing]:
        raise Refused(_("Only other stewards of the organisation can do this."))
