"""The route of an action in the reader's words, and as a picture."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groundswell.core.models import Action, Route, Stop
from groundswell.core.models.route import STOPS
from groundswell.lib import routemap
from groundswell.lib.routemap import Drawing


@dataclass(frozen=True)
class Way:
    """A route that everybody may see."""

    route: Route

    @property
    def start(self) -> str:
        return self.route.start

    @property
    def end(self) -> str:
        return self.route.end

    @property
    def stops(self) -> list[Stop]:
        return self.route.places

    @property
    def straight(self) -> bool:
        return self.route.drawn == STOPS

    @property
    def km_text(self) -> str:
        return "" if self.route.length_km is None else km_text(self.route.length_km)

    @cached_property
    def drawing(self) -> Drawing | None:
        points = [(number, stop.point) for number, stop in enumerate(self.stops, 1) if stop.point]
        return routemap.draw(self.route.points, [(number, point) for number, point in points if point])

    @property
    def label(self) -> str:
        """What the picture says, in words."""
        km = self.km_text
        if self.start and self.end:
            return _("Map of the route from %(start)s to %(end)s, %(km)s, north up.") % {
                "start": self.start, "end": self.end, "km": km,
            }  # fmt: skip
        return _("Map of the route, %(km)s, north up.") % {"km": km}

    @property
    def bar_text(self) -> str:
        metres = self.drawing.bar_metres if self.drawing else 0
        if metres < 1000:
            return _("%(metres)s m") % {"metres": metres}
        return _("%(km)s km") % {"km": formats.number_format(metres // 1000, use_l10n=True, force_grouping=True)}


def way_of(action: Action) -> Way | None:
    route = Route.of(action)
    return Way(route) if route else None


def km_text(km: float) -> str:
    return _("%(km)s km") % {"km": formats.number_format(round(km, 1) if km < 100 else round(km), use_l10n=True)}


def route_said(km: float | None, stops: int) -> str:
    """As the log keeps it."""
    many = ngettext("%(number)s stop", "%(number)s stops", stops) % {"number": stops}
    return _(", ").join(filter(None, (km_text(km) if km is not None else "", many if stops else "")))
