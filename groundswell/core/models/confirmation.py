from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Self

from django.db import models, transaction
from django.utils.translation import gettext as _

from groundswell.core.errors import Refused
from groundswell.core.models.action import Action
from groundswell.core.models.action_states import CANCELLED, HAPPENED
from groundswell.core.models.contact import Contact
from groundswell.core.models.fact import Fact, name_of
from groundswell.core.models.hosting import Hosting
from groundswell.core.models.lockable import Lockable
from groundswell.core.models.organisation import Organisation
from groundswell.core.models.search_text import SearchText
from groundswell.lib.clock import now
from groundswell.lib.text import fold

if TYPE_CHECKING:
    from datetime import datetime

    from groundswell.core.models.call import Call
    from groundswell.core.models.person import Person

NAMED, ASKED, CONFIRMED, DECLINED = "named", "asked", "confirmed", "declined"
MOST_ASKED = 5  # organisations for each action
MOST_A_DAY = 10  # questions to the stewards of one organisation


class Confirmations(models.QuerySet["Confirmation"]):
    def waiting(self) -> Self:
        return self.filter(asked_at__isnull=False, confirmed_at=None, declined_at=None)


class Confirmation(Lockable):
    """Whether an organisation that was named as host says so itself: asked by mail, confirmed, or its name taken off.

    Its stewards answer where it has any; otherwise whoever reads mail at the address that the host gave.
    """

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="confirmations")
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.SET_NULL, related_name="confirmations"
    )  # whose stewards are asked
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL)
    name = models.CharField(max_length=160)
    folded = models.CharField(max_length=200)
    named_at = models.DateTimeField(default=now)
    asked_at = models.DateTimeField(null=True)  # once the host's own address is proven
    confirmed_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
    by = models.CharField(max_length=20, blank=True)  # who answered last: organisation · person

    objects = Confirmations.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["action", "folded"], name="confirmation_once")]

    def __str__(self) -> str:
        return f"{self.name} hosts {self.action}"

    @property
    def call(self) -> Call:
        return self.action.call

    @property
    def state(self) -> str:
        if self.declined_at or self.confirmed_at:
            return DECLINED if self.declined_at else CONFIRMED
        return ASKED if self.asked_at else NAMED

    @classmethod
    @transaction.atomic
    def note(cls, action: Action, addresses: dict[str, str], *, language: str) -> None:
        """The addresses that a host gave beside names; a letter goes there once the host's own is proven."""
        until = action.contact_until
        for name, address in list(addresses.items())[:MOST_ASKED]:
            row = cls._of(action, name)
            if row.asked_at or row.contact_id:
                continue
            row.contact = Contact.keep(address, language=language, until=until)
            row.save()
        if action.proven_at:
            cls.ask(action)

    @classmethod
    @transaction.atomic
    def ask(cls, action: Action) -> None:
        """Everybody who can be asked and was not yet. Safe to repeat."""
        hostings = list(action.hostings.all()[:20])
        stewarded = _stewarded(action, hostings)
        known = {row.folded: row for row in cls.objects.filter(action=action)}
        for hosting in hostings:
            organisation = stewarded.get(hosting.folded)
            row = known.get(hosting.folded)
            if (organisation and not _asked_enough(organisation)) or (row and row.contact_id):
                (row or cls._of(action, hosting.name))._ask(organisation)

    def _ask(self, organisation: Organisation | None) -> None:
        if self.asked_at:
            return
        if organisation and self.contact_id:
            # Whoever typed an address does not choose who speaks for an organisation that has stewards.
            Contact.objects.filter(pk=self.contact_id).erase()
            self.contact = None
        self.organisation, self.asked_at = organisation, now()
        self.save()
        Fact.write("confirmation.asked", self, by="host", call=self.action.call)

    @classmethod
    @transaction.atomic
    def answer(cls, action: Action, organisation: Organisation, name: str, *, by: Person, hosts: bool) -> None:
        """By a steward, whether or not they were asked."""
        row = cls._of(action, name)
        row.organisation = organisation
        row.save()
        if hosts:
            row.confirm(by=by)
        else:
            row.decline(by=by)

    @transaction.atomic
    def confirm(self, *, by: Person | str) -> None:
        """Safe to repeat. Who had the name taken off may put it back."""
        self.lock()
        if self.state == CONFIRMED:
            return
        hostings = self.action.hostings.filter(folded=self.folded)
        if self.state == DECLINED and not hostings.exists():
            Hosting.of(self.action, self.name).save()
        if not hostings.exists():
            raise Refused(_("The host does not name it any more."))
        self._answered(by, confirmed_at=now(), declined_at=None)
        # A letter proves an address and no organisation; its stewards speak for it.
        proven = {"organisation": self.organisation} if self.organisation_id and not isinstance(by, str) else {}
        hostings.update(confirmed_at=self.confirmed_at, **proven)
        self._tell("action.host_confirmed", by)

    @transaction.atomic
    def decline(self, *, by: Person | str) -> None:
        """The name comes off at once; that it stood there keeps its date. Safe to repeat."""
        self.lock()
        if self.state == DECLINED:
            return
        self.action.hostings.filter(folded=self.folded).delete()
        self._answered(by, declined_at=now(), confirmed_at=self.confirmed_at)
        self._tell("action.host_declined", by)

    @property
    def over(self) -> bool:
        return self.action.shown_state in (CANCELLED, HAPPENED)

    def _answered(self, by: Person | str, **at: datetime | None) -> None:
        self.by = name_of(by)
        for name, moment in at.items():
            setattr(self, name, moment)
        self.save()

    def _tell(self, what: str, by: Person | str) -> None:
        """Of the action, because everything that shows it shows its hosts."""
        SearchText.keep(self.action)
        Action.objects.filter(pk=self.action_id).update(revision=models.F("revision") + 1, changed_at=now())
        Fact.write(what, self.action, by=by, name=self.name)

    @classmethod
    def _of(cls, action: Action, name: str) -> Confirmation:
        folded = fold(name)[:200]
        return cls.objects.get_or_create(action=action, folded=folded, defaults={"name": name[:160]})[0]


def keep_answers(action: Action, names: list[str]) -> None:
    """After the names of hosts were written anew: who has confirmed stays so, who declined is not named again."""
    rows = {row.folded: row for row in Confirmation.objects.filter(action=action)}
    if not rows:
        return
    for name in names:
        row = rows.get(fold(name)[:200])
        if row and row.state == DECLINED:
            raise Refused(
                _("“%(name)s” had its name taken off this action. It can put it back itself.") % {"name": name}
            )
        if row and row.state == CONFIRMED:
            linked = row.organisation if row.by == "person" else None
            action.hostings.filter(folded=row.folded).update(confirmed_at=row.confirmed_at, organisation=linked)


def _stewarded(action: Action, hostings: list[Hosting]) -> dict[str, Organisation]:
    """The proven organisations with stewards that these names mean, where each means one alone."""
    found = Organisation.objects.named_by(action, hostings).filter(stewards__until=None, stewards__isnull=False)
    meant: dict[str, list[Organisation]] = {}
    for each in found.distinct():
        meant.setdefault(each.folded, []).append(each)
    return {folded: rows[0] for folded, rows in meant.items() if len(rows) == 1}


def _asked_enough(organisation: Organisation) -> bool:
    lately = Confirmation.objects.waiting().filter(organisation=organisation, asked_at__gt=now() - timedelta(days=1))
    return lately.count() >= MOST_A_DAY
