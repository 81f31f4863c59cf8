from datetime import UTC, datetime, time, timedelta
from typing import Any

from django import forms
from django.conf.locale import LANG_INFO
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from groundswell.core.kinds import INDIVIDUALS, choices
from groundswell.core.models import Statement, StatementText
from groundswell.core.models.statement import COUNT, NAMES
from groundswell.lib.clock import now
from groundswell.web.forms.endorsing import EndorseForm
from groundswell.web.forms.issuing import IssuersForm
from groundswell.web.forms.registering import LANGUAGES, CleanCharField

BODY = 20_000
LATIN = {"dir": "ltr", "autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}


class DetailsForm(IssuersForm):
    """Who issues a statement, and whom the press may ask."""

    press_contact = CleanCharField(
        label=_l("Contact for the press"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_l("Everybody sees this: write only what may be published."),
    )


class TextForm(forms.Form):
    """A statement in one language. Without `text` a new one, in a language that it is not in yet."""

    language = forms.ChoiceField(label=_l("Language of the text"))
    title = CleanCharField(label=_l("Title"), min_length=3, max_length=160)
    body = CleanCharField(
        label=_l("The statement"),
        max_length=BODY,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_l(
            "Markdown: **bold**, *italic*, ## heading, - list, [words](https://address). No pictures, no HTML."
        ),
    )
    translated_by = CleanCharField(
        label=_l("Translated by"),
        max_length=120,
        required=False,
        help_text=_l("Everybody sees this. Left empty, the page says that it is a translation, and not whose."),
    )
    note = CleanCharField(
        label=_l("Correction note"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_l("What you changed, and why. It stands under the statement with its date."),
    )

    def __init__(
        self, *args: Any, statement: Statement | None = None, text: StatementText | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        taken = {each.language for each in statement.texts.all()} if statement else set()
        language: Any = self.fields["language"]
        language.choices = [(code, LANG_INFO[code]["name_local"]) for code in LANGUAGES if code not in taken]
        if text:
            del self.fields["language"]
        if not statement or (text and text.original):
            del self.fields["translated_by"]
        if not (statement and statement.public and text):
            del self.fields["note"]


class DraftForm(TextForm, DetailsForm):
    """A whole new statement."""

    field_order = ("language", "title", "body", "issued_by", "press_contact", "slug")
    slug = CleanCharField(
        label=_l("Word in the address"),
        max_length=80,
        required=False,
        help_text=_l("Latin letters, digits, dashes. Left empty, it is made from the title. It stays as it is."),
        widget=forms.TextInput(attrs=LATIN),
    )

    def clean_slug(self) -> str:
        typed = self.cleaned_data["slug"].lower()
        if typed and slugify(typed).strip("-") != typed:
            raise forms.ValidationError(_("Only the letters a to z, digits, and single dashes between them."))
        if typed and Statement.objects.filter(slug=typed).exists():
            raise forms.ValidationError(_("Another statement here has this word. Choose another one."))
        return str(typed)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "slug" not in self.errors and data.get("title") and not data.get("slug"):
            data["slug"] = self._slug_of(data["title"])
        return data

    def _slug_of(self, title: str) -> str:
        """From the title, with a number where that is taken. Titles in other scripts need a word of their own."""
        base = slugify(title)[:70].strip("-")
        if not base:
            self.add_error("slug", _("Choose a word in Latin letters: none can be made from this title."))
            return ""
        numbered = (base if number == 1 else f"{base}-{number}" for number in range(1, 1000))
        return next(slug for slug in numbered if not Statement.objects.filter(slug=slug).exists())


class NoteForm(forms.Form):
    note = CleanCharField(
        label=_l("Correction note"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_l("Where the text stays as it is. Who changes a text is asked for a note there."),
    )


class RetractForm(forms.Form):
    because = CleanCharField(label=_l("Why?"), max_length=400, help_text=_l("Everybody sees this."))


class SignOnForm(forms.Form):
    """The terms on which others may sign."""

    last_day = forms.DateField(
        label=_l("Last day to sign"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_l("To the end of this day, by UTC. Left empty: until you close it."),
    )
    individuals = forms.ChoiceField(
        label=_l("Who may sign?"),
        choices=choices(INDIVIDUALS),
        initial="none",
        widget=forms.RadioSelect(attrs={"class": "one"}),
    )

    def clean_last_day(self) -> datetime | None:
        """The moment after the last one of this day."""
        day = self.cleaned_data["last_day"]
        if not day:
            return None
        if day < now().date():
            raise forms.ValidationError(_("This day is over."))
        if day.year > 9000:
            raise forms.ValidationError(_("Choose a nearer day."))
        return datetime.combine(day + timedelta(days=1), time(), UTC)


class SignAsOrganisation(EndorseForm):
    """The same is asked as of those who endorse a call."""


class SignAsPerson(forms.Form):
    contact = forms.EmailField(
        label=_l("Your mail address"),
        max_length=200,
        help_text=_l("We send a link there, to make sure that it is you. One address signs once."),
    )
    show_name = forms.BooleanField(label=_l("Show my name under the statement"), required=False)
    name = CleanCharField(
        label=_l("Your name"),
        max_length=120,
        required=False,
        help_text=_l("Only where you ticked that it is shown; otherwise it is not kept."),
    )

    def __init__(self, *args: Any, individuals: str = COUNT, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contact"].why = _("Kept encrypted, shown to nobody.")  # type: ignore[attr-defined]
        if individuals != NAMES:
            del self.fields["show_name"], self.fields["name"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.pop("show_name", False):
            if len(data.get("name", "")) < 2 and "name" not in self.errors:
                self.add_error("name", _("Write the name that is to be shown, or take away the tick."))
        else:
            data["name"] = ""
        return data


def last_day_of(statement: Statement) -> Any:
    return (statement.open_until - timedelta(seconds=1)).date() if statement.open_until else None
