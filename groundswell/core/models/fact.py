from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.db import connection, models, transaction
from django.db.models import OuterRef, Q, Subquery

from groundswell.core.fields import where_told
from groundswell.lib import changes
from groundswell.lib.clock import now

if TYPE_CHECKING:
    from groundswell.core.models.call import Call
    from groundswell.core.models.person import Person

STRUCK = "struck"  # in place of before and after, where the words had to go (core/striking.py)
# Any number will do, as long as it is only used here.
_ORDER_OF_COMMIT = 7_101_977
# Each second, it would be the end of all that is kept until something is written (core.watch).
SEEN_EVERY = timedelta(seconds=20)
_LAST = "SELECT MAX(id) FROM core_fact"
_LAST_UNDER = """
SELECT MAX((SELECT MAX(core_fact.id) FROM core_fact WHERE core_fact.call_id = core_call.id))
FROM core_call WHERE core_call.id = %s OR core_call.whole_id = %s
"""


class Facts(models.QuerySet["Fact"]):
    def about(self, subject: models.Model) -> Self:
        return self.filter(subject=subject._meta.model_name, subject_id=subject.pk)

    def last_under(self, call: Call) -> Self:
        """At most one each, the last: of the call and of the calls that are part of it, drafts too.

        A step into the index for each call: however long the log is, it costs the same.
        """
        calls = call._meta.model._default_manager.filter(Q(pk=call.pk) | Q(whole=call.pk))
        last = self.filter(call=OuterRef("pk")).order_by("-id").values("pk")[:1]
        return type(self)(self.model, using=self.db).filter(pk__in=calls.annotate(last=Subquery(last)).values("last"))


class Fact(models.Model):
    """One thing that happened here, never changed. History, audit trail, outbox and version stamp at once.

    A verb writes its fact in its own transaction, so neither is there without the other.
    """

    what = models.CharField(max_length=40)  # "action.cancelled": the noun, then the verb as it was done
    subject = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    call = models.ForeignKey("core.Call", null=True, on_delete=models.CASCADE, related_name="facts", db_index=False)
    by = models.CharField(max_length=20)  # host · organisation · public · import · server · person
    person = models.ForeignKey(
        "core.Person", null=True, on_delete=models.SET_NULL, related_name="facts", db_index=False
    )
    changes = models.JSONField(default=dict)  # {"field": [before, after]} or what else is worth keeping
    at = models.DateTimeField(default=now)

    objects = Facts.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["subject", "subject_id", "id"], name="fact_subject"),
            models.Index(fields=["call", "id"], name="fact_call"),
            *where_told("fact", "person"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.subject_id}"

    @classmethod
    def write(
        cls,
        what: str,
        subject: models.Model,
        *,
        by: Person | str,
        call: Call | None = None,
        **changes: Any,
    ) -> Fact:
        """Must be called inside the transaction of the change itself."""
        return cls.write_all([cls.of(what, subject, by=by, call=call, **changes)])[0]

    @classmethod
    def of(
        cls,
        what: str,
        subject: models.Model,
        *,
        by: Person | str,
        call: Call | None = None,
        **changes: Any,
    ) -> Fact:
        name = name_of(by)
        changes |= _hands(subject, name)
        return cls(
            what=what,
            subject=str(subject._meta.model_name),
            subject_id=subject.pk,
            call=call or getattr(subject, "call", None),
            by=name,
            person=None if isinstance(by, str) else by,
            changes=changes,
        )

    @classmethod
    def write_all(cls, facts: list[Fact]) -> list[Fact]:
        cls.in_order()
        transaction.on_commit(changes.tell)
        return cls.objects.bulk_create(facts, batch_size=500)

    @classmethod
    def in_order(cls) -> None:
        """Call before writing, in the transaction of what is told."""
        if not connection.in_atomic_block:
            raise RuntimeError("A fact is written in the transaction of what it tells.")
        if connection.vendor == "postgresql":
            # Numbers are given before the commit, so a later number could be seen earlier, and a reader that had passed
            # it would miss the other for ever. One writer of facts at a time keeps numbers in the order of commits;
            # SQLite has one writer anyway.
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ORDER_OF_COMMIT])

    @classmethod
    def stamp(cls, call: Call | None = None) -> int:
        """The number of the last fact of a call and its parts, or of everything.

        What a page says stands until this changes.
        """
        if not call:
            return _number(_LAST)
        return _number(_LAST_UNDER, call.pk, call.pk)


def _number(sql: str, *given: int) -> int:
    """Written out, and not put together: every page asks several times, and that took longer than all else."""
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return cursor.fetchone()[0] or 0


def _hands(subject: models.Model, by: str) -> dict[str, int]:
    """Which of an action's co-hosts did it, and which second look it had."""
    co_host, second = getattr(subject, "held_by", None), getattr(subject, "second", None)
    return ({"cohost": co_host.pk} if co_host and by == "host" else {}) | ({"second": second.pk} if second else {})


def name_of(by: Person | str) -> str:
    """As a row keeps who did it: that it was a person, and never which."""
    return by if isinstance(by, str) else "person"


def plain(value: Any) -> Any:
    """As a fact keeps it: what is no JSON becomes text."""
    if isinstance(value, models.Model):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


class Reader(models.Model):
    """How far one reader of the log has come."""

    name = models.CharField(max_length=40, primary_key=True)
    upto = models.BigIntegerField(default=0)
    seen_at = models.DateTimeField(null=True)
    trouble = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.name} up to {self.upto}"

    @classmethod
    def named(cls, name: str) -> Reader:
        """A new reader begins where the log ends: it is not told of the past."""
        return cls.objects.get_or_create(name=name, defaults={"upto": Fact.stamp()})[0]

    @transaction.atomic
    def read(self, read: Any, most: int = 200) -> int:
        """Hand the next facts to `read(fact)`, and remember the place with what it wrote; returns how many."""
        facts = list(Fact.objects.filter(id__gt=self.upto).select_related("call").order_by("id")[:most])
        for fact in facts:
            read(fact)
        if facts:
            self.upto = facts[-1].pk
        if facts or self.trouble or not self.seen_at or now() - self.seen_at > SEEN_EVERY:
            self.seen_at, self.trouble = now(), ""
            self.save()
        return len(facts)
