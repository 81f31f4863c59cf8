"""Fields that more than one form is made of."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from groundswell.lib.text import clean


class CleanCharField(forms.CharField):
    """Text without control characters; what was pasted is kept otherwise."""

    why = ""

    def __init__(self, *args: Any, why: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.why = why

    def to_python(self, value: Any) -> str:
        return clean(super().to_python(value) or "")


class LocalMomentField(forms.DateTimeField):
    """A day and a time by the clocks of a place that another field names: without a zone of its own."""

    why = ""

    def __init__(self, *args: Any, why: Any = "", **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"]
        super().__init__(*args, widget=widget, input_formats=formats, **kwargs)
        self.why = why

    def prepare_value(self, value: Any) -> Any:
        return value

    def to_python(self, value: Any) -> datetime | None:
        moment = super().to_python(value)
        return timezone.make_naive(moment) if moment and timezone.is_aware(moment) else moment
