import unicodedata
from typing import Any

from django import forms
from django.conf.locale import LANG_INFO
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from groundswell.core import signers
from groundswell.core.kinds import ACTIONS, POLICIES, choices
from groundswell.core.models import Call
from groundswell.web.forms.registering import LANGUAGES, CleanCharField

BODY = 20_000
RULES = 6_000
# Words that stand in addresses where a call's own word would stand.
RESERVED = ("new",)
MOST_DEMANDS, LONGEST_DEMAND = 30, 300
MOST_HASHTAGS, LONGEST_HASHTAG = 10, 60


class CallForm(forms.Form):
    """The text and the terms of a call."""

    title = CleanCharField(
        label=_l("Title"), min_length=3, max_length=160, help_text=_l("As it would stand on a poster.")
    )
    slug = CleanCharField(
        label=_l("Word in the address"),
        max_length=80,
        required=False,
        help_text=_l("Latin letters, digits, dashes. Left empty, it is made from the title. Once published, it stays."),
        widget=forms.TextInput(
            attrs={"dir": "ltr", "autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}
        ),
    )
    kind = forms.ChoiceField(
        label=_l("What is it?"),
        choices=[("day", _l("A day, or some days, of action")), ("campaign", _l("A longer campaign"))],
        initial="day",
        widget=forms.RadioSelect(attrs={"class": "one"}),
    )
    first_day = forms.DateField(
        label=_l("First day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    last_day = forms.DateField(
        label=_l("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_l("Actions on other days are not taken. A campaign may leave it open."),
    )
    summary = CleanCharField(
        label=_l("In two sentences"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_l("It stands under the title, and wherever the call is shared."),
    )
    body = CleanCharField(
        label=_l("The call"),
        max_length=BODY,
        required=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_l(
            "Markdown: **bold**, *italic*, ## heading, - list, [words](https://address). No pictures, no HTML."
        ),
    )
    demands = CleanCharField(
        label=_l("Demands"),
        max_length=8_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_l("One to a line, in the order in which they are shown."),
    )
    hashtags = CleanCharField(
        label=_l("Hashtags"),
        max_length=700,
        required=False,
        help_text=_l("With a space between them; the # may be left out."),
    )
    kinds = forms.MultipleChoiceField(
        label=_l("Kinds of action that are accepted"),
        required=False,
        choices=choices(ACTIONS),
        widget=forms.CheckboxSelectMultiple,
        help_text=_l("None chosen: every kind."),
    )
    ground_rules = CleanCharField(
        label=_l("Ground rules"),
        max_length=RULES,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_l("Every host accepts them before an action is registered. Markdown, as above."),
    )
    suggested_title = CleanCharField(
        label=_l("Suggested title of an action"),
        max_length=160,
        required=False,
        help_text=_l("Hosts find it in their form, and may change it. Leave it empty to let each find a title."),
    )
    suggested_text = CleanCharField(
        label=_l("Suggested text of an action"),
        max_length=5_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_l("What happens at every action, what to bring. Hosts find it in their form, and may change it."),
    )
    policy = forms.ChoiceField(
        label=_l("Who looks at an action before it is public?"),
        choices=choices(POLICIES),
        initial="review",
        widget=forms.RadioSelect(attrs={"class": "one"}),
    )
    language = forms.ChoiceField(label=_l("Language of the text"))

    def __init__(self, *args: Any, call: Call | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.call = call
        language: Any = self.fields["language"]
        language.choices = [(code, LANG_INFO[code]["name_local"]) for code in LANGUAGES]
        if call and call.public:
            # What is published keeps its address.
            del self.fields["slug"]
        self.rules_version = signers.current(call) if call else None
        if self.rules_version:
            # Organisations have signed them.
            del self.fields["ground_rules"]

    def clean_slug(self) -> str:
        typed: str = self.cleaned_data["slug"].strip().lower()
        if not typed:
            return ""
        if slugify(typed) != typed:
            raise forms.ValidationError(_("Only the letters a to z, digits, and single dashes between them."))
        if typed in RESERVED:
            raise forms.ValidationError(_("This word has another use here. Choose another one."))
        if self._taken(typed):
            raise forms.ValidationError(_("Another call here has this word. Choose another one."))
        return typed

    def _taken(self, slug: str) -> bool:
        others = Call.objects.filter(slug=slug)
        return slug in RESERVED or (others.exclude(pk=self.call.pk) if self.call else others).exists()

    def clean_demands(self) -> list[str]:
        demands = [line.strip().removeprefix("- ").strip() for line in self.cleaned_data["demands"].splitlines()]
        demands = [demand for demand in demands if demand]
        if len(demands) > MOST_DEMANDS:
            raise forms.ValidationError(_("At most %(most)s demands.") % {"most": MOST_DEMANDS})
        for demand in demands:
            if len(demand) > LONGEST_DEMAND:
                message = _("“%(start)s…” is longer than %(most)s characters.")
                raise forms.ValidationError(message % {"start": demand[:40], "most": LONGEST_DEMAND})
        return demands

    def clean_hashtags(self) -> list[str]:
        words = self.cleaned_data["hashtags"].replace(",", " ").split()
        tags = list(dict.fromkeys(tag for word in words if (tag := word.lstrip("#＃"))))
        if len(tags) > MOST_HASHTAGS:
            raise forms.ValidationError(_("At most %(most)s hashtags.") % {"most": MOST_HASHTAGS})
        for tag in tags:
            if len(tag) > LONGEST_HASHTAG or not _is_hashtag(tag):
                raise forms.ValidationError(
                    _("“%(tag)s” is no hashtag: only letters, digits and _.") % {"tag": tag[:60]}
                )
        return tags

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self._order_days(data)
        if "slug" in self.fields and "slug" not in self.errors and data.get("title") and not data.get("slug"):
            data["slug"] = self._slug_of(data["title"])
        return data

    def _order_days(self, data: dict[str, Any]) -> None:
        first, last = data.get("first_day"), data.get("last_day")
        if last and not first and "first_day" not in self.errors:
            self.add_error("first_day", _("Name the first day too."))
        elif first and last and last < first:
            self.add_error("last_day", _("The last day is before the first."))
        elif first and not last and "last_day" not in self.errors and data.get("kind") == "day":
            data["last_day"] = first

    def _slug_of(self, title: str) -> str:
        """From the title, with a number where that is taken. Titles in other scripts need a word of their own."""
        base = self.call.slug if self.call else slugify(title)[:70].strip("-")
        if not base:
            self.add_error("slug", _("Choose a word in Latin letters: none can be made from this title."))
            return ""
        numbered = (base if number == 1 else f"{base}-{number}" for number in range(1, 1000))
        return next(slug for slug in numbered if not self._taken(slug))

    def fields_of_call(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


def _is_hashtag(tag: str) -> bool:
    """Letters of any script, with their marks, digits and underscores."""
    return all(c == "_" or c.isalnum() or c in "\u200c\u200d" or _is_mark(c) for c in tag) and not tag.isdigit()


def _is_mark(character: str) -> bool:
    return unicodedata.category(character).startswith("M")


def initial_of(call: Call) -> dict[str, Any]:
    text = ("title", "slug", "kind", "summary", "body", "first_day", "last_day", "suggested_title", "suggested_text")
    terms = ("ground_rules", "policy", "language", "kinds")
    given = {name: getattr(call, name) for name in (*text, *terms)}
    return given | {"demands": "\n".join(call.demands), "hashtags": " ".join(f"#{tag}" for tag in call.hashtags)}


def usual_rules() -> str:
    """What stands in the ground rules of a new call, to be changed at will."""
    rules = (
        _("We act without violence, in word and deed, towards everybody, and carry no weapons."),
        _("We keep to the law of the place, and to what the hosts of the action ask."),
        _("Everybody is welcome who shares the aims of the call. We tolerate no hatred of any people or person."),
        _("We look after each other: children, the elderly, people with disabilities, and those who feel unsafe."),
        _("We show nobody's face, name or home without their consent."),
        _("If it becomes unsafe, we end the action and leave together."),
    )
    return "\n".join(f"- {rule}" for rule in rules)
