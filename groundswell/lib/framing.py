"""A page of ours as a frame in somebody else's."""

from django.utils.html import escape

# No script and no form runs in it, and it is of no origin: a link opens a page of its own, outside the frame's rules.
SANDBOX = "allow-popups allow-popups-to-escape-sandbox"


def iframe(address: str, title: str, *, width: str = "100%", height: int) -> str:
    """As plain text, which a page that shows it escapes. `width` in pixels or per cent, `height` in pixels."""
    size = f'width="{escape(width)}" height="{height:d}"'
    named = f'src="{escape(address)}" title="{escape(title)}"'
    return f'<iframe {named} {size} sandbox="{SANDBOX}" loading="lazy" frameborder="0"></iframe>'
