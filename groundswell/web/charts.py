"""The charts of the record on its pages, and where each can be taken from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from groundswell.core import charted, numbers
from groundswell.core.charted import Chart
from groundswell.core.filter import ActionFilter
from groundswell.core.models import Call
from groundswell.lib import fonts
from groundswell.lib.charts import svg
from groundswell.lib.clock import minute

WIDE, NARROW = 860.0, 344.0  # units; a page shows the one that it has room for


@dataclass(frozen=True)
class Shown:
    name: str
    title: str
    told: str
    heads: list[str]
    rows: list[list[str]]
    wide: SafeString
    narrow: SafeString
    svg_url: str
    png_url: str  # empty where this server cannot draw them
    maps: dict[str, Any] | None = None


def of(call: Call | None, wanted: ActionFilter) -> list[Shown]:
    """Drawn once for each change, language and minute."""
    words = wanted.words(page=1, sort="")
    key = ("charts", call and call.pk, words, get_language(), minute())
    return numbers.remembered(key, call, lambda: _of(call, wanted, words))


def _of(call: Call | None, wanted: ActionFilter, words: str) -> list[Shown]:
    found = (charted.of(name, call, wanted) for name in charted.NAMES)
    return [_shown(chart, call, wanted, words) for chart in found if chart]


def _shown(chart: Chart, call: Call | None, wanted: ActionFilter, words: str) -> Shown:
    return Shown(
        chart.name,
        chart.title,
        chart.told,
        list(chart.heads),
        [list(row) for row in chart.rows],
        _picture(chart, "wide", WIDE),
        _picture(chart, "narrow", NARROW),
        address(chart.name, "svg", call, words),
        address(chart.name, "png", call, words) if fonts.available() else "",
        _maps(chart, wanted) if chart.maps else None,
    )


def address(name: str, picture: str, call: Call | None, words: str) -> str:
    path = (
        reverse("call-record-chart", args=[call.slug, name, picture])
        if call
        else reverse("record-chart", args=[name, picture])
    )
    return path + (f"?{words}" if words else "")


def _picture(chart: Chart, size: str, width: float) -> SafeString:
    if chart.maps:
        return SafeString("")
    # All that people wrote is escaped where it is written down (lib/charts/svg.py).
    return mark_safe(svg.inline(chart.draw(width), f"{chart.name}-{size}", chart.title, chart.told, size))


def _maps(chart: Chart, wanted: ActionFilter) -> dict[str, Any]:
    """Each a picture of its own, which leads to the record of its time."""
    assert chart.maps
    return {
        "height": chart.maps.height,
        "land": chart.maps.land,
        "borders": chart.maps.borders,
        "sheets": [
            {
                "label": sheet.label,
                "told": sheet.told,
                "marks": mark_safe(svg.marks(marks)),
                "url": "?" + wanted.words(page=1, sort="", since=period.first, until=period.last),
            }
            for (sheet, marks), period in zip(chart.maps.sheets, chart.periods, strict=True)
        ],
    }
