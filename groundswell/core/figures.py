"""Numbers as people read them, in their own grouping; nothing where a number is not known: unknown is never 0."""

from django.utils import formats
from django.utils.translation import gettext as _


def figure(number: int | None) -> str:
    return "" if number is None else formats.number_format(number, use_l10n=True, force_grouping=True)


def span(low: int | None, high: int | None) -> str:
    """ "4,000 – 9,500", or one figure where both ends are the same or one is not known."""
    ends = list(dict.fromkeys(figure(end) for end in (low, high) if end is not None))
    return _("%(low)s – %(high)s") % {"low": ends[0], "high": ends[1]} if len(ends) == 2 else "".join(ends)
