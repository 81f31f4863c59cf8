"""Calls within a larger call, as people see and decide it."""

import html

import pytest

from groundswell.core.models import Action, Call, Part
from tests import make
from tests.conftest import signed_in
from tests.core.test_part import joined

PAGE = "/calls/clean-rivers/"
DESK = "/desk/calls/clean-rivers/parts/"


def text(answer) -> str:
    return html.unescape(answer.content.decode())


@pytest.fixture
def small(call, otto) -> Call:
    """Otto's call, that of Chile."""
    found = Call.objects.get(slug="quiet-nights")
    Part.ask(found, call, country="CL", by=otto).accept(by="server")
    return Call.objects.get(pk=found.pk)


# For everybody.


def test_both_pages_name_each_other(call, small):
    make.action(small, at="santiago", title="Walk the Mapocho")
    make.endorsement(small)

    larger, smaller = text(make.browser().get(PAGE)), text(make.browser().get("/calls/quiet-nights/"))

    assert "Chile: <a" in larger and "1 action" in larger and "and 1 through calls that are part of it" in larger
    assert 'Part of <a href="/calls/clean-rivers/"' in smaller
    assert "Part of <a" not in larger


@pytest.mark.parametrize("slug, stage", [("quiet-nights", "draft"), ("clean-rivers", "draft")])
def test_neither_names_the_other_before_both_are_public(call, small, slug, stage):
    Call.objects.filter(slug=slug).update(stage=stage)
    make.action(small, title="Walk the Mapocho")
    answers = [make.browser().get(f"/calls/{each}/") for each in ("clean-rivers", "quiet-nights")]

    seen = "".join(text(answer) for answer in answers if answer.status_code == 200)

    other = Call.objects.get(slug=slug)
    assert (sorted(answer.status_code for answer in answers), f"/calls/{other.slug}/" in seen) == ([200, 404], False)


def test_card_of_a_part_names_its_own_call_and_others_do_not(call, small):
    make.action(call, title="Walk the Douro")
    make.action(small, at="santiago", title="Walk the Mapocho")

    seen = text(make.browser().get(f"{PAGE}actions/"))

    assert seen.count('<p class="meta"><bdi lang="en">Week of Quiet Nights</bdi></p>') == 1
    assert "Walk the Douro" in seen and "Walk the Mapocho" in seen


def test_every_shape_of_the_larger_call_has_what_is_of_its_parts(call, small):
    action = make.action(small, at="santiago")
    for shape in ("actions.ics", "actions.atom", "actions.json", "actions.geojson", "actions.csv", "record.json"):
        told = b"".join(make.browser().get(f"{PAGE}{shape}").streaming_content).decode()
        assert told.count(f"/actions/{action.ref}/") >= 1, shape


def test_document_of_the_larger_call_changes_with_its_parts(call, small):
    action = make.action(small, at="santiago", title="Walk the Mapocho")
    first = make.browser().get(f"{PAGE}actions.json")

    action.cancel(by="host", because="Flood")

    again = make.browser().get(f"{PAGE}actions.json", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, first["ETag"] == again["ETag"]) == (200, False)
    assert "CANCELLED: Walk the Mapocho" in b"".join(again.streaming_content).decode()


def test_parts_stand_by_the_names_of_their_countries_in_the_readers_language(call, small):
    joined(call, "nahr", "EG", title="Nahr")
    joined(call, "eng", "GB", title="Rivers")

    def order(path: str) -> list[str]:
        seen = text(make.browser().get(path))
        return sorted(("quiet-nights", "nahr", "eng"), key=lambda slug: seen.index(f"/calls/{slug}/"))

    assert order(f"{PAGE}parts/") == ["quiet-nights", "nahr", "eng"]  # Chile, Egypt, United Kingdom
    assert order(f"/es{PAGE}parts/") == ["quiet-nights", "nahr", "eng"]  # Chile, Egipto, Reino Unido


@pytest.mark.parametrize("page", ["", "actions/", "parts/", "record/", "organisations/", "register/"])
def test_thirty_parts_cost_a_page_the_queries_of_one(call, page):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counted = []
    for many in (1, 30):
        for number in range(many):
            part = joined(call, f"part-{many}-{number}")
            make.endorsement(part)
            make.action(part, at="santiago")
            make.report(make.past_action(part, at="santiago"), low=1)
        with CaptureQueriesContext(connection) as queries:
            assert make.browser().get(f"{PAGE}{page}").status_code == 200
        counted.append(len(queries))
    assert counted[1] <= counted[0]


# Registering.


def send(page: str = PAGE, **typed):
    return make.browser().post(f"{page}register/", make.registering(town="Santiago, Chile", **typed))


def test_town_in_a_country_with_its_own_call_points_there_and_registers_nothing_yet(call, small):
    answer = send()

    assert (answer.status_code, Action.objects.count()) == (200, 0)
    seen = text(answer)
    assert "There is a call of its own for Chile" in seen
    assert 'formaction="/calls/quiet-nights/register/"' in seen
    assert 'value="Walk the Douro"' in seen and "Bring boots." in seen and "ana@rivers.example" in seen


def test_whoever_stays_is_not_asked_again(call, small):
    answer = send(here="CL")

    assert answer.status_code == 302
    assert Action.objects.get().call == call


