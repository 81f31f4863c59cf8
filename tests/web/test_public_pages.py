"""Every page that anybody may open, in three languages, with nothing and with something to show."""

import gzip
import re
from datetime import date

import pytest
from django.test import Client
from django.utils import translation

from groundswell.core.models import Action
from groundswell.web.calls import days_text
from groundswell.web.showing import Shown, distance_text
from tests import make

PAGES = [
    "/", "/calls/", "/calls/clean-rivers/", "/calls/clean-rivers/actions/", "/calls/clean-rivers/organisations/",
    "/calls/clean-rivers/endorse/", "/calls/clean-rivers/register/", "/actions/", "/proof/", "/host/", "/about/", "/about/privacy/",
    "/calls/clean-rivers/record/", "/record/",
]  # fmt: skip


@pytest.fixture
def full(call):
    make.action(call, title="Walk the river", organisations=["River Keepers"], access=["step-free"])
    make.action(call, "cairo", title="Off", state="cancelled")
    make.report(make.past_action(call, title="Last year"), low=200, high=300)
    make.endorsement(call)
    return call


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["", "/es", "/ar"])
def test_page_opens_in_every_language_empty_or_full(db, page, language):
    make.call()
    assert Client().get(language + page).status_code == 200


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["", "/es", "/ar"])
def test_page_opens_with_something_to_show_and_sets_no_cookie(full, page, language):
    answer = Client().get(language + page)

    assert answer.status_code == 200
    assert not answer.cookies
    assert f'lang="{language.strip("/") or "en"}"' in answer.content.decode()
    assert ('dir="rtl"' in answer.content.decode().split(">")[1]) == (language == "/ar")


@pytest.mark.parametrize("page", PAGES)
def test_page_asks_no_other_host_for_anything(full, page):
    text = Client().get(page).content.decode()

    for loading in ('src="http', 'src="//', 'action="http', "url(http", "@import"):
        assert loading not in text
    assert 'href="http' not in "".join(part.split(">")[0] for part in text.split("<link ")[1:] if "stylesheet" in part)


@pytest.mark.parametrize("page", ["/calls/clean-rivers/", "/calls/clean-rivers/actions/", "action"])
@pytest.mark.parametrize("language", ["", "/ar"])
def test_page_weighs_at_most_14_kilobytes(call, page, language):
    for number in range(60):
        at = list(make.PLACES)[number % 5]
        make.action(
            call,
            at,
            title=f"Walk number {number} along the whole river",
            access=["step-free", "toilets", "seating"],
            description="We walk from the bridge to the weir and count what floats. " * 20,
            lat=number - 30.0,
            lon=number * 2.0,
        )
    address = Action.objects.first().get_absolute_url() if page == "action" else page

    assert len(gzip.compress(Client().get(language + address).content)) <= 14 * 1024


@pytest.mark.parametrize(
    "page",
    ["/", "/calls/", "/calls/clean-rivers/", "/calls/clean-rivers/actions/", "/calls/clean-rivers/organisations/"],
)
def test_page_asks_the_database_no_more_for_three_than_for_one(
    call, page, django_assert_num_queries, django_assert_max_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from groundswell.core import numbers

    def asked() -> int:
        numbers.forget()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert Client().get(page).status_code == 200
        return len(queries)

    make.action(call)
    make.action(call, "cairo", state="cancelled", title="Flooded")
    make.endorsement(call)
    one = asked()
    for name in ("Tide Watch", "Weir Friends"):
        make.endorsement(call, name)
        make.action(call, "cairo", state="cancelled", title=name)

    assert asked() == one


def test_action_page_tells_its_state_place_and_local_time(call):
    action = make.action(call, "santiago", title="Walk the Mapocho", address="Parque Forestal")

    page = Client().get(action.get_absolute_url()).content.decode()

    for words in (
        "Walk the Mapocho",
        "Parque Forestal",
        "Santiago, Chile",
        "09:00",
        "America/Santiago",
        "UTC−03:00",
        "World Day for Clean Rivers",
    ):
        assert words in page


def test_cancelled_action_says_so_with_its_reason_at_the_same_address(call):
    action = make.action(call)
    action.cancel(by="host", because="Flood warning")

    for address in (action.get_absolute_url(), f"/calls/{call.slug}/actions/", "/actions/"):
        page = Client().get(address).content.decode()
        assert "Cancelled" in page
        assert "Flood warning" in page


def test_moved_action_tells_from_where_to_where(call):
    action = make.action(call, address="At the quay")
    action.change(by="host", because="More room", address="In the library")

    page = Client().get(action.get_absolute_url()).content.decode()

    assert "now: In the library; before: At the quay" in page
    assert "More room" in page


def test_draft_call_is_there_for_those_who_work_on_it_alone(call, clara_browser, otto_browser):
    call.stage = "draft"
    call.save()

    assert Client().get(call.get_absolute_url()).status_code == 404
    assert otto_browser.get(call.get_absolute_url()).status_code == 404
    assert clara_browser.get(call.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    "address", ["/nothing", "/calls/none/", "/actions/0000/", "/ar/calls/none/actions/", "/actions/%00/"]
)
def test_nothing_at_an_address_is_said_on_a_page_of_ours(db, address):
    answer = Client().get(address)

    assert answer.status_code == 404
    assert "</html>" in answer.content.decode()


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "PROPFIND"])
def test_odd_methods_are_refused(db, method):
    assert Client().generic(method, "/").status_code == 405


