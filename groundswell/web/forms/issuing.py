"""Who issues a statement: names, one to a line, each an organisation here, a new one, or words."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from groundswell.core import countries, issuers, kinds
from groundswell.core.issuers import Bearers
from groundswell.core.models import Call, Issuing, Organisation, Statement
from groundswell.core.models.issuing import Issuer, NewOrganisation
from groundswell.lib.text import clean, fold
from groundswell.web.forms.registering import CleanCharField

MOST_ISSUERS, LONGEST_ISSUER = 100, 160
MOST_ASKED = 20  # names that one form asks about; the rest is asked when these are answered
NEW, WORDS = "new", "words"
ADDRESS = re.compile(r"/organisations/([-\w]+)/?$")


class IssuersForm(forms.Form):
    """Where a name can mean several organisations, or none that is known, the form comes back and asks which."""

    issued_by = CleanCharField(
        label=_l("Issued by"),
        max_length=12_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_l(
            "Names of organisations, one to a line, or addresses of their pages here. Those that the call knows are"
            " linked; about others you are asked."
        ),
    )

    def __init__(self, *args: Any, call: Call, issuing: Statement | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.before = list(issuing.issuings.select_related("organisation")) if issuing else []
        self.initial.setdefault("issued_by", "\n".join(_lines_of(self.before)))
        self.lines = self._lines()
        self.bearers = issuers.of_names([line for line in self.lines if not ADDRESS.search(line)], call, issuing)
        self.at = issuers.at(found[1] for line in self.lines if (found := ADDRESS.search(line)))
        self._ask()

    def _lines(self) -> list[str]:
        given = clean((self.data.get("issued_by") if self.is_bound else self.initial["issued_by"]) or "")[:12_000]
        lines = list(dict.fromkeys(line.strip() for line in given.splitlines() if line.strip()))
        return lines[: MOST_ISSUERS + 1]

    def _ask(self) -> None:
        """Fields for each name that is not plain."""
        self.asked = [line for line in self.lines if not ADDRESS.search(line) and not self._of(line).plain][:MOST_ASKED]
        words = {each.words for each in self.before if not each.organisation_id}
        for line in self.asked:
            self.fields |= _question(line, self._of(line), WORDS if line in words else "")

    def _of(self, line: str) -> Bearers:
        return self.bearers.get(fold(line)[:200], Bearers())

    @property
    def questions(self) -> list[tuple[str, list[forms.BoundField]]]:
        return [(line, [self[f"{part}_{_key(line)}"] for part in ("which", "kind", "country")]) for line in self.asked]

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        asked = {field.name for _line, fields in self.questions for field in fields}
        return [field for field in self if field.name not in asked]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "issued_by" not in self.errors:
            data["issued_by"] = self._issuers(data)
        return {name: value for name, value in data.items() if not name.startswith(("which_", "kind_", "country_"))}

    def _issuers(self, data: dict[str, Any]) -> list[Issuer]:
        if len(self.lines) > MOST_ISSUERS:
            self.add_error("issued_by", _("At most %(most)s organisations.") % {"most": MOST_ISSUERS})
            return []
        return [issuer for line in self.lines if (issuer := self._issuer(line, data))]

    def _issuer(self, line: str, data: dict[str, Any]) -> Issuer | None:
        if found := ADDRESS.search(line):
            if found[1] not in self.at:
                self.add_error("issued_by", _("There is no organisation at %(address)s.") % {"address": line[:80]})
            return self.at.get(found[1])
        if len(line) > LONGEST_ISSUER:
            message = _("“%(start)s…” is longer than %(most)s characters.")
            self.add_error("issued_by", message % {"start": line[:40], "most": LONGEST_ISSUER})
            return None
        return self._of(line).plain or self._answered(line, data)

    def _answered(self, line: str, data: dict[str, Any]) -> Issuer | None:
        key = _key(line)
        answer = data.get(f"which_{key}")
        if answer == NEW:
            return NewOrganisation(line, data.get(f"kind_{key}") or "other", data.get(f"country_{key}") or "")
        if answer == WORDS:
            return line
        if not answer and f"which_{key}" not in self.errors:
            self.add_error(f"which_{key}" if line in self.asked else "issued_by", _("Say which organisation this is."))
        return next((each for each in self._of(line).all if str(each.pk) == answer), None)


def _question(line: str, bearers: Bearers, initial: str) -> dict[str, forms.Field]:
    language = get_language() or "en"
    answers = [(str(each.pk), described(each)) for each in bearers.all]
    answers += [(NEW, _("A new organisation: it gets a page here")), (WORDS, _("Only the name, without a page"))]
    which = forms.ChoiceField(
        label=_("Which organisation is “%(name)s”?") % {"name": f"\u2068{line[:80]}\u2069"},
        choices=answers,
        initial=initial,
        required=False,
        widget=forms.RadioSelect(attrs={"class": "one"}),
    )
    kind = forms.ChoiceField(
        label=_("A new one: what is it?"),
        choices=[("", _("Choose")), *kinds.choices(kinds.ORGANISATIONS)],
        required=False,
    )
    country = forms.ChoiceField(
        label=_("A new one: in which country?"),
        choices=[("", _("Choose")), *countries.choices(language)],
        required=False,
    )
    key = _key(line)
    return {f"which_{key}": which, f"kind_{key}": kind, f"country_{key}": country}


def described(organisation: Organisation) -> str:
    """What tells two of one name apart."""
    country = countries.name(organisation.country, get_language() or "en") if organisation.country else ""
    parts = (organisation.name, kinds.label(kinds.ORGANISATIONS, organisation.kind), organisation.town, country)
    return " · ".join(f"\u2068{part}\u2069" for part in parts if part)


def _lines_of(issuings: list[Issuing]) -> list[str]:
    """Names; the page of an organisation where two bear the same one."""
    many = Counter(fold(each.name) for each in issuings)
    return [
        each.organisation.get_absolute_url() if each.organisation and many[fold(each.name)] > 1 else each.name
        for each in issuings
    ]


def _key(line: str) -> str:
    """The same name asks the same question, wherever it stands."""
    return hashlib.sha256(line.encode()).hexdigest()[:10]
