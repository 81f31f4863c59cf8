from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from groundswell.core.errors import Refused
from groundswell.core.models.fact import Fact, plain
from groundswell.core.models.issuing import Issuer, Issuing
from groundswell.core.models.lockable import Lockable
from groundswell.core.models.relation import Relation
from groundswell.core.models.sought import Sought
from groundswell.core.models.translation import digest
from groundswell.lib import tongues
from groundswell.lib.clock import now

if TYPE_CHECKING:
    from groundswell.core.models.call import Call
    from groundswell.core.models.person import Person

DRAFT, PUBLISHED, WITHDRAWN = "draft", "published", "withdrawn"
PUBLIC = (PUBLISHED, WITHDRAWN)
NONE, COUNT, NAMES = "none", "count", "names"


class Statements(models.QuerySet["Statement"]):
    def public(self) -> Self:
        """Withdrawn ones stay at their address, and say so."""
        return self.filter(state__in=PUBLIC)

    def published(self) -> Self:
        return self.filter(state=PUBLISHED)

    def newest_first(self) -> Self:
        return self.order_by("-published_at", "-id")


class Statement(Lockable):
    """A dated text by one or more organisations, in one or more languages; may be open for sign-on by others."""

    call = models.ForeignKey("core.Call", on_delete=models.CASCADE, related_name="statements")
    slug = models.SlugField(unique=True, max_length=90)
    press_contact = models.TextField(blank=True)  # public: typed for the press
    individuals = models.CharField(max_length=8, default=NONE)  # whether people may sign too, and how they are shown
    state = models.CharField(max_length=10, default=DRAFT)
    published_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)  # for sign-on
    open_until = models.DateTimeField(null=True)  # none: until it is closed
    closed_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(default=now)
    changed_at = models.DateTimeField(default=now)

    objects = Statements.as_manager()

    class Meta:
        indexes = [models.Index(fields=["call", "state", "published_at"], name="statement_list")]

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        return reverse("statement", args=[self.slug])

    @property
    def public(self) -> bool:
        return self.state in PUBLIC

    @property
    def signing(self) -> bool:
        """Whether somebody can sign it at this moment."""
        opened = bool(self.opened_at) and not self.closed_at and not self.overdue
        return opened and self.state == PUBLISHED and self.call.public

    @property
    def overdue(self) -> bool:
        return self.open_until is not None and self.open_until <= now()

    @property
    def issued_by(self) -> list[str]:
        """Names of who issues it, in order."""
        return [issuing.name for issuing in self.issuings.all()]

    @property
    def original(self) -> StatementText:
        return next(text for text in self.texts.all() if text.original)

    def text_in(self, language: str) -> StatementText:
        """In this language or what it is a kind of, then by the call's order; otherwise as it was first written."""
        there = {tongues.canonical(text.language): text for text in self.texts.all()}
        order = [*tongues.wider(language), *map(tongues.canonical, self.call.fallback)]
        return next((there[each] for each in order if each in there), None) or self.original

    @classmethod
    @transaction.atomic
    def draft(
        cls,
        call: Call,
        *,
        by: Person | str,
        slug: str,
        language: str,
        title: str,
        body: str,
        issued_by: Sequence[Issuer] = (),
        **fields: Any,
    ) -> Statement:
        """With its first text, which is the original."""
        statement = cls.objects.create(call=call, slug=slug, **fields)
        Issuing.write(statement, list(issued_by))
        statement.texts.create(language=language, title=title, body=body, original=True)
        Fact.write("statement.drafted", statement, by=by, language=language)
        return statement

    @transaction.atomic
    def write(
        self, language: str, *, by: Person | str, title: str, body: str, translated_by: str = "", note: str = ""
    ) -> StatementText:
        """Make or change the text in one language. What the public has read is changed with a correction note."""
        self.lock()
        text = self.texts.filter(language=language).first() or StatementText(statement=self, language=language)
        given = {"title": title, "body": body, "translated_by": "" if text.original else translated_by}
        changes: dict[str, Any] = {
            name: [getattr(text, name), value] for name, value in given.items() if getattr(text, name) != value
        }
        if not changes:
            return text
        if self.public and text.pk and not note.strip():
            raise Refused(_("It is public: say in a correction note what you changed."))
        for name, value in given.items():
            setattr(text, name, value)
        text.of_original = "" if text.original else self.original.digest
        told = self.public and bool(text.pk)
        text.save()
        if told:
            self.corrections.create(language=language, note=note.strip())
        self._touch()
        Fact.write("statement.written", self, by=by, language=language, note=note, **changes)
        return text

    @transaction.atomic
    def change(self, *, by: Person | str, issued_by: Sequence[Issuer] | None = None, **fields: Any) -> None:
        """Who issues it, and the contact for the press."""
        changes: dict[str, Any] = {
            name: [getattr(self, name), value] for name, value in fields.items() if getattr(self, name) != value
        }
        if self.public and issued_by is not None and not issued_by:
            raise Refused(_("Name at least one organisation that issues it."))
        before = self._issuers()
        if issued_by is not None and list(issued_by) != before:
            names = self.issued_by
            Issuing.write(self, list(issued_by))
            changes["issued_by"] = [names, [issuing.name for issuing in Issuing.objects.filter(statement=self)]]
        if not changes:
            return
        for name, value in fields.items():
            setattr(self, name, value)
        self._touch()
        Fact.write("statement.changed", self, by=by, **changes)

    @transaction.atomic
    def publish(self, *, by: Person | str) -> None:
        self.lock()
        if self.state == PUBLISHED:
            return
        if self.state != DRAFT:
            raise Refused(_("It was withdrawn. Write a new statement."))
        if not self.issued_by:
            raise Refused(_("Name at least one organisation that issues it."))
        if not self.call.public:
            raise Refused(_("Publish the call first."))
        self.state, self.published_at = PUBLISHED, now()
        self._touch()
        Fact.write("statement.published", self, by=by, state=[DRAFT, PUBLISHED])

    @transaction.atomic
    def correct(self, note: str, *, by: Person | str, language: str = "") -> Correction:
        """A dated public note; of one language, or of all."""
        if not self.public:
            raise Refused(_("It is no public statement yet: change the text itself."))
        correction = self.corrections.create(note=note, language=language)
        self._touch()
        Fact.write("statement.corrected", self, by=by, note=note, language=language)
        return correction

    @transaction.atomic
    def withdraw(self, *, by: Person | str, because: str) -> Retraction:
        """It stays at its address, with the date and the reason. Safe to repeat."""
        self.lock()
        if self.state == WITHDRAWN:
            return self.retraction
        if self.state != PUBLISHED:
            raise Refused(_("It was never published."))
        if not because.strip():
            raise Refused(_("Say why: the page keeps the reason."))
        self.state = WITHDRAWN
        self._touch()
        retraction = Retraction.objects.create(statement=self, because=because)
        Fact.write("statement.withdrawn", self, by=by, because=because, state=[PUBLISHED, WITHDRAWN])
        return retraction

    @transaction.atomic
    def open_sign_on(self, *, by: Person | str, individuals: str, until: datetime | None = None) -> None:
        """Open it, open it again, or change the terms on which it is open."""
        self.lock()
        if self.state == WITHDRAWN:
            raise Refused(_("It was withdrawn. Write a new statement."))
        if until and until <= now():
            raise Refused(_("This day is over."))
        given = {"individuals": individuals, "open_until": until, "closed_at": None}
        changes: dict[str, Any] = {name: [plain(getattr(self, name)), plain(value)] for name, value in given.items()}
        changes = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
        if self.opened_at and not changes:
            return
        self.opened_at = self.opened_at or now()
        self.individuals, self.open_until, self.closed_at = individuals, until, None
        self._touch()
        Fact.write("statement.opened", self, by=by, **changes)

    @transaction.atomic
    def close_sign_on(self, *, by: Person | str) -> None:
        """Who signed stays; who asked before may still prove the address."""
        self.lock()
        if not self.opened_at or self.closed_at:
            return
        self.closed_at = now()
        self._touch()
        Fact.write("statement.closed", self, by=by)

    @transaction.atomic
    def relate(self, other: Statement, kind: str, *, by: Person | str) -> None:
        """Say what it is to another one, of this call or of any; said again, the new word counts."""
        if other.pk == self.pk:
            raise Refused(_("A statement cannot be related to itself."))
        relation, new = Relation.objects.get_or_create(statement=self, other=other, defaults={"kind": kind})
        if not new and relation.kind == kind:
            return
        relation.kind = kind
        relation.save()
        self._tell_both(other, "statement.related", by=by, kind=kind)

    @transaction.atomic
    def unrelate(self, other: Statement, *, by: Person | str) -> None:
        """Safe to repeat."""
        if Relation.objects.filter(statement=self, other=other).delete()[0]:
            self._tell_both(other, "statement.unrelated", by=by)

    def _tell_both(self, other: Statement, what: str, *, by: Person | str, **changes: Any) -> None:
        """Both pages show it, and each call has facts of its own."""
        Fact.write(what, self, by=by, other=other.slug, **changes)
        if other.call_id != self.call_id:
            Fact.write(what, other, by=by, other=self.slug, **changes)

    def _issuers(self) -> list[Issuer]:
        return [issuing.organisation or issuing.words for issuing in self.issuings.select_related("organisation")]

    def _touch(self) -> None:
        self.changed_at = now()
        self.save()


