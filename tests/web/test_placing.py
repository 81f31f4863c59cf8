"""Where an action takes place, from form to page: held back, to be announced, online as well, in words and as a point."""

import gzip
import json
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from groundswell.core import work
from groundswell.core.models import Action, Code, Fact, HeldPlace, Reader, Role
from groundswell.lib.clock import now
from groundswell.web.forms.registering import RegisterForm
from groundswell.web.host import ChangeForm
from groundswell.web.showing import Shown
from tests import make
from tests.conftest import signed_in

REGISTER = "/calls/clean-rivers/register/"
FROM = "2031-03-14T18:00"
# Of Porto, and far enough from its middle to be told from it.
POINT = ("41.172345", "-8.581234")
SECRET = ("Canarystreet", "Canaryfountain", *POINT, "41.17", "8.58")
HELD = {"address": "Canarystreet 7", "meeting_point": "Canaryfountain", "point": ", ".join(POINT), "shown_from": FROM}
SHAPES = ("ics", "atom", "json", "geojson", "csv")


def registered(**typed) -> Action:
    make.browser().post(REGISTER, make.registering(**typed))
    return Action.objects.get()


def errors(call, **typed):
    form = RegisterForm(make.registering(**typed), call=call)
    form.is_valid()
    return {name: list(told) for name, told in form.errors.items()}


def public(action: Action) -> Action:
    action.prove()
    action.publish(by="server")
    return action


def host_of(action: Action) -> Client:
    browser = make.browser()
    browser.post("/host/", {"code": Code.mint(Code.HOST, action=action)})
    return browser


def said(answer) -> str:
    body = answer.getvalue() if answer.streaming else answer.content
    return str((gzip.decompress(body) if answer.get("Content-Encoding") == "gzip" else body).decode())


@pytest.fixture
def held(call):
    Reader.named("mail")
    return public(registered(**HELD))


def test_a_held_place_is_in_no_output_until_its_time(held, call, tmp_path):
    held.change(by="host", title="Walk on", because="Better")
    held.change(by="host", address="Canarystreet 9")
    work.work_off()
    lists = ("/", "/actions/", "/calls/clean-rivers/", "/calls/clean-rivers/actions/", "/record/", "/calls/clean-rivers/record/",
             "/calls/clean-rivers/collectives/?near=Porto", f"/calls/clean-rivers/register/beside/?town=Porto, Portugal&date={make.DAY}",
             "/calls/clean-rivers/press/", "/calls/clean-rivers/press/pt/", "/api/v1/actions/", "/api/v1/calls/clean-rivers/actions/",
             "/api/v1/calls/clean-rivers/", f"/api/v1/actions/{held.ref}/", f"/actions/{held.ref}/", f"/actions/{held.ref}/report/")  # fmt: skip
    shapes = [f"{start}actions.{shape}" for start in ("/", "/calls/clean-rivers/") for shape in SHAPES]
    shapes += [f"/actions/{held.ref}.{shape}" for shape in SHAPES]
    shapes += [
        f"{start}record.{shape}" for start in ("/", "/calls/clean-rivers/") for shape in ("csv", "json", "geojson")
    ]
    told = {
        address: said(Client().get(f"{language}{address}")) for address in (*lists, *shapes) for language in ("", "/ar")
    }
    for format in ("csv", "json", "geojson", "ics"):
        call_command("export", "--all", "--format", format, "-o", str(tmp_path / format))
        told[f"export {format}"] = (tmp_path / format).read_text()
    told["mail"] = "".join(letter.subject + letter.body for letter in mail.outbox)
    told["facts"] = str(list(Fact.objects.values()))
    told["rows"] = str([list(model.objects.values()) for model in (Action, HeldPlace)])

    # An answer may name what was asked; nothing here was.
    assert {
        address: found for address, text in told.items() if (found := [word for word in SECRET if word in text])
    } == {}
    assert len(mail.outbox) > 2


@pytest.mark.parametrize(
    "words", ["q=Canarystreet", "q=Canaryfountain", "near=41.172345,-8.581234&radius=2", "bbox=-8.59,41.17,-8.57,41.18"]
)
def test_a_held_place_is_found_by_nothing_that_is_held(held, words):
    for address in ("/actions.json", "/calls/clean-rivers/actions.geojson", "/api/v1/actions/"):
        assert held.ref not in said(Client().get(f"{address}?{words}"))
    held.show_place(by="host")
    assert held.ref in said(Client().get(f"/actions.json?{words}"))


def test_a_held_place_is_ordered_by_the_town_and_not_by_itself(held, call):
    Action.objects.update(lat=41.0, lon=-8.0)
    near = make.action(call, title="Nearer", lat=41.1, lon=-8.3)

    items = json.loads(said(Client().get("/actions.json?near=41.172345,-8.581234&radius=300")))["items"]

    assert [item["_event"]["ref"] for item in items] == [near.ref, held.ref]


