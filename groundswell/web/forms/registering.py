from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.conf.locale import LANG_INFO
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from groundswell.core import countries, gazetteer, kinds, signers
from groundswell.core.models import Action, Call, Resource
from groundswell.lib.clock import in_zone, now
from groundswell.lib.text import clean, fold, is_whole
from groundswell.web import places
from groundswell.web.forms import access as access_fields
from groundswell.web.forms.access import AccessFields
from groundswell.web.forms.asking import apart
from groundswell.web.forms.fields import CleanCharField as CleanCharField
from groundswell.web.forms.folds import Folded
from groundswell.web.forms.placing import ONLINE, PlacingForm, initial_of_placing
from groundswell.web.forms.route import RouteFields

LANGUAGES = (
    "en",
    "es",
    "ar",
    "pt",
    "fr",
    "de",
    "it",
    "nl",
    "pl",
    "uk",
    "ru",
    "tr",
    "fa",
    "ur",
    "hi",
    "bn",
    "id",
    "sw",
    "zh-hans",
    "ja",
    "ko",
)
FARTHEST = timedelta(days=5 * 366)
TEACH_IN = "teach-in"
DOMINANT = 8  # times as heavy as the next town of the name: that one is meant, and nobody is asked


class ActionForm(PlacingForm, AccessFields, RouteFields, Folded):
    """What an action is, when and where. Hosts change it so; registering adds the address and the rules."""

    kind = forms.ChoiceField(label=_l("What kind of action is it?"))
    lesson: forms.ModelChoiceField[Resource] = forms.ModelChoiceField(
        label=_l("Which lesson, for a teach-in?"),
        queryset=Resource.objects.none(),
        required=False,
        empty_label=_l("none of these"),
        help_text=_l("From the toolkit of the call. The page of the action leads to it."),
        error_messages={"invalid_choice": _l("This lesson is not, or no longer, in the toolkit.")},
    )
    title = CleanCharField(
        label=_l("Title"),
        max_length=160,
        min_length=3,
        help_text=_l("As it would stand on a poster. “Walk the river”, not “Action”."),
    )
    date = forms.DateField(
        label=_l("Date"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_l("Date and times are those of the town; we find its time zone."),
    )
    start = forms.TimeField(label=_l("Starts at"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    end = forms.TimeField(
        label=_l("Ends at"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    town = CleanCharField(
        label=_l("Town"),
        max_length=120,
        error_messages={"required": _l("Name the town, or say that it takes place online.")},
        help_text=_l("In any language or script. A country after a comma helps: “Porto, Portugal”."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-suggest-id": "#id_town_id"}),
    )
    town_id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    which = forms.TypedChoiceField(
        label=_l("Which of these towns?"),
        required=False,
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect(attrs={"class": "one"}),
    )
    near_town = CleanCharField(
        label=_l("The nearest larger town"),
        max_length=120,
        required=False,
        help_text=_l(
            "We do not know the town you named. It will stand as you wrote it; this one tells us country and time zone."
        ),
    )
    address = CleanCharField(
        label=_l("Address"),
        max_length=300,
        required=False,
        help_text=_l("The square, the street, the building, in your own words."),
    )
    point = CleanCharField(
        label=_l("Point on the map"),
        max_length=2000,
        required=False,
        help_text=_l("Latitude and longitude, as maps show them: 41.1496, -8.6110. Or a link copied from a map."),
        widget=forms.TextInput(attrs={"inputmode": "text", "dir": "ltr"}),
    )
    description = CleanCharField(
        label=_l("What will happen"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_l("What to bring, how long it is, whom to ask for on the spot. Links are shown as text."),
    )
    organisations = CleanCharField(
        label=_l("Who hosts it"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_l(
            "Groups or organisations, one to a line; no names of private persons. "
            "With its mail address after the name, we ask it to confirm: River Keepers, office@keepers.example"
        ),
        why=_l("The names are shown to everybody; the addresses to nobody."),
    )
    website = forms.URLField(label=_l("Web page of the action"), required=False, max_length=500, assume_scheme="https")
    languages = forms.MultipleChoiceField(
        label=_l("Languages spoken"), required=False, widget=forms.CheckboxSelectMultiple
    )
    access = forms.MultipleChoiceField(label=_l("Access"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.call = call
        self.place: dict[str, Any] = {}
        self.to_ask: dict[str, str] = {}
        self.zone = ""
        self._choices()
        self.fields["town"].required = self._typed("online") != ONLINE
        if call.first_day:
            self.fields["date"].widget.attrs["min"] = call.first_day.isoformat()
        if call.last_day:
            self.fields["date"].widget.attrs["max"] = call.last_day.isoformat()

    def _choices(self) -> None:
        language = get_language() or "en"
        field: Any = self.fields["kind"]
        field.choices = [("", _("Choose")), *kinds.choices(kinds.ACTIONS, self.call.kinds or None)]
        self.fields["town"].widget.attrs["data-suggest"] = reverse("places-suggest")
        field = self.fields["languages"]
        field.choices = [(code, LANG_INFO[code]["name_local"]) for code in _first(language, LANGUAGES)]
        field = self.fields["access"]
        field.choices = access_fields.means()
        field.widget.attrs["class"] = "one"
        self._lessons()
        towns = self._meant()
        field = self.fields["which"]
        field.choices = [(town.id, places.label(town)) for town in towns]
        # These two are asked only where they help.
        if len(towns) < 2:
            del self.fields["which"]
        if towns or not self._typed("town") or self._typed("online") == ONLINE or self.country_alone:
            del self.fields["near_town"]

    def _lessons(self) -> None:
        """Asked only where there is something to choose."""
        field: Any = self.fields["lesson"]
        field.queryset = self.call.resources.lessons()
        if (self.call.kinds and TEACH_IN not in self.call.kinds) or not field.queryset.exists():
            del self.fields["lesson"]

    def _typed(self, name: str) -> str:
        return str(self.data.get(self.add_prefix(name), "")).strip() if self.is_bound else ""

    def _meant(self) -> list[gazetteer.Town]:
        """The towns that may be meant by what was typed: one, or the few to choose from."""
        typed = clean(self._typed("town"))[:120]
        if not typed or self._typed("online") == ONLINE or self.country_alone:
            return []
        chosen = self._typed("town_id")
        if is_whole(chosen, 9) and (town := gazetteer.town(int(chosen))) and places.label(town) == typed:
            return [town]
        # A label that was suggested, or typed like one: name, region, country.
        if "," in typed.translate(gazetteer.COMMAS) and (town := gazetteer.best(typed)):
            return [town]
        return likely(typed)

    def clean_date(self) -> Any:
        day = self.cleaned_data["date"]
        if abs(day - now().date()) > FARTHEST:
            raise forms.ValidationError(_("This date is too far away."))
        if not self.call.takes(day):
            raise forms.ValidationError(
                _("This is outside the days of the call: %(days)s.") % {"days": _window(self.call)}
            )
        return day

    def clean_organisations(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["organisations"].splitlines() if line.strip()]
        names, self.to_ask = apart(lines)
        if len(names) > 20:
            raise forms.ValidationError(_("At most twenty."))
        if any(len(name) > 160 for name in names):
            raise forms.ValidationError(_("One of these is longer than 160 characters. Put each on a line of its own."))
        return list(dict.fromkeys(names))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.find_place(data)
        self.find_route(data, self.place)
        self._find_times(data)
        self.find_moment(data)
        if data.get("lesson") and data.get("kind", TEACH_IN) != TEACH_IN:
            self.add_error("lesson", _("Only a teach-in has a lesson. Leave this empty, or choose “teach-in” above."))
        return data

    def find_place(self, data: dict[str, Any]) -> None:
        if data.get("online"):
            self.place = _place(online=True, address=data.get("address", "")) | self.said_of_place(data)
            self.zone = self._zone_of_somewhere(data)
            return
        if "town" in self.errors:
            return
        town = None if self.country_alone else self._town(data)
        if self.country_alone:
            self.place = _place()
            self.find_country()
        elif town:
            self.zone = town.timezone
            self.place = _place(
                town=town.id,
                locality=town.name,
                region=town.region,
                country=town.country,
                lat=town.lat,
                lon=town.lon,
                geo_precision="town",
            )
        elif near := gazetteer.best(data.get("near_town", "")):
            self.zone = near.timezone
            self.place = _place(locality=data["town"], region=near.region, country=near.country)
        self.place["address"] = data.get("address", "")
        if "lat" in self.place and data.get("point"):
            self.take_point(*data["point"])
        self.place |= self.said_of_place(data)

    def _town(self, data: dict[str, Any]) -> gazetteer.Town | None:
        towns = self._meant()
        if len(towns) == 1:
            return towns[0]
        elif towns:
            if data.get("which"):
                return gazetteer.town(data["which"])
            self.add_error(
                "which" if "which" in self.fields else "town", _("There are several towns of this name. Choose one.")
            )
        elif not gazetteer.best(data.get("near_town", "")):
            self.add_error("near_town", _("Name a larger town nearby that we know, with its country if need be."))
        return None

    def _zone_of_somewhere(self, data: dict[str, Any]) -> str:
        """Of an online action: that of the town if one is named all the same, else UTC, and the page says so."""
        town = gazetteer.best(data.get("town", "")) if data.get("town") else None
        return town.timezone if town else "UTC"

    def _find_times(self, data: dict[str, Any]) -> None:
        if not (data.get("date") and data.get("start")):
            return
        end = self._end(data)
        if not self.zone:
            return
        data["starts"] = in_zone(datetime.combine(data["date"], data["start"]), self.zone)
        data["ends"] = in_zone(end, self.zone) if end else None
        self.check_not_past(data)

    def _end(self, data: dict[str, Any]) -> datetime | None:
        """By the clock of the town, which need not be known yet: what is wrong with it is said at the first sending."""
        end: time | None = data.get("end")
        if not end:
            return None
        if end == data["start"]:
            self.add_error("end", _("It ends when it starts. Leave the end empty if it is open."))
            return None
        day = data["date"]
        if end < data["start"]:
            # Past midnight is meant only for what begins in the evening.
            if data["start"] < time(17) or end > time(8):
                self.add_error("end", _("The end is before the start."))
                return None
            day += timedelta(days=1)
        return datetime.combine(day, end)

    def check_not_past(self, data: dict[str, Any]) -> None:
        over = data["ends"] or data["starts"] + timedelta(hours=3)
        if over < now():
            self.add_error("date", _("This is in the past."))

    def fields_of_action(self) -> dict[str, Any]:
        data = self.cleaned_data
        names = ("kind", "title", "description", "website", "languages", "access", "access_more", "starts", "ends")
        lesson = {"lesson": data["lesson"]} if "lesson" in self.fields else {}
        beside = {"timezone": self.zone, "shown_from": data.get("shown_from")}
        return {name: data[name] for name in names} | beside | lesson


class RegisterForm(ActionForm):
    contact = forms.EmailField(
        label=_l("Your mail address"),
        max_length=200,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_l("We send a link there, to make sure that it is you."),
    )
    rules = forms.BooleanField(
        label=_l("We accept the ground rules of this call"),
        error_messages={"required": _l("An action is registered only under the ground rules.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contact"].why = _("Kept encrypted, shown to nobody, erased 30 days after the action.")  # type: ignore[attr-defined]
        self.fields["date"].help_text = ""  # said below date and time, which stand side by side
        self.rules_version = signers.current(self.call)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("contact", "").lower() in (address.lower() for address in self.to_ask.values()):
            self.add_error("organisations", _("One of these is your own address. An organisation is asked at its own."))
        return data

    def clean_rules(self) -> bool:
        """What was accepted is what was shown: a page that was opened before a new version shows older rules."""
        version = self.rules_version
        if version and self.data.get("rules_version") != str(version.number):
            given: Any = self.data.copy() if isinstance(self.data, QueryDict) else dict(self.data)
            given.pop("rules", None)
            self.data = given
            raise forms.ValidationError(_("There is a new version of the ground rules. Read it, and tick this again."))
        return bool(self.cleaned_data["rules"])


class CancelForm(forms.Form):
    because = CleanCharField(
        label=_l("Why?"),
        max_length=400,
        min_length=3,
        help_text=_l("Everybody sees this. “Flood warning”, “The square is closed”."),
        why="",
    )


def initial_of(action: Action) -> dict[str, Any]:
    """What stands in the form when the host opens it to change something."""
    town = gazetteer.town(action.town) if action.town else None
    return {
        "kind": action.kind, "title": action.title, "description": action.description, "website": action.website,
        "date": action.day, "start": action.local_start.time(),
        "end": action.local_end.time() if action.local_end else None,
        "town": places.label(town) if town else action.locality or _country(action), "town_id": action.town,
        **initial_of_placing(action), "organisations": "\n".join(action.organisation_names()),
        "languages": action.languages, "access": action.access, "lesson": action.lesson_id,
        "near_town": countries.name(action.country, "en") if action.country and not town else "",
    } | access_fields.initial_of(action)  # fmt: skip


def _country(action: Action) -> str:
    return countries.name(action.country, get_language() or "en") if action.country else ""


def likely(typed: str) -> list[gazetteer.Town]:
    """The towns of a name, the likeliest first: one, where that is by far the likeliest."""
    towns = gazetteer.named(typed)
    if len(towns) < 2 or _weight(towns[0], typed) >= DOMINANT * _weight(towns[1], typed):
        return towns[:1]
    return towns


def _weight(town: gazetteer.Town, typed: str) -> int:
    """How likely it is that this town is meant: its people, and ten times that where the name is its own."""
    return max(1, town.population) * (10 if fold(town.name) == fold(typed) else 1)


def _place(**given: Any) -> dict[str, Any]:
    nowhere: dict[str, Any] = {
        "online": False, "also_online": False, "join_address": "", "announced": True, "meeting_point": "",
        "country": "", "region": "", "locality": "", "town": None, "address": "",
        "lat": None, "lon": None, "geo_precision": "unknown",
    }  # fmt: skip
    return nowhere | given


def _first(language: str, codes: tuple[str, ...]) -> list[str]:
    return sorted(codes, key=lambda code: code != language)


def _window(call: Call) -> str:
    from groundswell.web.days import days_text

    return days_text(call)
