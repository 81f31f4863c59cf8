from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from groundswell.core.errors import Refused
from groundswell.core.fields import WordsField, where_told
from groundswell.core.models.action_states import VISIBLE
from groundswell.core.models.call import PUBLIC, Call
from groundswell.core.models.fact import STRUCK, Fact, plain
from groundswell.core.models.lockable import Lockable
from groundswell.lib import crockford
from groundswell.lib.clock import now
from groundswell.lib.text import fold

if TYPE_CHECKING:
    from groundswell.core.models.person import Person
    from groundswell.core.models.report import Report

# What addresses carry for those who watch readers; the page is the same without it.
WATCHING = ("utm_", "fbclid", "gclid", "mc_cid", "mc_eid", "igshid")
FILLED = ("kind", "publisher", "title", "author", "language", "on", "address", "archived")
NAMING = ("publisher", "title", "author", "address", "archived")  # what may name somebody
QUOTED = 400  # characters: enough to show where a figure stands, little enough to be a citation


class Sources(models.QuerySet["Source"]):
    def public(self) -> Self:
        """Those that the record goes by."""
        return self.filter(pk__in=Citation.objects.public().values("source"))

    def of(self, call: Call) -> Self:
        """That reports on the actions of a call go by, accepted or waiting."""
        return self.filter(citations__report__action__call=call, merged_into=None).distinct()


class Citations(models.QuerySet["Citation"]):
    def public(self) -> Self:
        """Of what is in the record: accepted reports on public actions of public calls."""
        return self.filter(
            report__state="accepted", report__action__state__in=VISIBLE, report__action__call__stage__in=PUBLIC
        )


class Source(Lockable):
    """What a report goes by: something published. One row, however many actions it tells of."""

    ref = models.CharField(max_length=12, unique=True, default=crockford.short)
    mark = models.CharField(max_length=64, unique=True)  # the same for the same source, however its address is written
    kind = models.CharField(max_length=16, blank=True)  # a word of kinds.SOURCES; none: not known
    publisher = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=300, blank=True)
    author = models.CharField(max_length=200, blank=True)  # as it is printed there
    language = models.CharField(max_length=12, blank=True)
    on = models.DateField(null=True)
    address = models.CharField(max_length=1000, blank=True)
    archived = models.CharField(max_length=1000, blank=True)  # where a copy of it is kept
    merged_into = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="doubles", db_index=False)

    objects = Sources.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = where_told("source", "merged_into")

    def __str__(self) -> str:
        return self.address or self.publisher or self.title

    def get_absolute_url(self) -> str:
        return reverse("source", args=[self.ref])

    @property
    def name(self) -> str:
        return self.title or self.publisher or self.address

    @property
    def calls(self) -> models.QuerySet[Call]:
        """Those whose reports go by it."""
        return Call.objects.filter(actions__reports__citations__source=self).distinct().order_by("pk")

    @classmethod
    def known(cls, **told: Any) -> Source:
        """The one that is meant, made where it is new. What is known of it already stays as it is."""
        mark = mark_of(told.get("address", ""), told.get("publisher", ""), told.get("title", ""), told.get("on"))
        found = cls.objects.select_related("merged_into").get_or_create(mark=mark, defaults=told)[0]
        return found.merged_into or found

    @property
    def public_calls(self) -> models.QuerySet[Call]:
        """Those whose record goes by it."""
        public = Citation.objects.public().filter(source=self)
        return Call.objects.filter(actions__reports__citations__in=public).distinct().order_by("pk")

    @transaction.atomic
    def correct(self, *, by: Person | str, struck: bool = False, **told: Any) -> None:
        """Put right what is said of it, for every report that goes by it. Safe to repeat.

        `struck`: the old words go for good, from the log as well, because they should never have stood there; where
        nothing is changed, those of all corrections before.
        """
        self.lock()
        before = {name: getattr(self, name) for name in told}
        changed = [name for name in told if told[name] != before[name]]
        pairs: dict[str, Any] = {name: [plain(before[name]), plain(told[name])] for name in changed}
        if pairs:
            self._say(told)
        if struck:
            pairs = _strike(self, pairs)
        if pairs:
            self._tell("source.corrected", by=by, calls=self.calls, **pairs | self._unseen())
        elif struck:
            self._tell("source.struck", by=by, calls=self.calls)

    def _say(self, told: dict[str, Any]) -> None:
        for name, value in told.items():
            setattr(self, name, value)
        mark = mark_of(self.address, self.publisher, self.title, self.on)
        bearing = Source.objects.filter(mark=mark).exclude(pk=self.pk).first()
        if bearing and bearing.merged_into_id != self.pk:
            raise Refused(_("Another source has this address already. Merge the two instead."))
        self.mark = self.mark if bearing else mark  # that of its double leads here
        self.save()

    def _unseen(self) -> dict[str, bool]:
        """What was put right before anybody could read it is in no public history."""
        return {} if Source.objects.public().filter(pk=self.pk).exists() else {"unseen": True}

    @transaction.atomic
    def absorb(self, double: Source, *, by: Person | str) -> None:
        """Make one of two: what cites the other cites this one from now on, and its address leads here."""
        for each in sorted((self, double), key=lambda each: each.pk):
            each.lock()
        if double.merged_into_id == self.pk:
            return
        if self.merged_into_id or double.merged_into_id or double.pk == self.pk:
            raise Refused(_("One of them was merged already."))
        for name in FILLED:
            setattr(self, name, getattr(self, name) or getattr(double, name))
        self.save()
        double._tell("source.merged", by=by, calls=double.calls | self.calls, into=self.ref)
        for citation in double.citations.all():
            citation.go_by(self)
        Source.objects.filter(merged_into=double).update(merged_into=self)
        double.merged_into = self
        double.save(update_fields=["merged_into"])

    def _tell(self, what: str, *, by: Person | str, calls: models.QuerySet[Call], **changes: Any) -> None:
        """A fact for each call, because the pages of each are kept until one of its facts; all of one moment."""
        facts, at = [Fact.of(what, self, by=by, call=call, **changes) for call in calls], now()
        for fact in facts:
            fact.at = at
        Fact.write_all(facts)


