"""What an action of a series says of the others: "every Friday until 12 December; next: ..."."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from groundswell.core.models import Action
from groundswell.core.models.action_states import STANDING
from groundswell.core.models.series import DATES
from groundswell.lib import days
from groundswell.lib.clock import now
from groundswell.web.showing import BESIDE, Shown, shown

MOST_LISTED = 60


@dataclass
class Others:
    text: str
    next: Shown | None
    all: list[Shown]


def others(action: Action) -> Others | None:
    """The public ones on other dates; none where it stands alone, or came with others in a table."""
    series = action.series if action.series_id else None
    if not series or series.kind != DATES:
        return None
    rows = list(series.actions.visible().order_by("starts", "id").prefetch_related(*BESIDE)[:MOST_LISTED])
    beside = [each for each in rows if each.pk != action.pk]
    if not beside:
        return None
    coming = [each for each in beside if each.state in STANDING and each.starts > now()]
    return Others(text_of(series.step, rows), Shown(coming[0]) if coming else None, shown(beside))


def text_of(step: str, rows: list[Action]) -> str:
    usual = Counter(action.day.weekday() for action in rows).most_common(1)[0][0]
    words: dict[str, Any] = {
        "weekday": formats.date_format(next(action.day for action in rows if action.day.weekday() == usual), "l"),
        "day": formats.date_format(rows[-1].day, "DATE_FORMAT"),
        "many": len(rows),
    }
    if step == days.DAY:
        return _("Every day until %(day)s") % words
    if step == days.WEEK:
        return _("Every %(weekday)s until %(day)s") % words
    if step == days.FORTNIGHT:
        return _("Every second %(weekday)s until %(day)s") % words
    if step == days.MONTH:
        return _("Every month on a %(weekday)s until %(day)s") % words
    return _("On several dates until %(day)s") % words
