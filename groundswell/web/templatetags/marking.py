from collections.abc import Iterable
from re import compile, escape

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def marked(text: str, words: Iterable[str]) -> SafeString:
    """The text with these words marked in it, wherever they stand."""
    wanted = sorted({word for word in words if word}, key=len, reverse=True)
    if not wanted:
        return conditional_escape(text)
    parts = compile(f"({'|'.join(map(escape, wanted))})").split(text)
    return mark_safe(
        "".join(
            format_html("<mark>{}</mark>", part) if at % 2 else conditional_escape(part)
            for at, part in enumerate(parts)
        )
    )
