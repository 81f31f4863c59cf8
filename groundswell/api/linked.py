"""JSON-LD: an action in the words of schema.org, at an address of its own."""

import json
from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from groundswell.api import answers, kept
from groundswell.api.problems import Problem
from groundswell.api.shapes import public, public_actions, unreadable
from groundswell.core import linked
from groundswell.core.models import Merge

TYPE = "application/ld+json"


@public
def action(request: HttpRequest, ref: str) -> HttpResponseBase:
    if request.GET:
        raise unreadable({word: _("A single action has no filter.") for word in request.GET})
    found = public_actions().select_related("call").filter(ref=ref.lower()).first()
    if not found and (merged_into := Merge.leading_from(ref)):
        return HttpResponsePermanentRedirect(reverse("action-linked", args=[merged_into.ref]))
    if not found:
        raise Problem(404, _("There is no action at this address."))
    version = kept.Version.current(found.call)
    address = settings.BASE_URL + reverse("action-linked", args=[found.ref])
    key = kept.Key.of(version, address, get_language() or "en") if version else None

    def lines() -> Iterator[str]:
        yield json.dumps(linked.event(found), ensure_ascii=False, indent=1) + "\n"

    return answers.answer(request, lines, type=TYPE, key=key, changed=version.changed if version else None)
