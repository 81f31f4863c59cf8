"""What only the pages for the press write."""

import re
from typing import Any

from django import template
from django.utils.translation import gettext as _

from groundswell.web.templatetags.words import figure

register = template.Library()


@register.filter
def dialled(phone: str) -> str:
    """As a telephone takes it."""
    return re.sub(r"[^+0-9]", "", phone)


@register.filter
def turnout_text(action: Any) -> str:
    """What was reported of it; where one end alone was told, it stands for both."""
    low = action.size_low if action.size_low is not None else action.size_high
    high = action.size_high if action.size_high is not None else action.size_low
    if low is None:
        return ""
    if low == high:
        return figure(low)
    return _("%(low)s to %(high)s") % {"low": figure(low), "high": figure(high)}
