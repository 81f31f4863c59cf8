from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Self

from django.db import models, transaction
from django.utils.translation import gettext as _

from groundswell.core.errors import Refused
from groundswell.core.models.call import Call
from groundswell.core.models.contact import Contact
from groundswell.core.models.fact import Fact, name_of
from groundswell.core.models.lockable import Lockable
from groundswell.core.models.organisation import Organisation
from groundswell.lib.clock import now

if TYPE_CHECKING:
    from groundswell.core.models.person import Person

ALLIANCE = "alliance"  # the kind of organisation that has members
ASKED, NAMED, CONFIRMED, ENDED = "asked", "named", "confirmed", "ended"
LISTED = (NAMED, CONFIRMED)
KEPT = timedelta(days=366)


class Memberships(models.QuerySet["Membership"]):
    def listed(self) -> Self:
        """Those that everybody may see: confirmed by the member, or named by the alliance and said to be no more."""
        return self.filter(state__in=LISTED)

    def current(self) -> Self:
        return self.exclude(state=ENDED)

    def over(self) -> Self:
        """Ended ones that everybody could see once; they keep their dates."""
        return self.filter(state=ENDED, listed_at__isnull=False)


class Membership(Lockable):
    """That an organisation belongs to an alliance. Asked by letter and confirmed, or named by the alliance; may end.

    Members of members are not members: an alliance speaks for those that it names itself.
    """

    alliance = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="members")
    member = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL)
    state = models.CharField(max_length=10, default=ASKED)
    asked_at = models.DateTimeField(default=now)
    asked_by = models.ForeignKey("core.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    listed_at = models.DateTimeField(null=True)  # since when everybody sees it
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.CharField(max_length=20, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=20, blank=True)
    because = models.CharField(max_length=400, blank=True)

    objects = Memberships.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["alliance", "member"], condition=~models.Q(state=ENDED), name="membership_once"
            ),
            models.CheckConstraint(condition=~models.Q(alliance=models.F("member")), name="membership_not_its_own"),
        ]
        indexes = [models.Index(fields=["alliance", "state"], name="membership_list")]

    def __str__(self) -> str:
        return f"{self.member} in {self.alliance}"

    @classmethod
    @transaction.atomic
    def add(
        cls,
        alliance: Organisation,
        *,
        by: Person | str,
        address: str = "",
        language: str = "en",
        **organisation: str,
    ) -> Membership:
        """With an address it is asked, and listed once it has answered; without one it is named, and listed as such.

        An organisation of that name and country that is here already is the one that is meant.
        """
        Fact.in_order()  # one at a time, so that two at once make neither a double nor a circle
        if alliance.kind != ALLIANCE:
            raise Refused(_("Only an alliance has members."))
        member = _meant(**organisation) or Organisation.named(**organisation)
        if member.pk == alliance.pk:
            raise Refused(_("An alliance is not a member of itself."))
        if leads_to(alliance, member):
            raise Refused(_("The alliance is itself a member of this organisation, directly or through others."))
        held = cls.objects.current().filter(alliance=alliance, member=member).first()
        if held and (held.state != NAMED or not address):
            raise Refused(_("It is a member already, or was asked to confirm."))
        membership = held or cls(alliance=alliance, member=member, state=ASKED if address else NAMED)
        membership._asked(by=by, address=address, language=language)
        return membership

    def _asked(self, *, by: Person | str, address: str, language: str) -> None:
        self.asked_by = None if isinstance(by, str) else by
        if address:
            self.contact = Contact.keep(address, language=language, until=now() + KEPT)
        elif self.state == NAMED:
            self.listed_at = now()
        self.save()
        Fact.write("membership.asked" if address else "membership.named", self, by=by)
        self._tell_calls(by=by)

    @transaction.atomic
    def confirm(self, *, by: str = "organisation") -> None:
        """The member's address answered. Safe to repeat; what has ended stays so."""
        self.lock()
        if self.state not in (ASKED, NAMED):
            return
        self.state, self.confirmed_at, self.confirmed_by = CONFIRMED, now(), by
        self.listed_at = self.listed_at or self.confirmed_at
        self.save()
        Organisation.objects.filter(pk=self.member_id, proven_at=None).update(proven_at=self.confirmed_at)
        Fact.write("membership.confirmed", self, by=by)
        self._tell_calls(by=by)

    @transaction.atomic
    def end(self, *, by: Person | str, because: str = "") -> None:
        """The member left, or says that it never was one; or the desk took it off. Safe to repeat."""
        self.lock()
        if self.state == ENDED:
            return
        self.state, self.ended_at, self.because = ENDED, now(), because
        self.ended_by = name_of(by)
        self.save()
        Fact.write("membership.ended", self, by=by, because=because)
        self._tell_calls(by=by)

    def _tell_calls(self, *, by: Person | str) -> None:
        """What is remembered of a call stands until its next fact, and its members are counted there."""
        spoken = Call.objects.filter(endorsements__organisation=self.alliance_id, endorsements__with_members=True)
        facts = [Fact.of("alliance.members_changed", self.alliance, by=by, call=call) for call in spoken.distinct()]
        Fact.write_all(facts)


def _meant(**organisation: str) -> Organisation | None:
    """The one of this name and country that everybody may see; several are to be merged first."""
    found = Organisation.objects.like(organisation["name"], organisation.get("country", ""))[:2]
    if len(found) > 1:
        raise Refused(_("Several organisations here have this name and country. Merge them first."))
    return found[0] if found else None


def leads_to(organisation: Organisation, other: Organisation) -> bool:
    """Whether it is a member of the other one, directly or through alliances that are members themselves."""
    seen: set[int] = set()
    front = {organisation.pk}
    while front:
        above = Membership.objects.current().filter(member__in=front).values_list("alliance", flat=True)
        front = set(above) - seen
        seen |= front
    return other.pk in seen
