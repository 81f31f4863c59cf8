from django import template

from groundswell.core.streets import Streets, current

register = template.Library()


@register.simple_tag
def streets() -> Streets | None:
    """What this server has of streets."""
    return current()


@register.simple_tag
def streets_at(lat: float | None, lon: float | None) -> Streets | None:
    found = current()
    return found if found and lat is not None and lon is not None and found.cover(lat, lon) else None