class Citation(models.Model):
    """That a report goes by a source: for what, and in which words of it."""

    report = models.ForeignKey("core.Report", on_delete=models.CASCADE, related_name="citations")
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="citations")
    estimate = models.ForeignKey(
        "core.Estimate", null=True, on_delete=models.CASCADE, related_name="citations", db_index=False
    )
    about = WordsField()  # columns of the report that it is cited for; none: for all that the report tells
    quote = models.CharField(max_length=QUOTED, blank=True)

    objects = Citations.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["report", "source"], condition=models.Q(estimate=None), name="cited_once"),
            models.UniqueConstraint(
                fields=["estimate", "source"],
                condition=models.Q(estimate__isnull=False),
                name="cited_once_for_estimate",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} for {self.report}"

    @classmethod
    def make(
        cls, report: Report, *, estimate: Any = None, about: list[str] | None = None, quote: str = "", **told: Any
    ) -> Citation:
        """Of the source that `told` describes, once for a report (or an estimate), however often it is named."""
        named: dict[str, Any] = {"report": report, "source": Source.known(**told), "estimate": estimate}
        given: dict[str, Any] = {"about": about or [], "quote": quote}
        citation, made = cls.objects.get_or_create(**named, defaults=given)
        if not made:
            citation._join(**given)
        return citation

    def _join(self, about: list[str], quote: str) -> None:
        """Named once more, for something else besides."""
        if quote and self.quote and quote != self.quote:
            raise Refused(_("A source is quoted once for one thing: put both quotes into one."))
        self.quote = self.quote or quote
        self.about = list(dict.fromkeys([*self.about, *about])) if self.about and about else []
        self.save(update_fields=["quote", "about"])

    def go_by(self, source: Source) -> None:
        """Another source in place of this one; where the report goes by that already, it stays one citation."""
        same = Citation.objects.filter(report=self.report_id, estimate=self.estimate_id, source=source).first()
        if same:
            same._unite(self)
            self.delete()
        else:
            self.source = source
            self.save(update_fields=["source"])

    def _unite(self, other: Citation) -> None:
        """For what either is cited for: all of it, where one of them is; in the words of this one, if it has any."""
        parted = bool(self.about and other.about)
        self.about = list(dict.fromkeys([*self.about, *other.about])) if parted else []
        self.quote = self.quote or other.quote
        self.save(update_fields=["about", "quote"])


