import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from groundswell.core.models import Action, Code, Route
from groundswell.lib import tracks
from groundswell.lib.tracks import Spot
from tests import make
from tests.web.test_host import typed

SPOTS = [Spot("Ponte", *make.WAY[0])]
GPX = "".join(tracks.gpx(make.WAY, SPOTS, name="x", link="https://x.example", creator="x")).encode()


def file(data: bytes = GPX, name: str = "way.gpx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def register(**changed):
    return make.browser().post("/calls/clean-rivers/register/", make.registering(**changed))


@pytest.fixture
def action(call):
    return make.action(call, title="Walk the Douro", contact=make.contact())


@pytest.fixture
def host(action):
    browser = make.browser()
    browser.post("/host/", {"code": Code.mint(Code.HOST, action=action)})
    return browser


def test_march_is_registered_with_a_file_and_its_stops(call):
    answer = register(route_file=file(), route_stops="14:30 Ponte\n15.10 41.1405, -8.6140 Praça da Ribeira\nAlfândega")

    assert answer.status_code == 302
    route = Route.objects.get()
    assert route.points == make.WAY
    assert [(stop.name, stop.time, stop.point) for stop in route.places] == [
        ("Ponte", "14:30", make.WAY[0]), ("Praça da Ribeira", "15:10", make.WAY[1]), ("Alfândega", "", make.WAY[-1]),
    ]  # fmt: skip


def test_march_is_registered_with_stops_alone(call):
    register(route_stops="9:05 41.1402 -8.6094 Ponte\n41.1405،\t-8.6140\nno point")

    route = Route.objects.get()
    assert (route.drawn, route.points) == ("stops", make.WAY[:2])
    assert [stop.name for stop in route.places] == ["Ponte", "", "no point"]
    assert route.places[0].time == "09:05"


def test_action_without_a_route_has_none(call):
    register()

    assert Action.objects.count() == 1 and not Route.objects.exists()


@pytest.mark.parametrize(
    ("field", "given", "says"),
    [
        ("route_file", file(b"%PDF-1.7"), "This is neither GPX nor GeoJSON."),
        ("route_file", file(GPX[:-30]), "This file is damaged"),
        ("route_file", file(b'<!DOCTYPE gpx [<!ENTITY a "b">]><gpx>&a;</gpx>'), "This file is damaged"),
        ("route_file", file(GPX.replace(b"41.", b"11.")), "This line is far from the town."),
        (
            "route_file",
            file(b'{"type": "LineString", "coordinates": [[0, 99]]}'),
            "There are points in this file that are nowhere on earth.",
        ),
        ("route_file", file(b"{}"), "There is no line and no named place in this file."),
        ("route_file", file(b" " * (5 * 1024 * 1024 + 1)), "This file is too large"),
        ("route_stops", "25:10 Ponte", "There is no such time: “25:10 Ponte”."),
        ("route_stops", "91.0, 8.0 Ponte", "There is no such point, latitude comes first: “91.0, 8.0 Ponte”."),
        ("route_stops", "14:30", "Name the place: “14:30”."),
        ("route_stops", "\n".join(["stop"] * 41), "At most 40 stops."),
    ],
)
def test_wrong_route_is_told_beside_its_field_and_what_was_typed_is_kept(call, field, given, says):
    if hasattr(given, "seek"):
        given.seek(0)
    answer = register(**{"route_stops": "14:30 Kept", field: given})

    form = answer.context["form"]
    assert answer.status_code == 422
    assert [*form.errors] == [field] and says in form.errors[field][0]
    assert 'value="Walk the Douro"' in answer.content.decode()
    assert field == "route_stops" or "14:30 Kept" in answer.content.decode()
    assert not Action.objects.exists()


def test_file_that_was_read_goes_along_while_something_else_is_put_right(call):
    answer = register(route_file=file(), title="")
    assert answer.status_code == 422
    assert "Your file was read: a line of 1.9 km." in answer.content.decode()

    register(route_line=answer.context["form"].carried)

    assert Route.objects.get().points == make.WAY


def test_line_that_somebody_made_up_in_the_page_is_read_like_a_file(call):
    for line in ("x", "[", '[{"type": "Point"}]', "{}", '"', "[1, 2]"):
        assert register(route_line=line).status_code == 422
    assert register(route_line="x" * 200_001).status_code == 422


def test_host_gives_the_route_later_and_the_history_tells_it(host, action):
    host.post("/host/action/", typed(route_file=file(), route_stops=""))

    page = Client().get(action.get_absolute_url())
    assert Route.objects.get().points == make.WAY
    assert page.context["history"][0].changes[-1]["label"] == "Route"
    assert [stop.name for stop in page.context["way"].stops] == ["Ponte"]


def test_host_changes_a_stop_and_the_line_stays(host, action):
    make.route(action)
    page = host.get("/host/action/").content.decode()
    assert "14:30 Ponte Luís I\n14:50 41.1405, -8.614 Praça da Ribeira\nAlfândega" in page

    host.post("/host/action/", typed(route_stops="14:45 Ponte Luís I\nAlfândega"))

    route = Route.objects.get()
    assert (route.points, [stop.time for stop in route.places]) == (make.WAY, ["14:45", ""])


def test_host_who_sends_the_form_as_it_stands_changes_no_route(host, action):
    make.route(action)
    before = Route.objects.values().get()

    host.post("/host/action/", typed(route_stops=host.get("/host/action/").context["form"]["route_stops"].value()))

    assert Route.objects.values().get() == before


def test_host_takes_the_route_away(host, action):
    make.route(action)

    host.post("/host/action/", typed(route_gone="on"))

    assert not Route.objects.exists()


def test_program_that_knows_nothing_of_routes_leaves_it(host, action):
    make.route(action)

    host.post("/host/action/", typed(title="Walk on"))

    assert Route.objects.get().points == make.WAY


def test_page_draws_the_route_and_tells_it_as_a_list(action):
    make.route(action)
    page = Client().get(action.get_absolute_url()).content.decode()

    assert 'role="img" aria-label="Map of the route from Ponte Luís I to Alfândega, 1.9 km, north up."' in page
    assert page.count('class="stop"') == 3
    assert "<b><bdi>14:30</bdi></b> <bdi>Ponte Luís I</bdi>" in page
    assert f'href="/actions/{action.ref}/route.gpx"' in page


def test_page_in_arabic_draws_numbers_that_a_browser_can_read(action):
    make.route(action)
    page = Client().get(f"/ar{action.get_absolute_url()}").content.decode()

    drawing = page.partition('class="world route"')[2].partition("</svg>")[0]
    assert 'cx="' in drawing and "٫" not in drawing.partition("d=")[2].partition("/>")[0]


def test_desk_tells_the_changed_route_in_words(host, action, mona_browser):
    host.post("/host/action/", typed(route_file=file(), route_stops="Ponte\nAlfândega"))

    page = mona_browser.get("/desk/calls/clean-rivers/?show=changed").content.decode()
    assert "1.9 km, 2 stops" in page and "41.14" not in page
