from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import connection, models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from groundswell.core.errors import Refused
from groundswell.core.fields import WordsField
from groundswell.core.models.fact import Fact, plain
from groundswell.core.models.sought import Sought
from groundswell.core.models.translation import Translation
from groundswell.lib.clock import now

if TYPE_CHECKING:
    from groundswell.core.models.person import Person

DRAFT, OPEN, CLOSED, ARCHIVED = "draft", "open", "closed", "archived"
PUBLIC = (OPEN, CLOSED, ARCHIVED)
# Written out: every list asks for it, and Django takes longer to write it than a database to answer.
_KEYS_UNDER = """
WITH named AS (SELECT id FROM core_call WHERE slug = %s AND stage IN (%s, %s, %s))
SELECT id FROM named UNION ALL
SELECT core_call.id FROM core_call, named WHERE core_call.whole_id = named.id AND core_call.stage IN (%s, %s, %s)
"""


class Calls(models.QuerySet["Call"]):
    def public(self) -> Self:
        return self.filter(stage__in=PUBLIC)

    def open(self) -> Self:
        return self.filter(stage=OPEN)

    def under(self, call: Call) -> Self:
        """The call, and once both are public the calls that are part of it: what is listed and counted under it."""
        parts = Q(whole=call.pk, stage__in=PUBLIC) if call.public else Q(pk=call.pk)
        return self.filter(Q(pk=call.pk) | parts)


class Call(Sought):
    """A published invitation to act together."""

    SOUGHT = ("title", "summary", "body", "demands", "hashtags")

    slug = models.SlugField(unique=True, max_length=80)
    kind = models.CharField(max_length=10, default="day")
    title = models.CharField(max_length=160)
    summary = models.CharField(max_length=400, blank=True)
    body = models.TextField(blank=True)  # Markdown
    demands = models.JSONField(default=list)  # texts, in order
    hashtags = WordsField()
    ground_rules = models.TextField(blank=True)  # Markdown; every host accepts them
    # What hosts find in the form when they register an action, to be changed at will.
    suggested_title = models.CharField(max_length=160, blank=True)
    suggested_text = models.TextField(blank=True)
    kinds = WordsField()  # of action that are accepted; none named means all
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)  # none: open-ended
    policy = models.CharField(max_length=10, default="review")
    stage = models.CharField(max_length=10, default=DRAFT)
    language = models.CharField(max_length=12, default="en")
    languages = WordsField()  # into which its texts are to be translated, in the order of the desk
    fallback = WordsField()  # in which a text is shown that is not in the reader's language, the best first
    published_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(default=now)
    whole = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="parts")  # by a row of Part

    objects = Calls.as_manager()

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("call", args=[self.slug])

    @property
    def public(self) -> bool:
        return self.stage in PUBLIC

    @property
    def open(self) -> bool:
        return self.stage == OPEN

    def takes(self, day: date) -> bool:
        """Whether an action on this day falls in the call's window."""
        return (not self.first_day or self.first_day <= day) and (not self.last_day or day <= self.last_day)

    @classmethod
    def keys_under(cls, slug: str) -> list[int]:
        """As `Calls.under`, of a public call by the word in its address."""
        with connection.cursor() as cursor:
            cursor.execute(_KEYS_UNDER, (slug, *PUBLIC, *PUBLIC))
            return [key for (key,) in cursor.fetchall()]

    @classmethod
    @transaction.atomic
    def draft(cls, *, by: Person | str, **fields: Any) -> Call:
        call = cls.objects.create(**fields)
        if not isinstance(by, str):
            call.roles.create(person=by, kind="convenor")
        Fact.write("call.drafted", call, by=by, call=call)
        return call

    @transaction.atomic
    def change(self, *, by: Person | str, **fields: Any) -> None:
        changes = {name: [plain(getattr(self, name)), plain(value)] for name, value in fields.items()}
        changes = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
        if not changes:
            return
        for name, value in fields.items():
            setattr(self, name, value)
        self.save(update_fields=list(fields))
        if "demands" in changes:
            Translation.objects.follow(self, *changes["demands"])
        Fact.write("call.changed", self, by=by, call=self, **changes)

    @transaction.atomic
    def publish(self, *, by: Person | str) -> None:
        if not self.ground_rules.strip():
            raise Refused(_("Write the ground rules first: every host is asked to accept them."))
        if self.kind == "day" and not self.first_day:
            raise Refused(_("Name the day, or the days, first."))
        self._enter(OPEN, "call.published", by=by, after=(DRAFT, CLOSED))

    @transaction.atomic
    def close(self, *, by: Person | str) -> None:
        """No more actions or endorsements; the page stays, and reports still come."""
        self._enter(CLOSED, "call.closed", by=by, after=(OPEN,))

    @transaction.atomic
    def archive(self, *, by: Person | str) -> None:
        self._enter(ARCHIVED, "call.archived", by=by, after=(OPEN, CLOSED))

    def _enter(self, stage: str, what: str, *, by: Person | str, after: tuple[str, ...]) -> None:
        if self.stage == stage:
            return
        if self.stage not in after:
            raise Refused(_("The call is not at a stage from which it can go there."))
        before, self.stage = self.stage, stage
        self.published_at = self.published_at or now()
        self.save(update_fields=["stage", "published_at"])
        Fact.write(what, self, by=by, call=self, stage=[before, stage])