def _strike(source: Source, pairs: dict[str, Any]) -> dict[str, Any]:
    """Here, and in what was corrected before of the same; gives back what may stand in the log."""
    gone = {name: {pairs[name][0]} if name in pairs else set() for name in pairs or FILLED}
    concerned = [source.pk, *source.doubles.values_list("pk", flat=True)]
    for fact in Fact.objects.filter(subject="source", subject_id__in=concerned, what="source.corrected"):
        for name in gone.keys() & fact.changes.keys():
            gone[name] |= set(fact.changes[name]) if isinstance(fact.changes[name], list) else set()
            fact.changes[name] = STRUCK
        fact.save(update_fields=["changes"])
    _strike_beside(source, {name: gone[name] - {"", getattr(source, name)} for name in NAMING if name in gone})
    return dict.fromkeys(pairs, STRUCK)


def _strike_beside(source: Source, gone: dict[str, set[str]]) -> None:
    """The same words in what was merged into it, and where a correction of a report told its sources."""
    for name, words in gone.items():
        source.doubles.filter(**{f"{name}__in": words}).update(**{name: ""})
    facts = Fact.objects.filter(what="report.corrected", call__in=source.calls, changes__has_key="sources")
    for fact in facts if any(gone.values()) else ():
        sides = fact.changes["sources"]
        told = [row for side in (sides if isinstance(sides, list) else ()) for row in side]
        for row in told:
            row |= {name: "" for name, words in gone.items() if row.get(name) in words}
        fact.save(update_fields=["changes"])


@dataclass
class Cited:
    """A source as a report goes by it in one quote: for which of its columns and estimates, or for the whole of it."""

    source: Source
    quote: str
    whole: bool = False
    about: list[str] = field(default_factory=list)
    estimates: list[int] = field(default_factory=list)  # keys


def by_quote(citations: Iterable[Citation]) -> list[Cited]:
    """Each source once for each of its quotes, in the order in which they are cited."""
    found: dict[tuple[int, str], Cited] = {}
    for citation in citations:
        one = found.setdefault((citation.source_id, citation.quote), Cited(citation.source, citation.quote))
        if citation.estimate_id:
            one.estimates.append(citation.estimate_id)
        else:
            one.about, one.whole = list(citation.about), not citation.about
    return list(found.values())


@lru_cache(maxsize=10_000)  # in a long file the same are named again and again
def mark_of(address: str, publisher: str = "", title: str = "", on: date | None = None) -> str:
    """By its address, however that is written; where it has none, by who published what on which day."""
    said = plain_address(address) or "\n".join([fold(publisher), fold(title), on.isoformat() if on else ""])
    return hashlib.sha256(said.encode()).hexdigest()


def plain_address(address: str) -> str:
    """Without what leads nowhere else: scheme, "www.", fragment, a last slash, words for those who watch readers."""
    if not address.startswith(("http://", "https://")):
        return address.strip()
    try:
        parts = urlsplit(address.strip())
        host = (parts.hostname or "").removeprefix("www.")
        port = f":{parts.port}" if parts.port and parts.port not in (80, 443) else ""
    except ValueError:
        return address.strip()
    words = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not pair[0].startswith(WATCHING)]
    return f"{host}{port}{parts.path.rstrip('/')}" + (f"?{urlencode(words)}" if words else "")
