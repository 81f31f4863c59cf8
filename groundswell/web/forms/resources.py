from typing import Any

from django import forms
from django.conf import settings
from django.conf.locale import LANG_INFO
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from groundswell.core import kinds, uploads
from groundswell.core.errors import Refused
from groundswell.core.models import Resource
from groundswell.core.models.resource import LESSON, MESSAGE
from groundswell.core.uploads import Checked
from groundswell.lib.filetypes import FORMATS
from groundswell.web.forms.registering import LANGUAGES, CleanCharField

LONGEST_MESSAGE = 1_000
ENDINGS = ",".join(f".{known.ending}" for known in FORMATS.values())


class UploadField(forms.FileField):
    """A file, checked for what it is; cleaned, it is what may be kept of it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.FileInput(attrs={"accept": ENDINGS}), max_length=400, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Checked | None:
        given = super().clean(data, initial)
        if not given:
            return None
        if given.size > settings.MAX_UPLOAD:
            raise forms.ValidationError(uploads.too_large())
        try:
            return uploads.check(given.read(), given.name)
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from None


class VersionForm(forms.Form):
    """The thing itself: a file or a link, or the text of a message."""

    file = UploadField(
        label=_l("File"),
        required=False,
        help_text=_l(
            "PDF, pictures, documents, slides, tables, plain text. What a camera wrote into a picture is taken out; "
            "from a document take out names yourself."
        ),
    )
    link = forms.URLField(
        label=_l("Or a link"),
        required=False,
        max_length=1_000,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"dir": "ltr", "placeholder": "https://"}),
    )
    text = CleanCharField(
        label=_l("Or, for a message to share, its text"),
        required=False,
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_l("With its hashtags. The link to the call is added at the end."),
    )
    name = CleanCharField(
        label=_l("Version"), required=False, max_length=40, help_text=_l("A number or a date, as you count: 2, May.")
    )
    changed = CleanCharField(label=_l("What is new in it?"), required=False, max_length=400)

    def __init__(self, *args: Any, resource: Resource | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.resource = resource
        if resource:
            for name in ("file", "link") if resource.is_message else ("text",):
                del self.fields[name]

    @property
    def is_message(self) -> bool:
        return self.resource.is_message if self.resource else self.cleaned_data.get("kind") == MESSAGE

    def clean_link(self) -> str:
        link: str = self.cleaned_data["link"]
        if link and not link.lower().startswith("https://"):
            raise forms.ValidationError(_("Only addresses that begin with https:// are taken."))
        return link

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.is_message:
            self._only_text(data)
        elif not {"file", "link"} & set(self.errors):
            self._file_or_link(data)
        return data

    def _only_text(self, data: dict[str, Any]) -> None:
        if not data.get("text") and "text" not in self.errors:
            self.add_error("text", _("Write the message."))
        for name in ("file", "link"):
            if data.get(name):
                self.add_error(name, _("A message is a text alone: leave this empty."))

    def _file_or_link(self, data: dict[str, Any]) -> None:
        if data.get("file") and data.get("link"):
            self.add_error("link", _("Give a file or a link, not both."))
        elif not data.get("file") and not data.get("link"):
            self.add_error("file", _("Give a file or a link."))
        elif data.get("text"):
            self.add_error(
                "text", _("Only a message has a text. Leave this empty, or choose “message to share” above.")
            )

    @property
    def version(self) -> dict[str, Any]:
        wanted = ("file", "link", "text", "name", "changed")
        return {name: value for name in wanted if (value := self.cleaned_data.get(name))}


class ResourceForm(forms.Form):
    """What it is."""

    kind = forms.ChoiceField(label=_l("What is it?"))
    title = CleanCharField(label=_l("Title"), min_length=2, max_length=160)
    description = CleanCharField(
        label=_l("What is it for?"), required=False, max_length=600, widget=forms.Textarea(attrs={"rows": 2})
    )
    language = forms.ChoiceField(label=_l("Language"))
    licence = forms.ChoiceField(label=_l("What may others do with it?"), initial="cc-by-4.0")

    def __init__(self, *args: Any, resource: Resource | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language: Any = self.fields["language"]
        licence: Any = self.fields["licence"]
        if "kind" in self.fields:
            kind: Any = self.fields["kind"]
            kind.choices = kinds.choices(kinds.RESOURCES, _kinds_beside(resource))
        language.choices = [(code, LANG_INFO[code]["name_local"]) for code in LANGUAGES]
        licence.choices = kinds.choices(kinds.LICENCES)

    @property
    def fields_of_resource(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("kind", "title", "description", "language", "licence")}


class AddResourceForm(VersionForm, ResourceForm):
    field_order = ("kind", "title", "description", "language", "licence", "file", "link", "text", "name", "changed")


def _kinds_beside(resource: Resource | None) -> list[str]:
    """A message stays one, and nothing else becomes one: it has a text, the others have a file or a link.

    A lesson has a form of its own (web/forms/lessons.py).
    """
    if resource and resource.is_message:
        return [MESSAGE]
    return [kind for kind in kinds.RESOURCES if kind != LESSON and (not resource or kind != MESSAGE)]


class TakeOffForm(forms.Form):
    because = CleanCharField(label=_l("Why?"), max_length=400, help_text=_l("It stays on the desk, with the date."))
