"""Where an action takes place, beyond its town: on site or online, the meeting point, from when the place is shown."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.validators import URLValidator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from groundswell.core import countries, gazetteer
from groundswell.core.models import Action
from groundswell.lib import points
from groundswell.lib.clock import in_zone, now
from groundswell.lib.geo import distance_km
from groundswell.lib.text import clean
from groundswell.web.forms.fields import CleanCharField, LocalMomentField
from groundswell.web.templatetags.words import figure

ON_SITE, ONLINE, BOTH = "", "on", "both"
FAR_KM = 100  # from the middle of the town; further away, one of the two is wrong
YEARS = 6
NAMES = ("online", "join_address", "meeting_point", "shown_from", "unannounced")


class PlacingForm(forms.Form):
    """A part of ActionForm."""

    online = forms.ChoiceField(
        label=_l("How can people take part?"),
        required=False,
        choices=[(ON_SITE, _l("On site")), (ONLINE, _l("Online")), (BOTH, _l("On site and online"))],
        widget=forms.RadioSelect(attrs={"class": "few"}),
    )
    join_address = forms.URLField(
        label=_l("Web address to join online"),
        required=False,
        max_length=500,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"dir": "ltr", "inputmode": "url"}),
        help_text=_l("Shown to everybody on the page, in calendars and in feeds."),
    )
    meeting_point = CleanCharField(
        label=_l("Meeting point"),
        max_length=200,
        required=False,
        help_text=_l("How people find you there: “by the fountain, north side”."),
    )
    shown_from = LocalMomentField(
        label=_l("Show the exact place only from"),
        required=False,
        help_text=_l(
            "By the clocks of the town, and before the start. Until then everybody sees the town alone, so name the"
            " place neither in the title nor in the text. Leave this empty to show it at once."
        ),
        why=_l("Kept encrypted until then. The moderators of this call see it."),
    )
    unannounced = forms.BooleanField(
        label=_l("The place is still to be announced"),
        required=False,
        help_text=_l("The town is enough then, or the country alone."),
    )

    place: dict[str, Any]
    zone: str

    def clean_online(self) -> bool:
        """Whether it is online alone; whether it is also online is told beside it."""
        typed = self.cleaned_data["online"]
        self.cleaned_data["also_online"] = typed == BOTH
        return bool(typed == ONLINE)

    def clean_join_address(self) -> str:
        address: str = self.cleaned_data["join_address"]
        if address:
            URLValidator(schemes=["http", "https"])(address)
        return address

    def clean_point(self) -> points.Point | None:
        typed = self.cleaned_data["point"]
        try:
            return points.read(typed) if typed else None
        except points.ShortLink:
            raise forms.ValidationError(
                _("This short link does not say where it leads. Open it, and copy the numbers or the long address.")
            ) from None
        except points.Unreadable:
            raise forms.ValidationError(_("Write two numbers, latitude then longitude: 41.1496, -8.6110")) from None
        except points.NoSuchPoint:
            raise forms.ValidationError(
                _("There is no such point: latitude goes from -90 to 90, longitude from -180 to 180.")
            ) from None

    @cached_property
    def country_alone(self) -> str:
        """The code of the country that was named in place of a town, which will do while the place is not announced."""
        if not self.is_bound or not self.data.get(self.add_prefix("unannounced")):
            return ""
        typed = clean(str(self.data.get(self.add_prefix("town"), "")))[:120]
        return "" if "," in typed else countries.find(typed) or ""

    def find_country(self) -> None:
        zone = gazetteer.main_zone(self.country_alone)
        self.zone = zone[1] if zone else "UTC"
        self.place |= {"country": self.country_alone}

    def take_point(self, lat: float, lon: float) -> None:
        """Far from the town, one of the two is wrong, and only whoever typed them knows which."""
        if self.place.get("lat") is None or (km := self._from_town(lat, lon)) <= FAR_KM:
            self.place |= {"lat": lat, "lon": lon, "geo_precision": "point"}
        elif self._from_town(lon, lat) <= FAR_KM:
            self.add_error(
                "point", _("Latitude comes first. Did you mean %(point)s?") % {"point": f"\u2066{lon:g}, {lat:g}\u2069"}
            )
        else:
            self.add_error(
                "point",
                _("This point is %(km)s km from %(town)s. Is it the right town? In the point, latitude comes first.")
                % {"km": figure(round(km)), "town": self.place["locality"]},
            )

    def _from_town(self, lat: float, lon: float) -> float:
        return distance_km(lat, lon, self.place["lat"], self.place["lon"])

    def said_of_place(self, data: dict[str, Any]) -> dict[str, Any]:
        """The columns of the place that no town says; what does not go together is told beside its field."""
        alone, also = bool(data.get("online")), bool(data.get("also_online"))
        if data.get("join_address") and not (alone or also):
            self.add_error(
                "join_address", _("Choose above that people can also take part online, or leave this empty.")
            )
        unannounced = bool(data.get("unannounced")) and not alone
        if unannounced and any(data.get(name) for name in ("address", "meeting_point", "point")):
            self.add_error(
                "unannounced", _("You named the place. Untick this, or leave address, meeting point and point empty.")
            )
        return {
            "also_online": also,
            "join_address": data.get("join_address", ""),
            "meeting_point": "" if alone else data.get("meeting_point", ""),
            "announced": not unannounced,
        }

    def find_moment(self, data: dict[str, Any]) -> None:
        """From when the place is shown, as an instant."""
        local = data.get("shown_from")
        if not local or not self.zone:
            return
        if not _near_today(local):
            self.add_error("shown_from", _("This date is too far away."))
            return
        data["shown_from"] = at = in_zone(local, self.zone)
        if data.get("online"):
            self.add_error("shown_from", _("Only a place in a town can be held back."))
        elif not any(data.get(name) for name in ("address", "meeting_point", "point")) and not self.errors:
            self.add_error("shown_from", _("There is nothing to hold back: name the address, meeting point or point."))
        elif at <= now():
            self.add_error("shown_from", _("This is in the past. Leave it empty to show the place at once."))
        elif data.get("starts") and at >= data["starts"]:
            self.add_error("shown_from", _("The exact place must be shown before the action starts."))


def initial_of_placing(action: Action) -> dict[str, Any]:
    """What stands in the form when the host opens it: the true place, also while it is held back."""
    place = action.true_place
    exact = place["geo_precision"] == "point" and place["lat"] is not None
    shown_from = action.shown_from
    return {
        "online": ONLINE if place["online"] else BOTH if place["also_online"] else ON_SITE,
        "join_address": place["join_address"],
        "address": place["address"],
        "meeting_point": place["meeting_point"],
        "point": f"{place['lat']:.6f}, {place['lon']:.6f}" if exact else "",
        "unannounced": not place["announced"],
        "shown_from": shown_from.astimezone(ZoneInfo(action.timezone)).replace(tzinfo=None) if shown_from else None,
    }


def _near_today(local: datetime) -> bool:
    return abs(local.year - now().year) < YEARS


def warn_of_copies(form: forms.Form, action: Action) -> None:
    """Holding back what everybody could see is allowed; that it was seen cannot be undone."""
    if action.visible and not action.shown_from:
        field = form.fields["shown_from"]
        field.help_text = f"{field.help_text} " + _(
            "The place is public already: calendars, feeds and people may keep copies of what they saw."
        )