def test_every_output_says_from_when_a_held_place_is_shown(held):
    sentence = "The exact place is shown from 14 March 2031, 18:00 (Europe/Lisbon, UTC+00:00)."
    browser = Client()

    assert sentence in said(browser.get(f"/actions/{held.ref}/"))
    assert "Porto, Portugal (exact place from 14 March, 18:00)" in said(browser.get("/actions/"))
    for shape in ("atom", "json"):
        assert sentence in said(browser.get(f"/actions.{shape}"))
    calendar = re.sub(r"\r\n ", "", said(browser.get("/actions.ics"))).replace("\\", "")
    assert f"LOCATION:Porto, Portugal. {sentence}" in calendar
    assert sentence in said(browser.get("/record.csv"))
    feature = json.loads(said(browser.get("/actions.geojson")))["features"][0]["properties"]
    assert feature["place_shown_from"] == "2031-03-14T18:00:00Z"
    place = json.loads(said(browser.get(f"/api/v1/actions/{held.ref}/")))["place"]
    assert (place["shown_from"], place["address"]) == ("2031-03-14T18:00:00Z", "")


def test_once_its_time_has_come_the_place_is_in_every_output(held):
    before = said(Client().get("/actions.json"))
    HeldPlace.objects.update(shown_from=now())
    work.work_off()

    for address in (
        f"/actions/{held.ref}/",
        *(f"/actions.{shape}" for shape in SHAPES),
        f"/api/v1/actions/{held.ref}/",
    ):
        assert "Canarystreet 7" in said(Client().get(address)), address
    assert "Canarystreet" not in before
    assert "The exact place is shown." in said(Client().get(f"/actions/{held.ref}/"))


def test_the_desk_of_the_call_sees_the_true_place_marked_and_the_desk_of_another_does_not(call):
    held = registered(**HELD)
    held.prove()
    other = make.call("other")
    mona = make.person("mona@rivers.example", role=Role.MODERATOR, call=call)
    otto = make.person("otto@rivers.example", role=Role.MODERATOR, call=other)

    seen = said(signed_in(mona).get("/desk/calls/clean-rivers/"))

    assert "Held back:" in seen and "Canarystreet 7" in seen and "Canaryfountain" in seen and "41.172" in seen
    for page in ("/desk/", "/desk/calls/clean-rivers/", "/desk/calls/other/", f"/actions/{held.ref}/"):
        assert "Canary" not in said(signed_in(otto).get(page))


def test_the_desk_asks_as_often_for_one_held_place_as_for_three(call):
    for _number in range(3):
        action = make.action(call, state="proposed", address="Canarystreet")
        action.change(by="host", shown_from=action.starts - timedelta(days=1))
    browser = signed_in(make.person("mona@rivers.example", role=Role.MODERATOR, call=call))
    browser.get("/desk/calls/clean-rivers/")
    with CaptureQueriesContext(connection) as three:
        browser.get("/desk/calls/clean-rivers/")
    Action.objects.filter(pk__in=list(Action.objects.values_list("pk", flat=True)[:2])).delete()

    with CaptureQueriesContext(connection) as one:
        browser.get("/desk/calls/clean-rivers/")

    assert len(one) == len(three)


def test_the_host_sees_the_true_place_and_shows_it_at_once(held):
    host = host_of(held)
    page = said(host.get("/host/"))

    answer = host.post("/host/place/")

    held.refresh_from_db()
    assert "Canarystreet 7" in page and "Canaryfountain" in page
    assert (answer.status_code, held.address, held.shown_from) == (302, "Canarystreet 7", None)
    assert Fact.objects.get(what="action.place_shown").by == "host"


def test_nobody_shows_a_place_without_the_code(held):
    make.browser().post("/host/place/")
    host_of(held).get("/host/place/")

    held.refresh_from_db()
    assert held.address == ""


def change(action: Action, **changed) -> Action:
    form = ChangeForm(action=action)
    typed = {name: form[name].value() for name in form.fields}
    typed |= {
        "date": action.day.isoformat(),
        "start": f"{action.local_start:%H:%M}",
        "end": "",
        "shown_from": FROM,
    } | changed
    answer = host_of(action).post(
        "/host/action/", {name: value for name, value in typed.items() if value not in (None, False)}
    )
    assert answer.status_code == 302, re.findall(r"errorlist.*?</ul>", said(answer))
    return Action.objects.get(pk=action.pk)


def test_the_host_opens_the_form_with_the_true_place_and_what_they_leave_stays_held(held):
    changed = change(held, title="Walk on")

    assert (changed.title, changed.address, changed.true_place["address"]) == ("Walk on", "", "Canarystreet 7")
    assert changed.true_place["lat"] == float(POINT[0])


