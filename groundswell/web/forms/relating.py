"""What a statement is to another one."""

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
from groundswell.web.forms.pointing import PointingForm

MOST = 100


class RelationForm(PointingForm):
    ADDRESS = re.compile(r"(?:^|/statements/)([-\w]+)/?(?:\?[^/]*)?$")
    kind = forms.ChoiceField(
        label=_l("This statement"),
        choices=kinds.choices(kinds.RELATIONS),
        initial="answers",
        widget=forms.RadioSelect(attrs={"class": "one"}),
    )
    field_order = ("kind", "other", "address")

    def __init__(self, *args: Any, statement: Statement, calls: QuerySet[Call], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.statement = statement
        public = Q(state__in=PUBLIC, call__stage__in=PUBLIC_CALLS)
        self.reachable = Statement.objects.filter(public | Q(call__in=calls)).exclude(pk=statement.pk)
        near = self.reachable.filter(Q(call=statement.call) | Q(call__in=calls)).distinct()
        rows = near.select_related("call").prefetch_related("texts").order_by("-made_at", "-id")[:MOST]
        self.fields["other"].label = _l("Which statement?")
        self.fields["address"].help_text = _l("Of any call on this server.")
        self.offer([(row.slug, self._titled(row)) for row in rows])

    def _titled(self, row: Statement) -> str:
        title = f"\u2068{row.original.title}\u2069"
        return title if row.call_id == self.statement.call_id else f"{title} · \u2068{row.call.title}\u2069"

    def find(self, name: str) -> Statement | None:
        return self.reachable.filter(slug=name).first()

    def why_not(self, name: str) -> str:
        if name == self.statement.slug:
            return _("A statement cannot be related to itself.")
        return _("There is no public statement at this address.")