def test_whoever_stays_with_another_country_is_pointed_to_that_one(call, small):
    joined(call, "nahr", "EG")

    answer = make.browser().post(f"{PAGE}register/", make.registering(town="Cairo, Egypt", here="CL"))

    assert (answer.status_code, "for Egypt" in text(answer)) == (200, True)


def test_whoever_goes_takes_all_along_and_accepts_the_rules_there(call, small):
    answer = send("/calls/quiet-nights/", moved="yes")

    seen = text(answer)
    assert (answer.status_code, Action.objects.count()) == (200, 0)
    assert 'value="Walk the Douro"' in seen and "Bring boots." in seen and "ana@rivers.example" in seen
    assert "This call has ground rules of its own" in seen
    assert 'name="rules" checked' not in seen and 'id="id_rules" checked' not in seen
    assert send("/calls/quiet-nights/").status_code == 302
    assert Action.objects.get().call == small


def test_other_errors_stand_beside_the_suggestion(call, small):
    answer = send(title="")

    assert (answer.status_code, "There is a call of its own for Chile" in text(answer)) == (422, True)


@pytest.mark.parametrize("change", [{"town": "Porto, Portugal"}, {"online": "on"}])
def test_others_are_pointed_nowhere(call, small, change):
    assert make.browser().post(f"{PAGE}register/", make.registering(**change)).status_code == 302


def test_closed_call_is_no_suggestion(call, small):
    small.close(by="server")

    assert send().status_code == 302


# At the desk.


def test_convenor_asks_by_address_and_the_other_side_accepts(call, clara_browser, otto_browser):
    there = "/desk/calls/quiet-nights/parts/"

    assert (
        otto_browser.post(there, {"whole": "http://testserver/es/calls/clean-rivers/?a=1", "country": "CL"}).url
        == there
    )
    part = Part.objects.get()
    assert (part.whole, part.country, part.state) == (call, "CL", "asked")
    assert "Week of Quiet Nights" in text(clara_browser.get(DESK))
    assert "1 call asks" in text(clara_browser.get("/desk/"))
    assert clara_browser.post(f"{DESK}{part.pk}/", {"to": "accept"}).url == DESK
    assert Call.objects.get(slug="quiet-nights").whole == call


def test_declining_and_parting_need_a_reason(call, small, clara_browser, otto_browser):
    part = Part.objects.get()

    wrong = clara_browser.post(f"{DESK}{part.pk}/", {"to": "leave", "because": ""})
    assert (wrong.status_code, "Please fill this in." in text(wrong)) == (422, True)
    assert (
        otto_browser.post(
            f"/desk/calls/quiet-nights/parts/{part.pk}/", {"to": "leave", "because": "Alone."}
        ).status_code
        == 302
    )

    assert Call.objects.get(slug="quiet-nights").whole is None
    assert "Alone." in text(clara_browser.get(DESK))


def test_only_the_larger_side_answers_and_only_the_smaller_takes_back(call, clara_browser, otto_browser, otto):
    part = Part.ask(Call.objects.get(slug="quiet-nights"), call, by=otto)
    there = f"/desk/calls/quiet-nights/parts/{part.pk}/"

    assert otto_browser.post(there, {"to": "accept"}).status_code == 403
    assert clara_browser.post(f"{DESK}{part.pk}/", {"to": "withdraw"}).status_code == 403
    part.refresh_from_db()
    assert part.state == "asked"


def test_moderator_and_stranger_do_not_answer(call, mona_browser, small):
    part = Part.objects.get()
    stranger = signed_in(make.person("eve@evil.example", role="convenor", call=make.call("third")))

    assert mona_browser.post(f"{DESK}{part.pk}/", {"to": "leave", "because": "No more."}).status_code == 403
    assert stranger.post(f"/desk/calls/third/parts/{part.pk}/", {"to": "leave", "because": "No."}).status_code == 404


@pytest.mark.parametrize("typed", ["", "nothing", "clean-rivers/../x", "quiet-nights", "\x00", "secret"])
def test_what_is_no_call_to_be_part_of_comes_back_with_its_error(call, otto_browser, typed):
    make.call("secret", stage="draft")

    answer = otto_browser.post("/desk/calls/quiet-nights/parts/", {"whole": typed, "country": "CL"})

    assert (answer.status_code, Part.objects.count()) == (422, 0)


def test_larger_calls_moderators_have_nothing_of_a_part_on_their_desk(call, small, mona_browser):
    waiting = make.action(small, state="proposed", title="Walk the Mapocho")
    public = make.action(small, title="Walk the Maipo")

    for view in ("", "?show=public", "?show=changed"):
        seen = text(mona_browser.get(f"/desk/calls/clean-rivers/{view}"))
        assert ("Mapocho" in seen, "Maipo" in seen) == (False, False)
    mona_browser.post("/desk/calls/clean-rivers/decisions/", {"one": f"hide action:{public.pk}", "because": "No."})
    mona_browser.post("/desk/calls/clean-rivers/decisions/", {"one": f"accept action:{waiting.pk}"})
    assert sorted(Action.objects.values_list("state", flat=True)) == ["proposed", "published"]
    assert mona_browser.get(waiting.get_absolute_url()).status_code == 404
