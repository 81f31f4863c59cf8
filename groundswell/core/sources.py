"""The sources of the record: which there are, which look like one and the same, and which need a hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from groundswell.core import permissions
from groundswell.core.errors import Refused
from groundswell.core.models import Call, Citation, Fact, Link, Person, Source
from groundswell.core.models.source import plain_address
from groundswell.lib.text import fold

# Hosts under which one page is served to phones, too.
ALSO = ("m.", "amp.", "mobile.")
LEAST = 12  # letters of a title: shorter ones ("Protest") are the same by chance


def listed(words: str = "", kind: str = "") -> QuerySet[Source]:
    """Those that most actions go by first, with how many (`actions`)."""
    rows = Source.objects.public()
    if words:
        names = ("title", "publisher", "author", "address")
        rows = rows.filter(Q(*((f"{name}__icontains", words) for name in names), _connector=Q.OR))
    if kind:
        rows = rows.filter(kind=kind)
    public = Q(citations__in=Citation.objects.public())
    counted = rows.annotate(actions=Count("citations__report__action", distinct=True, filter=public))
    return counted.order_by("-actions", F("on").desc(nulls_last=True), "id")


def cited(source: Source) -> QuerySet[Citation]:
    """What the record goes by it for, the latest action first."""
    rows = Citation.objects.public().filter(source=source)
    return rows.select_related("report__action__call", "estimate").order_by("-report__action__day", "id")


def corrections(source: Source, most: int = 100) -> list[Fact]:
    """Since it is public, the last first: each once, though every call whose record goes by it was told."""
    facts = Fact.objects.about(source).filter(what="source.corrected").exclude(changes__has_key="unseen")
    return list({(fact.at, str(fact.changes)): fact for fact in facts.order_by("-id")[:most]}.values())


def doubles(call: Call) -> list[list[Source]]:
    """Sets of sources that may be one: the same page at another address, or the same title by one publisher."""
    alike: dict[object, list[Source]] = defaultdict(list)
    for source in Source.objects.of(call).order_by("id"):
        for likeness in _likenesses(source):
            alike[likeness].append(source)
    return list({tuple(each.pk for each in some): some for some in alike.values() if len(some) > 1}.values())


@transaction.atomic
def merge(doubles: Sequence[Source], keep: Source, *, by: Person) -> None:
    """All of them into the one to keep, or none; each changes in every record that goes by it."""
    for each in sorted(doubles, key=lambda each: each.pk):
        each.lock()
    if not all(permissions.may_correct_source(by, each) for each in doubles):
        raise Refused(
            _(
                "One of them is cited in the record of another call too. Whoever works on all of these calls can merge "
                "them: ask their convenors, or the people who run this server."
            )
        )
    for double in doubles:
        if double.pk != keep.pk:
            keep.absorb(double, by=by)


def _likenesses(source: Source) -> Iterator[object]:
    if page := _page(source.address):
        yield page
    if len(source.title) >= LEAST:
        yield fold(source.title), fold(source.publisher)


def _page(address: str) -> str:
    """A page by its host and path, without what only says for which device it is; "" where a query may say which."""
    host, _slash, path = plain_address(address).partition("/")
    if not address.startswith(("http://", "https://")) or "?" in path:
        return ""
    for prefix in ALSO:
        host = host.removeprefix(prefix)
    path = path.removesuffix("/amp").removesuffix(".amp")
    return f"{host}/{path}" if path else ""


def gone(call: Call) -> list[tuple[Source, Link]]:
    """Those whose page did not answer when it was last looked up, with what is known of that."""
    sources = {source.address: source for source in Source.objects.of(call) if source.address}
    return [(sources[link.address], link) for link in Link.objects.dead().at(sources)]


def without_copy(call: Call | None = None) -> QuerySet[Source]:
    """Web pages of which nobody has said where a copy is kept, in a steady order."""
    rows = Source.objects.of(call) if call else Source.objects.public()
    return rows.filter(archived="", merged_into=None, address__startswith="http").order_by("id")
