"""A lesson for teach-ins: what is done in it, what to read before, and how long it takes."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from groundswell.core.models import Resource
from groundswell.core.models.resource import LESSON
from groundswell.web.forms.registering import CleanCharField
from groundswell.web.forms.resources import ResourceForm, VersionForm

MOST_READINGS = 40
BETWEEN = "|"
Reading = dict[str, str]


class LessonForm(ResourceForm):
    """What a lesson is; its handout is a version like that of any other resource."""

    kind = None  # type: ignore[assignment]
    minutes = forms.IntegerField(label=_l("How many minutes does it take?"), min_value=1, max_value=1440)
    outline = CleanCharField(
        label=_l("Outline"),
        min_length=10,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_l("Step by step what is done, so that somebody else can hold it. Markdown: # heading, - list."),
    )
    readings = CleanCharField(
        label=_l("Readings"),
        required=False,
        max_length=8_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_l("One to a line: title | author | https://… Author and address may be left out."),
    )

    def clean_readings(self) -> list[Reading]:
        lines = [line.strip() for line in self.cleaned_data["readings"].splitlines()]
        wrong, readings = list[str](), list[Reading]()
        for number, line in enumerate(lines, start=1):
            if line and (reading := _reading(line)):
                readings.append(reading)
            elif line:
                wrong.append(_("Line %(number)s is not understood.") % {"number": number})
        if wrong:
            raise ValidationError(wrong)
        if len(readings) > MOST_READINGS:
            raise ValidationError(_("At most %(most)s readings.") % {"most": MOST_READINGS})
        return readings

    @property
    def fields_of_resource(self) -> dict[str, Any]:
        names = ("title", "description", "language", "licence", "minutes", "outline", "readings")
        return {"kind": LESSON} | {name: self.cleaned_data[name] for name in names}


class AddLessonForm(VersionForm, LessonForm):
    field_order = ("title", "description", "language", "minutes", "outline", "readings", "licence", "file", "link")
    text = name = changed = None  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label = _("A handout, if there is one: a file")

    def _file_or_link(self, data: dict[str, Any]) -> None:
        """Neither is needed: the outline is the lesson."""
        if data.get("file") and data.get("link"):
            self.add_error("link", _("Give a file or a link, not both."))


def _reading(line: str) -> Reading | None:
    parts = [part.strip() for part in line.split(BETWEEN)]
    address = parts.pop() if parts[-1].lower().startswith(("http://", "https://")) else ""
    if not parts or len(parts) > 2 or not parts[0] or any(len(part) > 300 for part in parts):
        return None
    if address and not _is_address(address):
        return None
    return {"title": parts[0], "author": parts[1] if len(parts) == 2 else "", "address": address}


def _is_address(text: str) -> bool:
    try:
        URLValidator(schemes=["http", "https"])(text)
    except ValidationError:
        return False
    return len(text) <= 1_000


def initial_of(lesson: Resource) -> dict[str, Any]:
    names = ("title", "description", "language", "licence", "minutes", "outline")
    lines = (f" {BETWEEN} ".join(filter(None, reading.values())) for reading in lesson.readings)
    return {name: getattr(lesson, name) for name in names} | {"readings": "\n".join(lines)}
