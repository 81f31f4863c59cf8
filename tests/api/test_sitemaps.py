"""What search engines read, by the rules of sitemaps.org and RFC 9309."""

import re
from datetime import datetime
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest
from django.test import Client

from groundswell.api import sitemaps
from groundswell.core import numbers
from groundswell.core.models import Action, Fact
from tests import make
from tests.api.reading import body, get

SPACES = {"map": "http://www.sitemaps.org/schemas/sitemap/0.9", "xhtml": "http://www.w3.org/1999/xhtml"}
HOST = "https://rivers.example"


@pytest.fixture(autouse=True)
def host(settings):
    settings.BASE_URL = HOST


def read(path: str, row: str) -> list[ElementTree.Element]:
    found = body(path)
    assert len(found) < 50 * 1024 * 1024
    return ElementTree.fromstring(found).findall(f"map:{row}", SPACES)


def parts() -> list[str]:
    return [each.findtext("map:loc", "", SPACES).removeprefix(HOST) for each in read("/sitemap.xml", "sitemap")]


def listed(path: str) -> list[str]:
    return [each.findtext("map:loc", "", SPACES).removeprefix(HOST) for each in read(path, "url")]


def everything() -> list[str]:
    return [address for part in parts() for address in listed(part)]


def test_the_index_names_a_part_for_each_noun(call):
    make.action(call)
    make.endorsement(call)
    make.statement(call)

    named = [re.fullmatch(r"/sitemaps/(\w+)-\d+\.xml", part) for part in parts()]
    assert [name and name[1] for name in named] == [
        "pages",
        "calls",
        "actions",
        "organisations",
        "statements",
        "places",
    ]


def test_every_file_keeps_the_rules_of_the_protocol(call):
    make.action(call, locality='"<&>')
    make.endorsement(call)
    make.statement(call)

    for part in parts():
        rows = read(part, "url")
        assert 0 < len(rows) <= 50_000
        for row in rows:
            address = row.findtext("map:loc", "", SPACES)
            links = {link.get("hreflang"): link.get("href") for link in row.findall("xhtml:link", SPACES)}
            assert address.startswith(f"{HOST}/") and len(address) < 2048
            assert [*links] == ["en", "es", "ar", "x-default"] and address in links.values()
            if changed := row.findtext("map:lastmod", "", SPACES):
                assert datetime.fromisoformat(changed).tzinfo


def test_every_address_in_it_is_there_and_says_that_it_is_the_one(call):
    make.action(call)
    make.endorsement(call)
    make.statement(call)

    for address in everything():
        answer = Client().get(address)
        assert answer.status_code == 200, address
        text = answer.content.decode()
        assert f'<link rel="canonical" href="{HOST}{address}">' in text
        assert f'hreflang="es" href="{HOST}/es/' in text and "noindex" not in text


def test_what_is_not_public_is_not_in_it(call):
    secret = [make.action(call, "santiago", state=state) for state in ("proposed", "hidden", "declined", "withdrawn")]
    draft = make.call("draft", stage="draft")
    secret.append(make.action(draft, "suva"))
    make.statement(call, "unsaid", state="draft")
    make.endorsement(call, "Asked Guild", state="asked")
    make.action(call)

    told = "\n".join(everything())

    assert [word for word in ("draft", "unsaid", "asked-guild", "/places/cl/", "/places/fj/") if word in told] == []
    assert [action for action in secret if action.ref in told] == []


def test_a_change_moves_lastmod_of_what_changed_alone(call):
    one, other = make.action(call, title="One"), make.action(call, title="Other")
    Action.objects.update(changed_at=datetime.fromisoformat("2026-01-01T00:00:00Z"))
    one.refresh_from_db()
    one.change(by="host", title="Another")

    [part] = [part for part in parts() if "/actions-" in part]
    rows = read(part, "url")
    told = {row.findtext("map:loc", "", SPACES): row.findtext("map:lastmod", "", SPACES) for row in rows}
    assert told[f"{HOST}/actions/{other.ref}/"] == "2026-01-01T00:00:00Z"
    assert told[f"{HOST}/actions/{one.ref}/"] > "2026-01-01T00:00:00Z"


def test_rows_stay_in_their_part_and_none_is_lost(call, monkeypatch):
    monkeypatch.setattr(sitemaps, "MOST_ROWS", 2)
    made = [make.action(call) for _time in range(5)]

    wanted = {f"/actions/{action.ref}/" for action in made}
    before = {part: set(listed(part)) & wanted for part in parts() if "/actions-" in part}
    Action.objects.filter(pk=made[0].pk).update(state="hidden")
    numbers.forget()
    after = {part: set(listed(part)) & wanted for part in parts() if "/actions-" in part}

    assert set.union(*before.values()) == wanted and max(map(len, before.values())) <= 2
    gone = f"/actions/{made[0].ref}/"
    assert {part: rows - {gone} for part, rows in before.items() if rows - {gone}} == after


def test_it_is_kept_until_something_changes(call):
    make.action(call).change(by="host", title="Other")
    answer = get("/sitemap.xml")
    answer.getvalue()

    assert get("/sitemap.xml", If_None_Match=answer["ETag"]).status_code == 304
    Action.objects.first().change(by="host", title="Yet another")
    assert get("/sitemap.xml", If_None_Match=answer["ETag"]).status_code == 200
    assert Fact.objects.count() == 2


@pytest.mark.parametrize("part", ["actions-7", "actions-99999999999999999999999", "pages-1", "places-5", "nothing-0"])
def test_a_part_that_is_not_there_is_not_there(call, part):
    assert Client().get(f"/sitemaps/{part}.xml").status_code == 404


def test_robots_are_let_in_but_where_people_work():
    text = Client().get("/robots.txt").content.decode()
    robots = RobotFileParser()
    robots.parse(text.splitlines())

    may = [path for path in ("/", "/ar/", "/calls/x/", "/places/pt/", "/actions/", "/statements/x/", "/desk/", "/es/desk/calls/x/", "/host/", "/ar/proof/") if robots.can_fetch("*", path)]  # fmt: skip
    assert may == ["/", "/ar/", "/calls/x/", "/places/pt/", "/actions/", "/statements/x/"]
    assert re.search(rf"^Sitemap: {HOST}/sitemap\.xml$", text, re.MULTILINE)


def test_a_page_of_a_list_is_its_own_address_and_words_that_narrow_it_are_not(call):
    text = Client().get("/ar/actions/?country=PT&page=2").content.decode()

    assert f'<link rel="canonical" href="{HOST}/ar/actions/?page=2">' in text
