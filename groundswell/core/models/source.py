from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from groundswell.core.errors import Refused
from groundswell.core.fields import WordsField
from groundswell.core.models.action_states import VISIBLE
from groundswell.core.models.call import PUBLIC, Call
from groundswell.core.models.fact import Fact
from groundswell.lib import crockford
from groundswell.lib.text import fold

if TYPE_CHECKING:
    from groundswell.core.models.person import Person
    from groundswell.core.models.report import Report

# What addresses carry for those who watch readers; the page is the same without it.
WATCHING = ("utm_", "fbclid", "gclid", "mc_cid", "mc_eid", "igshid")
FILLED = ("kind", "publisher", "title", "author", "language", "on", "address", "archived")
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


class Source(models.Model):
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
    merged_into = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="doubles")

    objects = Sources.as_manager()

    class Meta:
        ordering = ["id"]

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

    @transaction.atomic
    def correct(self, *, by: Person | str, **told: Any) -> None:
        """Put right what is said of it, for every report that goes by it. Safe to repeat."""
        changes = {name: [getattr(self, name), value] for name, value in told.items() if getattr(self, name) != value}
        if not changes:
            return
        for name, value in told.items():
            setattr(self, name, value)
        mark = mark_of(self.address, self.publisher, self.title, self.on)
        if Source.objects.filter(mark=mark).exclude(pk=self.pk).exists():
            raise Refused(_("Another source has this address already. Merge the two instead."))
        self.mark = mark
        self.save()
        self._tell("source.corrected", by=by, **{name: _plain(pair) for name, pair in changes.items()})

    @transaction.atomic
    def absorb(self, double: Source, *, by: Person | str) -> None:
        """Make one of two: what cites the other cites this one from now on, and its address leads here."""
        if double.merged_into_id == self.pk:
            return
        if self.merged_into_id or double.merged_into_id or double.pk == self.pk:
            raise Refused(_("One of them was merged already."))
        for name in FILLED:
            setattr(self, name, getattr(self, name) or getattr(double, name))
        self.save()
        double._tell("source.merged", by=by, into=self.ref)
        for citation in double.citations.all():
            citation.go_by(self)
        Source.objects.filter(merged_into=double).update(merged_into=self)
        double.merged_into = self
        double.save(update_fields=["merged_into"])

    def _tell(self, what: str, *, by: Person | str, **changes: Any) -> None:
        """A fact for each call, because the pages of each are kept until one of its facts."""
        Fact.write_all([Fact.of(what, self, by=by, call=call, **changes) for call in self.calls])


class Citation(models.Model):
    """That a report goes by a source: for what, and in which words of it."""

    report = models.ForeignKey("core.Report", on_delete=models.CASCADE, related_name="citations")
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="citations")
    estimate = models.ForeignKey("core.Estimate", null=True, on_delete=models.CASCADE, related_name="citations")
    about = WordsField()  # columns of the report that it is cited for; none: for all that the report tells
    quote = models.CharField(max_length=QUOTED, blank=True)

    objects = Citations.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["report", "source"], condition=models.Q(estimate=None), name="cited_once"),
            models.UniqueConstraint(fields=["estimate", "source"], name="cited_once_for_estimate"),
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
        same = Citation.objects.filter(report=self.report_id, estimate=self.estimate_id, source=source)
        if same.exists():
            self.delete()
        else:
            self.source = source
            self.save(update_fields=["source"])


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


def _plain(pair: list[Any]) -> list[Any]:
    return [value.isoformat() if isinstance(value, date) else value for value in pair]


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
