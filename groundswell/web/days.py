"""The days of a call, in words."""

from django.utils import formats
from django.utils.translation import gettext as _

from groundswell.core.models import Call


def days_text(call: Call) -> str:
    if not call.first_day:
        return ""
    first = formats.date_format(call.first_day, _("l j F Y"))
    if call.last_day == call.first_day:
        return first
    if not call.last_day:
        return _("from %(day)s") % {"day": first}
    if call.first_day.year == call.last_day.year:
        same_month = call.first_day.month == call.last_day.month
        first = formats.date_format(call.first_day, _("l j") if same_month else _("l j F"))
    return _("%(first)s to %(last)s") % {"first": first, "last": formats.date_format(call.last_day, _("l j F Y"))}
