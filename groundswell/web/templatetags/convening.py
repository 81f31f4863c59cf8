"""Who convenes a call, on every page of it."""

from typing import Any

from django import template

from groundswell.core import convenors
from groundswell.core.models import Call

register = template.Library()


@register.inclusion_tag("web/larger/convened.html")
def convened_by(call: Call, base: str = "") -> dict[str, Any]:
    """`base` is the address of this server, on pages that stand on others."""
    return {"convenors": convenors.of(call), "class": "small", "base": base}
