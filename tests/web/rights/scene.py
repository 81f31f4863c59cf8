"""Everybody who might try an address, and something behind each address there is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from groundswell.core import logos, uploads
from groundswell.core.models import (
    Action,
    Agreement,
    Answer,
    Call,
    Code,
    Convening,
    Decision,
    Look,
    Milestone,
    Organisation,
    Part,
    Person,
    Pledge,
    Quote,
    Resource,
    Steward,
)
from tests import make
from tests.conftest import signed_in
from tests.core.test_logos import picture

Stock = dict[str, dict[str, Any]]  # by what stands in the route: the words of its address


def names(patterns: Any = None) -> Iterator[str]:
    for pattern in patterns or get_resolver().url_patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            yield str(pattern.name)


ROUTES = {
    str(pattern.name): pattern
    for resolver in get_resolver().url_patterns
    if isinstance(resolver, URLResolver)
    for room in resolver.url_patterns
    for pattern in room.url_patterns
} | {str(pattern.name): pattern for pattern in get_resolver().url_patterns if isinstance(pattern, URLPattern)}


@dataclass
class Scene:
    call: Call
    action: Action
    decision: Decision
    browsers: dict[str, Client]
    stock: Stock

    def address(self, name: str) -> str:
        given = {
            "slug": self.call.slug,
            "ref": self.action.ref,
            "id": self.action.ref,
            "pk": self.decision.pk,
            "shape": "json",
            "day": "2031-03-15",
            "chart": "timeline",
            "picture": "svg",
        }
        route = ROUTES.get(name)
        wanted = route.pattern.converters if route else {}
        given |= next((words for start, words in self.stock.items() if start in str(route and route.pattern)), {})
        if route and "statements/<slug:slug>" in str(route.pattern):
            given |= {"slug": "joint-statement", "language": "en"}
        return reverse(name, kwargs={word: given[word] for word in wanted})


@pytest.fixture
def stock(call, settings, tmp_path) -> Stock:
    """What stands in the addresses of rows; set_scene adds those that need the people."""
    settings.MEDIA_ROOT = tmp_path
    return _offered(call) | _told(call) | _organised(call) | _decided(call) | _of_no_row()


def _offered(call: Call) -> Stock:
    file = {"file": uploads.check(b"%PDF-1.7")}
    leaflet = Resource.publish(call, by="server", kind="leaflet", title="Leaflet", version=file)
    source = {"on": make.DAY, "publisher": "The Post", "address": "https://post.example"}
    milestone = Milestone.note(call, by="server", title="Reached", **source)
    pledge = Pledge.offer(call, by="server", text="We pick up what we find.")
    guild = Organisation.named("Guild of Rowers")
    pledge.takings.create(kind="organisation", country="PT", organisation=guild, state="proven")
    return {
        "toolkit/<": {"ref": leaflet.ref},
        "milestones/<": {"pk": milestone.pk},
        "pledges/<": {"pk": pledge.pk},
    }


def _told(call: Call) -> Stock:
    for note in ("", "What changed."):
        terms = {"text": f"Text. {note}", "ground_rules": "Rules.", "note": note}
        Agreement.draft(call, by="server", **terms).agreement.publish(by="server")
    bend = Resource.publish(call, by="server", kind="picture", title="Bend", version={"link": "https://p.example"})
    quote = Quote.offer(call, by="server", text="Rivers first.", who="Ana")
    return {
        "agreement/<": {"number": 1},
        "press/<slug:noun>": {"noun": "quotes", "pk": quote.pk},
        "press/pictures/<": {"ref": bend.ref},
        "press/<slug:country>": {"country": "pt"},
    }


def _organised(call: Call) -> Stock:
    membership = make.member(make.alliance(call), "River Keepers")
    keepers = Organisation.named("Keepers of the Weir", kind="ngo", country="PT")
    convening = Convening.ask(call, keepers, address="kim@keepers.example", language="en", by="server")
    part = Part.ask(make.call("rios-limpios"), call, country="CL", by="server")
    return {
        "members": {"slug": "rivers-alliance", "pk": membership.pk, "shape": "json"},
        "/convenors/<": {"pk": convening.pk},
        "/parts/<": {"pk": part.pk},
    }


def _decided(call: Call) -> Stock:
    doubles = [make.action(call, "suva", state="proposed") for _time in range(2)]
    cited = make.report(make.past_action(call), sources=[{"publisher": "The Ferry Post"}]).sources.get()
    answer = Answer.write(call, by="server", title="Gate", texts={"en": "Which gate?"})
    return {
        "/merges/<": {"ref": doubles[0].ref, "other": doubles[1].ref},
        "sources/<": {"ref": cited.ref},
        "/answers/<": {"pk": answer.pk},
    }


def _of_no_row() -> Stock:
    return {
        "map/ground/<": {"name": "17-13"},
        "languages/<": {"language": "ar", "sheet": "call"},
        "places/<": {"country": "pt", "town": "porto-2735943", "region": "norte"},
        "sitemaps/<": {"noun": "pages", "number": 0},
    }


@pytest.fixture
def scene(call, mona, clara, otto, stock) -> Scene:
    with transaction.atomic():
        return set_scene(call, mona, clara, otto, stock)


def set_scene(call: Call, mona: Person, clara: Person, otto: Person, stock: Stock) -> Scene:
    action = make.past_action(call, contact=make.contact(), state="published", ends=None)
    action.starts = make.now()
    action.save()
    make.route(action)
    look = Look.objects.create(action=action, before={"title": "Walk"})
    stock |= {"reports/<slug:report>": {"report": make.report(action, low=200).ref}, "/looks/<": {"pk": look.pk}}
    stock |= {"/people/<": {"pk": mona.roles.get().pk}} | _stewarded(call, clara)
    make.statement(call)
    decided = make.action(call, state="proposed")
    decision = Decision.take(decided, "decline", by=mona, because="Not this call.")
    host = make.browser()
    host.post("/host/", {"code": Code.mint(Code.HOST, action=action)})
    browsers = {"nobody": make.browser(), "host": host}
    browsers |= {name: signed_in(person) for name, person in (("mona", mona), ("clara", clara), ("otto", otto))}
    return Scene(call, action, decision, browsers, stock)


def _stewarded(call: Call, clara: Person) -> Stock:
    clean = make.endorsement(call, "Clean Rivers").organisation  # whose word in the address is the call's
    clean.change(by="server", website="https://clean.example")
    clean.show_logo(logos.check(picture()), alt="A river", by="server")
    persons = (clara, make.person("uma@x.example"))
    stewards = [Steward.begin(clean, each, how="invited", by="server") for each in persons]
    return {"logos/<": {"mark": clean.logo}, "stewards/<": {"pk": stewards[1].pk}}
