from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from groundswell.core.models import Answer, Call
from groundswell.core.models.answer import LONGEST
from groundswell.lib import tongues
from groundswell.web.forms.registering import CleanCharField

TEXT = "text_"


class AnswerForm(forms.Form):
    """An answer that a call keeps: a title for those at the desk, and a text for each language of hosts."""

    title = CleanCharField(label=_l("Title"), max_length=80, help_text=_l("Seen at the desk alone."))

    def __init__(self, *args: Any, call: Call, answer: Answer | None = None, **kwargs: Any) -> None:
        texts = answer.texts if answer else {}
        kwargs["initial"] = {"title": answer.title if answer else ""} | {
            f"{TEXT}{each}": text for each, text in texts.items()
        }
        super().__init__(*args, **kwargs)
        self.languages = list(dict.fromkeys([*(code for code, _name in settings.LANGUAGES), call.language, *texts]))
        for language in self.languages:
            attributes = {"rows": 3, "lang": language, "dir": tongues.direction(language)}
            self.fields[f"{TEXT}{language}"] = CleanCharField(
                label=tongues.name(language),
                max_length=LONGEST,
                required=False,
                widget=forms.Textarea(attrs=attributes),
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not any(self.texts.values()):
            self.add_error(f"{TEXT}{self.languages[0]}", _("Write it in at least one language."))
        return data

    @property
    def texts(self) -> dict[str, str]:
        return {language: self.cleaned_data.get(f"{TEXT}{language}", "") for language in self.languages}
