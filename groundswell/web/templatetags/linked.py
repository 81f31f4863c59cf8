"""What a page says in words for machines."""

import json
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
# So that no text can end the element, as Django does it for its own.
ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@register.simple_tag
def linked_data(told: dict[str, Any]) -> SafeString:
    """Data and no script: browsers do not run it, so no policy on scripts forbids it."""
    text = mark_safe(json.dumps(told, ensure_ascii=False).translate(ESCAPES))
    return format_html('<script type="application/ld+json">{}</script>', text)
