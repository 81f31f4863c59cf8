"""What readers and hosts of an action write to each other, without either seeing the other's address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Self

from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from groundswell.core import sealing
from groundswell.core.errors import Refused
from groundswell.core.models.contact import Contact
from groundswell.core.models.fact import Fact, name_of
from groundswell.lib.clock import now

if TYPE_CHECKING:
    from groundswell.core.models.action import Action
    from groundswell.core.models.call import Call
    from groundswell.core.models.person import Person

KEPT = timedelta(days=14)  # after the last message
LONGEST = 2000
MOST_LINKS = 3
HOST, PUBLIC = "host", "public"
# Whether it is switched off; whether the mailbox of the first host, or of another one who hosts it now, is still kept.
_WRITING = """
SELECT EXISTS(SELECT 1 FROM core_writingoff WHERE action_id = %(action)s),
       EXISTS(SELECT 1 FROM core_contact WHERE sealed > '' AND until > %(now)s AND (id = %(contact)s OR id IN (
              SELECT contact_id FROM core_cohost
              WHERE action_id = %(action)s AND confirmed_at IS NOT NULL AND ended_at IS NULL)))
"""


class Exchanges(models.QuerySet["Exchange"]):
    def over(self) -> Self:
        return self.filter(last_at__lt=now() - KEPT)

    def forget(self) -> int:
        """With its messages, codes and letters, and the address that was left for an answer."""
        contacts = list(self.exclude(contact=None).values_list("contact", flat=True))
        gone = self.delete()[0]
        Contact.objects.filter(pk__in=contacts).delete()
        return gone


class Exchange(models.Model):
    """One reader's question to the hosts of an action, and what came of it. Forgotten 14 days after the last word."""

    action = models.ForeignKey("core.Action", on_delete=models.CASCADE, related_name="exchanges")
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL)  # for an answer, where one is wanted
    started_at = models.DateTimeField(default=now)
    last_at = models.DateTimeField(default=now)

    objects = Exchanges.as_manager()

    def __str__(self) -> str:
        return f"exchange {self.pk}"

    @property
    def call(self) -> Call:
        return self.action.call

    @classmethod
    @transaction.atomic
    def begin(cls, action: Action, *, text: str, address: str, language: str) -> Exchange:
        if not takes_messages(action):
            raise Refused(_("The hosts of this action take no messages here."))
        until = now() + KEPT
        contact = Contact.keep(address, language=language, until=until) if address else None
        made = cls.objects.create(action=action, contact=contact)
        made._say(text, by=PUBLIC)
        return made

    @transaction.atomic
    def write(self, text: str, *, by: str) -> None:
        """By a host or by who asked. It is passed on, and the clock begins anew."""
        if by == HOST and not (self.contact and self.contact.sealed):
            raise Refused(_("They left no address, so nothing can be sent to them."))
        if by == PUBLIC and not takes_messages(self.action):
            raise Refused(_("The hosts of this action take no messages here."))
        self.last_at = now()
        self.save(update_fields=["last_at"])
        if self.contact_id:
            Contact.objects.filter(pk=self.contact_id).update(until=self.last_at + KEPT)
        self._say(text, by=by)

    def _say(self, text: str, *, by: str) -> None:
        message = Message.objects.create(exchange=self, sealed=sealing.seal(text), by=by)
        Fact.write("exchange.written" if by == PUBLIC else "exchange.answered", self, by=by, message=message.pk)


class Message(models.Model):
    """Sealed; in no output but the letter that passes it on."""

    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="messages")
    sealed = models.TextField()
    by = models.CharField(max_length=8)  # host or public
    at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"message {self.pk}"

    @property
    def text(self) -> str:
        try:
            return sealing.unseal(self.sealed)
        except sealing.Unreadable:
            return ""


class WritingOff(models.Model):
    """The hosts of an action take no messages: since when, and who said so. What a moderator said, a host leaves."""

    action = models.OneToOneField("core.Action", on_delete=models.CASCADE, related_name="writing_off")
    by = models.CharField(max_length=20)
    at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"no messages to {self.action_id}"

    @classmethod
    @transaction.atomic
    def switch(cls, action: Action, *, on: bool, by: Person | str) -> None:
        """Whether messages are taken. Safe to repeat."""
        off = cls.objects.filter(action=action).first()
        if on == (off is None):
            return
        if off and by == "host" and off.by != "host":
            raise Refused(_("A moderator switched this off."))
        if off:
            off.delete()
        else:
            cls.objects.create(action=action, by=name_of(by))
        Fact.write("action.writing_on" if on else "action.writing_off", action, by=by)


def takes_messages(action: Action) -> bool:
    """Where somebody is there to read them, and nobody has switched it off."""
    return writing_to(action).taken


@dataclass(frozen=True)
class Writing:
    off: bool
    taken: bool


def writing_to(action: Action) -> Writing:
    """Whether it is switched off, and whether messages are taken: in one query, for the page asks each time."""
    if not (action.visible and action.call.public):
        return Writing(off=False, taken=False)
    moment = connection.ops.adapt_datetimefield_value(now())
    with connection.cursor() as cursor:
        cursor.execute(_WRITING, {"action": action.pk, "contact": action.contact_id, "now": moment})
        off, reached = (bool(each) for each in cursor.fetchone())
    return Writing(off=off, taken=reached and not off)


def forget_exchanges() -> int:
    return Exchange.objects.over().forget()
