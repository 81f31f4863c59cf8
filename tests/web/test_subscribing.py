"""Any list can be subscribed to, and says what that holds. Pages tell other programs what they are."""

import html
import re

import pytest

from groundswell.web.templatetags.words import og_locale
from tests import make
from tests.web.test_embeds import text

LIST = "/calls/clean-rivers/actions/"


def fold(path):
    found = re.search(r'<details id="subscribe">(.*?)</details>', text(path), re.DOTALL)
    return html.unescape(found[1]) if found else ""


def plainly(path):
    return " ".join(re.sub(r"<[^>]+>", "", fold(path)).split())


def test_list_says_what_its_subscription_holds(call):
    make.action(call)
    make.action(call, "cairo")

    assert "It holds 2 actions of every kind, everywhere." in plainly(LIST)
    assert "It holds 1 action (Country: Portugal · Kind: march, vigil)." in plainly(
        f"{LIST}?country=PT&kind=march&kind=vigil&page=1"
    )
    assert "Nothing is in it yet (Country: Chile)." in plainly(f"{LIST}?country=CL")
    assert "What is cancelled stays in it, and says so." in plainly(LIST)


@pytest.mark.parametrize("path", [LIST, "/actions/", "/ar/actions/"])
def test_list_gives_the_addresses_of_its_filter(call, path):
    make.action(call)
    page = fold(f"{path}?country=pt&from=2031-01-01")
    start = f"http://testserver{path.rstrip('/')}"

    assert f'href="webcal{start.removeprefix("http")}.ics?country=PT&from=2031-01-01"' in page
    for shape in ("ics", "atom", "json", "csv", "geojson"):
        assert f'{start}.{shape}?country=PT&from=2031-01-01"' in page


def test_head_names_the_feeds_of_the_filter(call):
    page = text(f"{LIST}?country=PT")

    found = re.findall(r'<link rel="alternate" type="([^"]+)" title="([^"]+)" href="http://testserver([^"]+)">', page)
    of = "/calls/clean-rivers/actions"
    assert [each for each in found if "oembed" not in each[0]] == [
        ("text/calendar", call.title, f"{of}.ics?country=PT"),
        ("application/atom+xml", call.title, f"{of}.atom?country=PT"),
        ("application/feed+json", call.title, f"{of}.json?country=PT"),
    ]


def test_list_that_cannot_be_read_is_no_subscription(call):
    assert fold(f"{LIST}?colour=red") == ""


def test_page_of_an_action_offers_it_alone_while_it_is_to_come(call):
    action = make.action(call)

    assert "This one action." in plainly(action.get_absolute_url())
    assert f"webcal://testserver/actions/{action.ref}.ics" in fold(action.get_absolute_url())
    assert fold(make.past_action(call).get_absolute_url()) == ""


def test_words_for_another_site_are_text_and_not_a_frame(call):
    page = text("/calls/clean-rivers/")

    assert "<iframe" not in page
    assert "&lt;iframe src=&quot;http://testserver/calls/clean-rivers/embed/&quot;" in page


@pytest.mark.parametrize(
    "page", ["/calls/clean-rivers/", LIST, "{action}", "/organisations/river-keepers/", "{statement}"]
)
def test_page_tells_all_that_other_sites_show_beside_a_link(call, page):
    make.endorsement(call)
    action, statement = make.action(call), make.statement(call)
    named = {"action": action.get_absolute_url(), "statement": statement.get_absolute_url()}
    told = re.findall(
        r'<meta (?:property|name)="((?:og|twitter):[^"]+)" content="([^"]*)">', text(page.format(**named))
    )

    names = [name for name, _content in told]
    assert names == [
        "og:title", "og:description", "og:type", "og:url", "og:site_name", "og:locale", "og:locale:alternate",
        "og:locale:alternate", "og:image", "og:image:width", "og:image:height", "og:image:alt", "twitter:card",
    ]  # fmt: skip
    assert [name for name, content in told if not content] == []
    said = dict(told)
    assert said["og:image"].startswith("http://testserver/")
    assert (said["og:image:width"], said["og:image:height"], said["og:locale"]) == ("1200", "630", "en_GB")


@pytest.mark.parametrize(
    ("code", "locale"), [("en", "en_GB"), ("es", "es_ES"), ("ar", "ar_AR"), ("pt-BR", "pt_BR"), ("fr", "fr_FR")]
)
def test_language_has_a_country_where_other_sites_want_one(code, locale):
    assert og_locale(code) == locale


@pytest.mark.parametrize("page", [LIST, "{action}"])
def test_page_has_its_action_as_h_event(call, page):
    """As mf2py reads it in bin/interop: here the words alone."""
    action = make.action(call, title="Walk", ends=make.at(make.DAY, 14))
    whole = text(page.format(action=action.get_absolute_url()))

    assert len(re.findall(r'class="[^"]*\bh-event\b', whole)) == 1
    assert re.search(r'class="[^"]*\bdt-start\b[^"]*" datetime="2031-03-15T12:00\+00:00"', whole)
    assert '<data class="dt-end" value="2031-03-15T14:00+00:00"></data>' in whole
    assert re.search(r'class="[^"]*\bp-location h-card\b[^"]*">Riverside, Porto, Portugal<', whole)
    assert re.search(r'class="[^"]*\bp-name\b', whole)
    assert re.search(r'class="[^"]*\bu-url\b', whole)


def test_undated_has_no_start_as_h_event(call):
    action = make.action(call)
    action.change(by="host", because="Flood.", undated=True)

    assert [word for word in ("dt-start", "dt-end") if word in text(action.get_absolute_url())] == []
