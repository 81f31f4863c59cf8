"""How words of ours are written for people. Loaded in every template."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from django import template
from django.forms import BoundField
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.timesince import timesince
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from groundswell.core import countries, figures, kinds, wording
from groundswell.core.models import Statement, StatementText
from groundswell.lib import tongues
from groundswell.lib.clock import now
from groundswell.lib.markdown import to_html
from groundswell.lib.worldmap import Dot

register = template.Library()
# The filter words as their fields are called.
FILTER = {
    "near": _l("Near"),
    "q": _l("Words"),
    "kind": _l("Kind"),
    "place": _l("How to take part"),
    "country": _l("Country"),
    "town": _l("Town"),
    "town_name": _l("Town"),
    "from": _l("From"),
    "until": _l("Until"),
    "radius": _l("Within"),
    "access": _l("Access"),
    "state": _l("State"),
    "day": _l("Day"),
    "view": _l("View"),
    "by": _l("Order"),
    "language": _l("Language"),
    "organisation": _l("Organisation"),
    "call": _l("Call"),
    "bbox": _l("Part of the map"),
}
_SELECTED = mark_safe(" selected")
# Open Graph wants a country with the language, and has its own idea of Arabic's.
OPEN_GRAPH = {"en": "en_GB", "ar": "ar_AR"}


@register.filter
def filter_word(word: str) -> str:
    return str(FILTER.get(word, word))


@register.simple_tag
def kinds_of_action() -> list[tuple[str, Any]]:
    return kinds.choices(kinds.ACTIONS)


@register.simple_tag
def options(choices: Iterable[tuple[str, Any]], chosen: Any = ()) -> SafeString:
    """Of a <select>. There may be two hundred of them, so they are no loop of a template."""
    rows = ((slug, _SELECTED if slug in chosen else "", text) for slug, text in choices)
    return format_html_join("", '<option value="{}"{}>{}</option>', rows)


@register.filter
def circles(world: Iterable[Dot]) -> SafeString:
    """The dots of a drawn world, which are numbers of ours: to escape each took a sixth of the page's time."""
    drawn = [("off" if crossed else "on", x, y, r) for x, y, r, _number, crossed in world]
    return mark_safe("".join(f'<circle class="{kind}" cx="{x}" cy="{y}" r="{r}"/>' for kind, x, y, r in drawn))


@register.filter
def og_locale(code: str) -> str:
    language, _dash, country = code.replace("_", "-").partition("-")
    country = country if len(country) == 2 else language
    return OPEN_GRAPH.get(code, f"{language}_{country.upper()}")


@register.filter
def needed(field: BoundField) -> str:
    """What a label says beside its words. Whichever are fewer are marked: those needed, or the others."""
    shown = [each for each in field.form.fields.values() if not each.widget.is_hidden]
    must = sum(each.required for each in shown)
    if 2 * must > len(shown) or len(shown) == 1:
        return "" if field.field.required else _("(optional)")
    return _("(required)") if field.field.required else ""


@register.filter
def kind_of_organisation(slug: str) -> str:
    return kinds.label(kinds.ORGANISATIONS, slug)


@register.filter
def country(code: str) -> str:
    return countries.name(code, get_language() or "en") if code else ""


@register.filter
def markdown(text: str) -> SafeString:
    return mark_safe(to_html(text))


@register.filter
def figure(number: int | None) -> str:
    """A whole number in the reader's grouping. Nothing where it is not known: unknown is never 0."""
    return figures.figure(number)


@register.filter("tongue")  # not language_name: that is Django's, which says it in English, wherever i18n is loaded
def language_name(code: str) -> str:
    """In that language itself, so that those who speak it recognise it."""
    return tongues.name(code)


@register.filter
def desk_key(verdict: str) -> str:
    """The key that does it at the desk."""
    return {"put_back": "p", "ask": "q"}.get(verdict, verdict[:1])


@register.filter
def hours(number: float) -> str:
    """A length of time, in one word of time."""
    return since(now() - timedelta(hours=number))


@register.filter
def in_words(row: Any) -> Any:
    """A call, or one row under it, as its reader is told of it; where there are many, the view sees to that."""
    return wording.in_words(row)


@register.filter
def link_trouble(word: str) -> str:
    return kinds.label(kinds.LINK_TROUBLES, word)


@register.filter
def kind_of_resource(slug: str) -> str:
    return kinds.label(kinds.RESOURCES, slug)


@register.filter
def licence(slug: str) -> str:
    return kinds.label(kinds.LICENCES, slug)


@register.filter
def licence_page(slug: str) -> str:
    return kinds.LICENCE_PAGES.get(slug, "")


@register.filter
def outcome(slug: str) -> str:
    return kinds.label(kinds.OUTCOMES, slug)


@register.filter
def takers(slug: str) -> str:
    return kinds.label(kinds.TAKERS, slug)


@register.filter
def label(words: Any, slug: str) -> str:
    return kinds.label(getattr(kinds, words), slug)


@register.filter
def web_address(address: str) -> str:
    """The address where it is one of the web. Imported sources may be words, or a host alone."""
    return address if address.startswith(("https://", "http://")) else ""


@register.filter
def since(moment: datetime) -> str:
    """How long ago, in one word of time; "0 minutes" is a moment."""
    if now() - moment < timedelta(minutes=1):
        return _("a moment")
    number, space, word = timesince(moment, depth=1).partition("\xa0")
    # In Arabic the form of the word says one and two; Django sets the figure before it all the same.
    return word if get_language() == "ar" and number in ("1", "2") else number + space + word


def span(length: timedelta, depth: int = 2) -> str:
    """A length of time, in two words of time: "2 hours, 5 minutes"; less than a minute is a moment."""
    if length < timedelta(minutes=1):
        return _("a moment")
    # Not of now: by the clock that goes on meanwhile, an hour would be 59 minutes.
    begin = datetime(2001, 1, 1, tzinfo=UTC)
    text = timesince(begin, begin + length, depth=depth)
    # As above: in Arabic the form of the word says one and two.
    return re.sub(r"(?<!\d)[12]\xa0", "", text) if get_language() == "ar" else text


@register.filter
def read_in_language(statement: Statement) -> StatementText:
    """Its text in the language of the page, or as it was first written."""
    return statement.text_in(get_language() or "en")
