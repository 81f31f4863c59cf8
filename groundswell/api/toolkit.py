"""The toolkit of a call: as JSON, and what is new or changed in it as an Atom feed (RFC 4287)."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from xml.sax.saxutils import quoteattr

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from groundswell.api import answers, shapes
from groundswell.api.feeds import element, moment
from groundswell.api.problems import Problem
from groundswell.core import kinds
from groundswell.core.models import Call, Link, Resource

SHAPES = {"json": "application/json", "atom": "application/atom+xml; charset=utf-8"}
WORDS = ("kind", "language")
MOST_ENTRIES = 100


@shapes.public
def of_call(request: HttpRequest, slug: str, shape: str) -> HttpResponseBase:
    call = shapes.public_call(slug)
    if shape not in SHAPES:
        raise Problem(404, _("The toolkit has no such shape."))
    words = _words(request)
    resources = list(call.resources.offered().filter(**words).prefetch_related("versions"))
    resources.sort(key=lambda each: (each.newest_at, each.pk), reverse=True)
    write = _atom_lines if shape == "atom" else _json_lines
    # Never kept: whether a link answers writes no fact of the call.
    return answers.answer(request, lambda: write(call, resources), type=SHAPES[shape], key=None, changed=None)


def _words(request: HttpRequest) -> dict[str, str]:
    errors = {word: _("There is no filter of this name.") for word in request.GET if word not in WORDS}
    words = {word: value for word in WORDS if (value := request.GET.get(word, ""))}
    if words.get("kind", "poster") not in kinds.RESOURCES:
        errors["kind"] = _("One of: %(words)s.") % {"words": ", ".join(kinds.RESOURCES)}
    if errors:
        raise shapes.unreadable(errors)
    return words


def _json_lines(call: Call, resources: list[Resource]) -> Iterator[str]:
    about = {"call": call.slug, "title": call.title, "url": _address("toolkit", call)}
    yield json.dumps(about, ensure_ascii=False)[:-1] + ', "resources": ['
    dead = _dead(resources)
    for number, resource in enumerate(resources):
        yield ("," if number else "") + "\n" + json.dumps(_item(resource, dead), ensure_ascii=False)
    yield "\n]}\n"


def _dead(resources: list[Resource]) -> dict[str, Link]:
    links = Link.objects.told_dead().at(address for each in resources for address in each.leads_to)
    return {link.address: link for link in links}


def _item(resource: Resource, dead: dict[str, Link]) -> dict[str, Any]:
    version = resource.current
    return {
        "ref": resource.ref,
        "kind": resource.kind,
        "title": resource.title,
        "description": resource.description or None,
        "language": resource.language,
        "licence": resource.licence,
        "url": _page(resource),
        "published": moment(resource.published_at),
        "changed": moment(resource.newest_at),
        "version": version.name or None,
        "new_in_it": version.changed or None,
        "file": _file(resource),
        "link": _led_to(version.link, dead) if version.link else None,
        "text": version.text or None,
        "lesson": _lesson(resource, dead),
    }


def _file(resource: Resource) -> dict[str, Any] | None:
    version = resource.current
    if not version.form:
        return None
    address = settings.BASE_URL + resource.address
    return {"url": address, "type": version.form.media_type, "size": version.size, "sha256": version.hash}


def _led_to(address: str, dead: dict[str, Link]) -> dict[str, Any]:
    link = dead.get(address)
    return {"url": address, "silent_since": moment(link.dead_since) if link and link.dead_since else None}


def _lesson(resource: Resource, dead: dict[str, Link]) -> dict[str, Any] | None:
    if not resource.outline:
        return None
    readings = [
        {"title": each["title"], "author": each["author"] or None}
        | (_led_to(each["address"], dead) if each["address"] else {"url": None, "silent_since": None})
        for each in resource.readings
    ]
    return {"minutes": resource.minutes, "outline": resource.outline, "readings": readings}


def _atom_lines(call: Call, resources: list[Resource]) -> Iterator[str]:
    address = _address("toolkit-shape", call, "atom")
    newest: datetime = max((each.newest_at for each in resources), default=call.published_at or call.made_at)
    yield '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" '
    yield f"xml:lang={quoteattr(get_language() or 'en')}>\n"
    yield element("id", address)
    yield element("title", f"{_('Toolkit')} · {call.title}")
    yield element("updated", moment(newest))
    yield f'<link rel="self" type="application/atom+xml" href={quoteattr(address)}/>\n'
    yield f'<link rel="alternate" type="text/html" href={quoteattr(_address("toolkit", call))}/>\n'
    yield f"<author>{element('name', settings.INSTANCE_NAME)}</author>\n"
    for resource in resources[:MOST_ENTRIES]:
        yield from _entry(resource)
    yield "</feed>\n"


def _entry(resource: Resource) -> Iterator[str]:
    version = resource.current
    yield f"<entry xml:lang={quoteattr(resource.language)}>\n"
    # The same in every language of the feed.
    yield element("id", f"{settings.BASE_URL}/calls/{resource.call.slug}/toolkit/{resource.ref}/")
    yield element("title", resource.title)
    yield element("updated", moment(resource.newest_at))
    yield element("published", moment(resource.published_at))
    yield f'<link rel="alternate" type="text/html" href={quoteattr(_page(resource))}/>\n'
    if version.form:
        where, type = settings.BASE_URL + resource.address, version.form.media_type
        yield f'<link rel="enclosure" type={quoteattr(type)} length="{version.size}" href={quoteattr(where)}/>\n'
    yield f"<category term={quoteattr(resource.kind)}/>\n"
    if said := " · ".join(filter(None, (version.changed, resource.description, version.text))):
        yield element("summary", said)
    yield "</entry>\n"


def _page(resource: Resource) -> str:
    return settings.BASE_URL + resource.get_absolute_url()


def _address(name: str, call: Call, *more: str) -> str:
    return settings.BASE_URL + reverse(name, args=[call.slug, *more])