def test_the_host_changes_the_held_place_and_its_time_and_it_is_no_move(held):
    changed = change(held, address="Canarystreet 8", shown_from="2031-03-13T09:00")

    assert (changed.state, changed.address, changed.true_place["address"]) == ("published", "", "Canarystreet 8")
    assert f"{changed.shown_from:%d %H:%M}" == "13 09:00"


def test_the_host_empties_the_time_and_the_place_is_public(held):
    assert change(held, shown_from="").address == "Canarystreet 7"


def test_the_host_holds_back_what_was_public_and_is_told_of_copies(call):
    action = make.action(call, address="Canarystreet 7", contact=make.contact())
    told = "may keep copies of what they saw"

    page = said(host_of(action).get("/host/action/"))
    changed = change(action)

    assert told in page and told not in said(host_of(changed).get("/host/action/"))
    assert (changed.address, changed.state, changed.true_place["address"]) == ("", "published", "Canarystreet 7")
    assert "Canary" not in str(list(Fact.objects.values()))


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"shown_from": "2031-03-15T10:00"}, "before the action starts"),
        ({"shown_from": "2020-03-15T10:00"}, "too far away"),
        ({"shown_from": f"{now() - timedelta(days=2):%Y-%m-%dT%H:%M}"}, "in the past"),
        ({"shown_from": "0001-01-01T00:00"}, "too far away"),
        ({"shown_from": "9999-12-31T23:59"}, "too far away"),
        ({"shown_from": "soon"}, "valid date"),
        ({"address": ""}, "nothing to hold back"),
        ({"online": "on"}, "Only a place in a town"),
    ],
)
def test_a_time_that_cannot_be_is_told_beside_its_field(call, typed, told):
    assert told in errors(call, **{"address": "Cais", "shown_from": FROM} | typed)["shown_from"][0]


def test_the_time_is_by_the_clocks_of_the_town(call):
    action = registered(**HELD | {"town": "Santiago, Chile", "point": ""})

    assert action.shown_from and action.shown_from.isoformat() == "2031-03-14T21:00:00+00:00"


# ---- To be announced


@pytest.mark.parametrize(("town", "where"), [("Porto, Portugal", "Porto, Portugal"), ("Portugal", "Portugal")])
def test_a_place_to_be_announced_needs_the_town_or_the_country_and_every_output_says_so(call, town, where):
    action = public(registered(town=town, address="", unannounced="on"))
    browser, sentence = Client(), "The place is still to be announced."

    assert (action.announced, action.country, action.timezone) == (False, "PT", "Europe/Lisbon")
    assert f"{where} (place to be announced)" in said(browser.get("/actions/"))
    for address in (f"/actions/{action.ref}/", "/record.csv", "/record.json"):
        assert sentence in said(browser.get(address)), address
    for shape in ("atom", "json"):
        assert f"{where} (place to be announced)" in said(browser.get(f"/actions.{shape}"))
    assert f"LOCATION:{where} (place to be announced)" in said(browser.get("/actions.ics")).replace("\\", "")
    assert json.loads(said(browser.get("/actions.geojson")))["features"][0]["properties"]["announced"] is False
    assert json.loads(said(browser.get(f"/api/v1/actions/{action.ref}/")))["place"]["announced"] is False


def test_a_country_alone_will_not_do_where_the_place_is_known(call):
    assert "near_town" in errors(call, town="Portugal") or "town" in errors(call, town="Portugal")


def test_a_place_is_not_both_named_and_to_be_announced(call):
    assert "You named the place" in errors(call, unannounced="on")["unannounced"][0]


@pytest.mark.parametrize("town", ["Porto, Portugal", "Portugal"])
def test_the_host_announces_the_place_and_it_is_no_move(call, town):
    action = public(registered(town=town, address="", unannounced="on"))

    changed = change(
        action, town="Porto, Portugal", town_id="", address="Cais da Ribeira", unannounced="", shown_from=""
    )

    assert (changed.announced, changed.address, changed.state) == (True, "Cais da Ribeira", "published")


def test_a_place_that_was_never_announced_is_not_promised_any_more_once_it_is_over(call):
    action = make.past_action(call, announced=False)

    assert Shown(action).place_pending == ""


# ---- Online as well


