"""How many came, in the reader's figures and on the scale of crowds (parts/range.html)."""

from collections.abc import Iterable

from django import template

from groundswell.core import figures
from groundswell.core.models import Source
from groundswell.lib.scale import Range
from groundswell.web.templatetags.words import web_address

register = template.Library()


@register.filter
def drawn(low: int | None, high: int | None) -> Range:
    return Range(low, high)


@register.filter
def range_text(low: int | None, high: int | None) -> str:
    """ "4,000 – 9,500", or one figure where both ends are the same or one is not known."""
    return figures.span(low, high)


@register.filter
def by_publisher(sources: Iterable[Source]) -> list[list[Source]]:
    """Those on the web that one publisher has of one day stand together: nine times the same word says nothing."""
    groups: dict[object, list[Source]] = {}
    for source in sources:
        together = source.publisher and web_address(source.address)
        groups.setdefault((source.publisher, source.on) if together else source.pk, []).append(source)
    return list(groups.values())