@pytest.mark.parametrize(
    "query", ["country=XX", "near=Nowhereville", "page=x", "colour=red", "from=2031-13-01", "page=999999999", "q=%00"]
)
def test_list_tells_people_what_it_could_not_read_and_shows_the_rest(call, query):
    make.action(call, title="Walk the river")

    answer = Client().get(f"/calls/{call.slug}/actions/?{query}")

    assert answer.status_code == 200
    if query != "q=%00":
        assert "Not all of this could be understood" in answer.content.decode()


def test_page_from_another_site_cannot_post_here(call):
    action = make.action(call)

    for headers in ({"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}):
        assert Client().post(f"/actions/{action.ref}/attendance/", headers=headers).status_code == 403
    action.refresh_from_db()
    assert action.coming == 0


def test_every_answer_carries_a_strict_content_security_policy(call):
    policy = Client().get("/")["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_towns_are_suggested_in_the_readers_language(db):
    with translation.override("ar"):
        labels = [town["label"] for town in Client().get("/ar/places/suggest.json?q=القاه").json()]

    assert labels[0].startswith("القاهرة")


def test_pages_vary_by_nothing_that_a_browser_would_like(call):
    for page in ("/", "/ar/"):
        assert "Accept-Language" not in Client().get(page, headers={"Accept-Language": "es"}).get("Vary", "")


def test_moved_action_names_the_towns_where_they_are_not_the_same(call):
    action = make.action(call, address="At the quay")
    action.change(by="host", because="", **make.place("lisbon", address="In the library"))

    page = Client().get(action.get_absolute_url()).content.decode()

    assert "now: In the library, Lisbon; before: At the quay, Porto" in page


@pytest.mark.parametrize("page", ["/actions/", "/map/", "/calendar/", "/now/"])
def test_list_of_one_call_stays_so_on_its_further_pages_and_in_its_feeds(call, page):
    make.action(call)
    make.action(make.call("quiet-nights"))

    assert Client().get(f"{page}?call=clean-rivers").context["query"] == "call=clean-rivers"


def test_list_of_one_call_says_in_its_subscription_and_its_form_which(call):
    answer = Client().get("/actions/?call=clean-rivers")

    assert answer.context["subscription"].only == (("Call", "World Day for Clean Rivers"),)
    assert answer.context["subscription"].addresses["ics"].endswith("/actions.ics?call=clean-rivers")
    assert '<input type="hidden" name="call" value="clean-rivers">' in answer.content.decode()


def test_list_keeps_a_distance_that_is_not_among_those_offered(call):
    make.action(call, "porto")

    page = Client().get(f"/calls/{call.slug}/actions/?near=Porto&radius=500").content.decode()

    assert '<option value="500" selected>' in page


def test_distances_are_whole_kilometres_from_ten_on():
    assert [distance_text(km) for km in (0.4, 1.14, 46.2)] == ["less than 1 km", "1.1 km", "46 km"]


def test_action_of_no_named_kind_wears_no_kind(call):
    make.action(call, kind="other", access=[])
    make.action(call, kind="march", access=[])

    page = Client().get(f"/calls/{call.slug}/actions/").content.decode()

    assert re.findall(r'<ul class="tags".*?</ul>', page) == ['<ul class="tags" aria-label="Facts"><li>march</li></ul>']


def test_action_that_took_place_tells_what_was_planned_and_is_for_no_calendar(call):
    page = Client().get(make.past_action(call, description="Bring boots.").get_absolute_url()).content.decode()

    assert ["What was planned" in page, "What will happen" in page, "Into my calendar" in page] == [True, False, False]


def test_days_of_one_month_name_it_once(call):
    call.first_day, call.last_day = date(2027, 3, 13), date(2027, 3, 14)

    assert days_text(call) == "Saturday 13 to Sunday 14 March 2027"


def test_call_that_is_over_begins_with_what_came_of_it(call):
    make.past_action(call)

    page = Client().get(call.get_absolute_url()).content.decode()

    assert page.count("What happened</h2>") == 1
    assert page.index("What happened</h2>") < page.index("Where</h2>")


def test_months_on_a_card_are_written_as_the_language_does(call):
    action = Shown(make.action(call))
    for language, month in (("en", "Mar"), ("es", "mar")):
        with translation.override(language):
            assert action.month.split()[0] == month


def test_an_exact_point_is_told_in_figures_and_as_a_link_for_any_map(call):
    exact = make.action(call, "suva", geo_precision="point")
    town = make.action(call, "suva")
    shown, other = (Client().get(action.get_absolute_url()).content.decode() for action in (exact, town))

    assert ["-18.14161, 178.44149" in shown, 'href="geo:-18.141610,178.441490"' in shown] == [True, True]
    assert "geo:" not in other


@pytest.mark.parametrize("summary", ["Walk your river.", ""])
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/calls/",
        "/calls/clean-rivers/",
        "/calls/clean-rivers/actions/",
        "/actions/",
        "/map/",
        "/places/",
        "/about/",
    ],
)
def test_page_that_search_engines_read_says_what_it_is_about(call, path, summary):
    call.summary = summary
    call.save()
    action = make.action(call)
    for address in (path, action.get_absolute_url()):
        [description] = re.findall(
            r'<meta name="description" content="([^"]*)"', Client().get(address).content.decode()
        )
        assert description.strip()