def test_an_action_in_a_town_and_online_has_both_and_every_output_says_so(call):
    link = "https://talks.rivers.example/room?a=1&b=2"
    action = public(registered(online="both", join_address=link))
    browser = Client()

    assert (action.online, action.also_online, action.join_address, action.locality) == (False, True, link, "Porto")
    page = said(browser.get(f"/actions/{action.ref}/"))
    assert "Also online." in page and "https://talks.rivers.example/room?a=1&amp;b=2" in page
    assert "Cais da Ribeira, Porto, Portugal, and online" in said(browser.get("/actions/"))
    assert f"CONFERENCE;VALUE=URI:{link}" in re.sub(r"\r\n ", "", said(browser.get("/actions.ics")))
    for shape in ("atom", "json"):
        assert "Join online: https://talks.rivers.example/room?a=1" in said(browser.get(f"/actions.{shape}"))
    properties = json.loads(said(browser.get("/actions.geojson")))["features"][0]["properties"]
    assert (properties["also_online"], properties["join_address"], properties["online"]) == (True, link, False)
    place = json.loads(said(browser.get(f"/api/v1/actions/{action.ref}/")))["place"]
    assert (place["also_online"], place["join_address"]) == (True, link)
    assert json.loads(said(browser.get("/record.json")))[0]["join_address"] == link


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", {"Here", "There", "Both"}), ("place=on-site", {"Here", "Both"}), ("place=online", {"There", "Both"}),
        ("place=both", {"Both"}), ("place=both&place=online", {"There", "Both"}),
    ],
)  # fmt: skip
def test_lists_are_filtered_by_how_people_take_part(call, words, found):
    make.action(call, title="Here")
    make.action(call, title="There", online=True)
    make.action(call, title="Both", also_online=True)

    assert {
        item["_event"]["title"] for item in json.loads(said(Client().get(f"/actions.json?{words}")))["items"]
    } == found


def test_the_page_of_a_list_keeps_the_way_that_was_chosen(call):
    assert '<option value="both" selected>' in said(Client().get("/actions/?place=both"))


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "ftp://rivers.example/", "data:text/html,x", "//", "http://"]
)
def test_only_addresses_of_the_web_lead_to_what_is_online(call, address):
    assert "join_address" in errors(call, online="both", join_address=address)


def test_an_address_to_join_is_told_beside_its_field_where_nothing_is_online(call):
    assert "join_address" in errors(call, join_address="https://rivers.example/")


def test_what_is_also_online_needs_its_town(call):
    assert "town" in errors(call, online="both", town="")


# ---- Meeting point and point


def test_the_meeting_point_stands_beside_the_address_and_is_found(call):
    action = public(registered(meeting_point="by the fountain, north side"))

    assert "Meeting point: <bdi>by the fountain, north side</bdi>" in said(Client().get(f"/actions/{action.ref}/"))
    assert "Cais da Ribeira; by the fountain, north side" in said(Client().get("/actions.json"))
    assert action.ref in said(Client().get("/actions.json?q=fountain"))


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("https://www.openstreetmap.org/#map=17/41.15/-8.62", None),
        ("41°08'58.6\"N 8°36'39.6\"W", None),
        ("-8.61, 41.15", "Did you mean \u206641.15, -8.61\u2069?"),
        ("38.72, -9.13", "km from Porto"),
        ("https://maps.app.goo.gl/abc", "short link"),
        ("here", "two numbers"),
        ("95, 8", "no such point"),
    ],
)
def test_a_point_is_read_however_it_is_pasted_or_asked_about_beside_its_field(call, typed, told):
    found = errors(call, point=typed).get("point", [])

    assert told in found[0] if told else found == []


def test_a_point_beside_a_town_that_nobody_knows_is_taken_or_asked_about_and_never_a_failure(call):
    for near in ("", "Porto, Portugal"):
        answer = make.browser().post(REGISTER, make.registering(town="Xyzzyville", near_town=near, point="41.1, -8.6"))
        assert answer.status_code in (200, 302, 422)


@pytest.mark.parametrize(
    ("place", "said_so"),
    [({"geo_precision": "town"}, "the town"), ({"geo_precision": "point"}, "exact point"), ({"online": True}, None)],
)
def test_the_page_says_how_exact_its_point_is(call, place, said_so):
    page = said(Client().get(f"/actions/{make.action(call, **place).ref}/"))

    assert (f"How exact this is on the map: {said_so}." in page) if said_so else ("How exact" not in page)


def test_the_page_gives_the_time_with_its_zone_for_the_script_that_adds_the_readers_own(call):
    page = said(Client().get(f"/actions/{make.action(call, 'santiago').ref}/"))

    assert 'datetime="2031-03-15T09:00-03:00" data-zone="America/Santiago" data-here="%s where you are"' in page
    assert "America/Santiago, UTC−03:00" in page


def test_the_point_of_a_form_goes_into_no_address():
    from pathlib import Path

    script = (Path(__file__).parents[2] / "groundswell/web/static/web/js/beside.js").read_text()
    names = re.findall(r'"(\w+)"', re.search(r"const names = \[(.*?)\]", script)[1])  # type: ignore[index]

    assert {"point", "address", "meeting_point"} & set(names) == set()


def test_arabic_says_it_with_the_zone_from_left_to_right(held):
    with translation.override("ar"):
        assert "\u2068Europe/Lisbon, UTC+00:00\u2069" in Shown(held).place_pending
