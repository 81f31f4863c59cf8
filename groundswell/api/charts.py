"""The charts of the record as files: each with its source, licence, date and the address of its page drawn into it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import register_converter, reverse
from django.utils import formats, timezone
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from groundswell.api import answers, kept
from groundswell.api.files import version_of
from groundswell.api.problems import Problem
from groundswell.api.shapes import public, public_call, unreadable, words_of
from groundswell.core import charted
from groundswell.core.charted import Chart
from groundswell.core.filter import ActionFilter
from groundswell.core.models import Call
from groundswell.core.wording import worded
from groundswell.lib import fonts
from groundswell.lib.charts import png, sheet, svg
from groundswell.lib.charts.drawing import Drawing
from groundswell.lib.clock import now

TYPES = {"svg": "image/svg+xml; charset=utf-8", "png": "image/png"}


class ChartName:
    regex = "|".join(charted.NAMES)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class Picture(ChartName):
    regex = "|".join(TYPES)


register_converter(ChartName, "chart")
register_converter(Picture, "picture")


@public
def chart(request: HttpRequest, chart: str, picture: str, slug: str = "") -> HttpResponseBase:
    call = public_call(slug) if slug else None
    wanted = ActionFilter.read(dict(request.GET.lists()), call=call)
    if wanted.errors:
        raise unreadable(wanted.errors)
    if picture == "png" and not fonts.available():
        raise Problem(501, _("This server draws no PNG: its extra “pictures” is not installed. Take the chart as SVG."))
    words, version = words_of(request, wanted), version_of(wanted, call)
    key = kept.Key.of(version, request.path, words, get_language() or "en") if version else None
    changed = version.changed if version else None
    made = _Made(chart, call, wanted, words, version)
    pieces = None
    if not (key and kept.find(key)):
        made.find()  # what is wrong is told before anything is sent
        pieces = _painted(made, key) if picture == "png" else None
    response = answers.answer(request, made.svg, type=TYPES[picture], key=key, changed=changed, pieces=pieces)
    response.headers["Content-Disposition"] = f'inline; filename="{slug or "record"}-{chart}.{picture}"'
    return response


def _painted(made: _Made, key: kept.Key | None) -> answers.Pieces:
    pieces = answers.gzipped([made.png()])
    return lambda: kept.keeping(key, pieces) if key else pieces


@dataclass
class _Made:
    """A chart with all that is written around it; drawn where it is asked for and not kept."""

    name: str
    call: Call | None
    wanted: ActionFilter
    words: str
    version: kept.Version | None
    chart: Chart | None = None

    def find(self) -> Chart:
        self.chart = self.chart or charted.of(self.name, self.call, self.wanted)
        if not self.chart:
            raise Problem(404, _("The record has nothing yet that this chart could show."))
        return self.chart

    def svg(self) -> Iterator[str]:
        chart, language = self.find(), get_language() or "en"
        yield svg.standalone(self._sheet(chart), self._title(chart), chart.told, language, get_language_bidi())

    def png(self) -> bytes:
        painted = png.painted(self._sheet(self.find()), get_language_bidi())
        if painted is None:
            raise Problem(501, _("No font of this server has all the letters of this chart. Take it as SVG."))
        return painted

    def _sheet(self, chart: Chart) -> Drawing:
        made = sheet.of(chart.drawn(sheet.ROOM), self._title(chart), chart.told, self._notes())
        return made.mirrored() if get_language_bidi() else made

    def _title(self, chart: Chart) -> str:
        of = worded(self.call).title if self.call else settings.INSTANCE_NAME
        return f"{of}: {chart.title}"

    def _notes(self) -> list[str]:
        day = timezone.localtime(self.version.changed if self.version else now())
        told = {"licence": settings.DATA_LICENCE, "day": formats.date_format(day, "DATE_FORMAT")}
        page = reverse("call-record", args=[self.call.slug]) if self.call else reverse("record")
        return [
            _("Source: reports with their sources, in the record of %(name)s. Cancelled actions are in no figure.")
            % {"name": settings.INSTANCE_NAME},
            _("As of %(day)s. Licence: %(licence)s.") % told,
            f"\u2066{settings.BASE_URL}{page}{f'?{self.words}' if self.words else ''}\u2069",
        ]