class StatementText(Sought):
    """A statement in one language: the original, or a translation of it."""

    SOUGHT = ("title", "body")

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=12)
    title = models.CharField(max_length=160)
    body = models.TextField()  # Markdown
    original = models.BooleanField(default=False)
    translated_by = models.CharField(max_length=120, blank=True)
    of_original = models.CharField(max_length=16, blank=True)  # the digest of the original that it translates

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["statement", "language"], name="statement_text_once"),
            models.UniqueConstraint(
                fields=["statement"], condition=models.Q(original=True), name="statement_one_original"
            ),
        ]
        ordering = ["-original", "language"]

    def __str__(self) -> str:
        return self.title

    @property
    def digest(self) -> str:
        return digest(f"{self.title}\n{self.body}")


class Correction(models.Model):
    """What was put right in a public statement: dated, and public itself."""

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="corrections")
    language = models.CharField(max_length=12, blank=True)  # none: of all
    note = models.CharField(max_length=600)
    at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"corrected {self.at:%Y-%m-%d}"


class Retraction(models.Model):
    """A statement that was taken back: when and why."""

    statement = models.OneToOneField(Statement, on_delete=models.CASCADE, related_name="retraction")
    because = models.CharField(max_length=400)
    at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"withdrawn {self.at:%Y-%m-%d}"
