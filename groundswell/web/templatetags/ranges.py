"""How many came, in the reader's figures and on the scale of crowds (parts/range.html)."""

from collections.abc import Iterable

from django import template

from groundswell.core import figures
from groundswell.core.models import Source
from groundswell.lib.scale import Range
from groundswell.web.templatetags.words import web_address

register = template.Library()
register.filter("range_text", figures.span)


@register.filter
def drawn(low: int | None, high: int | None) -> Range:
    return Range(low, high)


@register.filter
def by_publisher(sources: Iterable[Source]) -> list[list[Source]]:
    """Those on the web that one publisher has of one day stand together: nine times the same word says nothing."""
    groups: dict[object, list[Source]] = {}
    for source in sources:
        together = source.publisher and web_address(source.address)
        groups.setdefault((source.publisher, source.on) if together else source.pk, []).append(source)
    return list(groups.values())
