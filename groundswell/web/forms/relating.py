"""What a statement is to another one: chosen from a list, or by its address."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from groundswell.core import kinds
from groundswell.core.models import Call, Statement
from groundswell.core.models.call import PUBLIC as PUBLIC_CALLS
from groundswell.core.models.statement import PUBLIC
from groundswell.web.forms.registering import CleanCharField

MOST = 100
ADDRESS = re.compile(r"(?:^|/statements/)([-\w]+)/?(?:\?[^/]*)?$")


class RelationForm(forms.Form):
    kind = forms.ChoiceField(
        label=_l("This statement"),
        choices=kinds.choices(kinds.RELATIONS),
        initial="answers",
        widget=forms.RadioSelect(attrs={"class": "one"}),
    )
    other = forms.ChoiceField(label=_l("Which statement?"), required=False)
    address = CleanCharField(
        label=_l("Or by the address of its page"),
        max_length=300,
        required=False,
        help_text=_l("Of any call on this server."),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, statement: Statement, calls: QuerySet[Call], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.statement = statement
        public = Q(state__in=PUBLIC, call__stage__in=PUBLIC_CALLS)
        self.reachable = Statement.objects.filter(public | Q(call__in=calls)).exclude(pk=statement.pk)
        near = self.reachable.filter(Q(call=statement.call) | Q(call__in=calls)).distinct()
        rows = near.select_related("call").prefetch_related("texts").order_by("-made_at", "-id")[:MOST]
        other: Any = self.fields["other"]
        other.choices = [("", _("Choose")), *((row.slug, self._titled(row)) for row in rows)]

    def _titled(self, row: Statement) -> str:
        title = f"\u2068{row.original.title}\u2069"
        return title if row.call_id == self.statement.call_id else f"{title} · \u2068{row.call.title}\u2069"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        if bool(data.get("other")) == bool(data.get("address")):
            self.add_error("other", _("Choose one from the list, or give its address, not both."))
            return data
        typed = ADDRESS.search(data["address"]) if data["address"] else None
        slug = typed[1] if typed else data["other"]
        data["found"] = self.reachable.filter(slug=slug).first() if slug else None
        if not data["found"]:
            self.add_error("address", self._why_not(slug))
        return data

    def _why_not(self, slug: str) -> str:
        if slug == self.statement.slug:
            return _("A statement cannot be related to itself.")
        return _("There is no public statement at this address.")
