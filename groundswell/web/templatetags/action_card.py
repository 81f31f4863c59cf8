"""The card of an action in a list: written once as the action stands, and then handed out from memory.

It is remembered by all that it is made of and by nothing else, so there is nothing to clear: an action that changed in
any way is another key. Loaded in every template.
"""

from collections import OrderedDict
from collections.abc import Hashable
from datetime import datetime
from operator import attrgetter
from typing import Any

from django import template
from django.template import RequestContext
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from groundswell.core.models import Action
from groundswell.web.showing import UPSET, Shown

register = template.Library()
MOST = 4000  # cards of about a kilobyte
TEMPLATE = "web/parts/action_card.html"
# Columns that stand on no card, and are long or change often.
ASIDE = ("description", "access_more", "coming", "changed_at")
# WordsField gives a list, which is no key; here it is text.
LISTS = ("languages", "access")
_columns = attrgetter(
    *(field.attname for field in Action._meta.concrete_fields if field.name not in (*ASIDE, *LISTS)),
)
_written: OrderedDict[Hashable, SafeString] = OrderedDict()


@register.simple_tag(takes_context=True)
def action_card(context: RequestContext, action: Shown, **given: Any) -> SafeString:
    """`call` is whose list it is ("" where it is nobody's), `level` of which rank the heading; else as around it."""
    words = {"call": context.get("call"), "level": context.get("level")} | given
    key = _key(action, **words)
    card = _written.get(key) if key else None
    if card is None:
        card = _write(context, action=action, **words)
        if key:
            _keep(key, card)
    return card


def _key(shown: Shown, *, call: Any, level: int | None) -> Hashable:
    """None: it says something that is in other rows, or depends on who asks (how far away it is)."""
    if shown.centre or shown.shown_state in UPSET:
        return None
    action = shown.action
    lists = *action.access, "", *action.languages
    named = (action.call.title, action.call.language) if call and action.call_id != call.pk else None
    return (_columns(action), lists, shown.shown_state, named, level, get_language(), datetime.now().year)


def _write(context: RequestContext, **words: Any) -> SafeString:
    card = context.template.engine.get_template(TEMPLATE)  # type: ignore[union-attr]
    with context.push(**words):
        return card.render(context)


def _keep(key: Hashable, card: SafeString) -> None:
    _written[key] = card
    while len(_written) > MOST:
        _written.popitem(last=False)
