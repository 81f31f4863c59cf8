"""What a host says about access: yes, no, or nothing; and nothing is never no."""

import pytest
from django.test import Client

from groundswell.core import access, kinds
from groundswell.core.models import Action, Code
from tests import make

MORE = {
    "access_not": ["seating", "toilets"],
    "access_note_toilets": "In the library, 200 m",
    "access_note_captions": "Ask for the text",
    "sign_language": "Língua Gestual Portuguesa",
    "livestream": "https://live.example/douro",
    "metres": "800",
    "surface": "gravel",
    "way_note": "Steep at the end",
}


@pytest.fixture
def registered(call):
    answer = make.browser().post("/calls/clean-rivers/register/", make.registering(**MORE))
    assert answer.status_code == 302
    return Action.objects.get()


def page_of(action):
    Action.objects.filter(pk=action.pk).update(state="published")
    return Client().get(f"/actions/{action.ref}/").content.decode()


def test_what_the_host_says_is_kept_and_who_names_a_language_or_an_address_says_yes(registered):
    assert registered.access == ["step-free", "sign-language", "livestream"]
    assert registered.access_more == {
        "seating": {"no": True},
        "toilets": {"no": True, "note": "In the library, 200 m"},
        "sign-language": {"which": "Língua Gestual Portuguesa"},
        "captions": {"note": "Ask for the text"},
        "livestream": {"address": "https://live.example/douro"},
        "distance": {"metres": 800, "surface": "gravel", "note": "Steep at the end"},
    }


def test_no_distance_at_all_is_said_and_is_not_unknown(call):
    make.browser().post("/calls/clean-rivers/register/", make.registering(**MORE | {"metres": "0"}))

    assert Action.objects.get().access_more["distance"]["metres"] == 0


def test_page_tells_yes_no_and_what_was_not_said(registered):
    page = page_of(registered)

    assert "You can come and go without a single step." in page
    assert "There are no seats." in page
    assert "You walk or roll about 800 m." in page
    assert 'href="https://live.example/douro"' in page
    assert "quiet place, good for children, masks asked for" in page.split("Not said:")[1].split("</p>")[0]


def test_page_says_once_that_nothing_was_said(call):
    page = page_of(make.action(call))

    assert page.count("The host has said nothing about access. Ask them.") == 1
    assert "Not said:" not in page


def test_unknown_is_told_as_unknown_to_machines(call):
    told = access.told(make.action(call, access=["toilets"], access_more={"seating": {"no": True}}))

    assert {fact["word"]: fact["there"] for fact in told["facts"]} == {"seating": False, "toilets": True}
    assert told["unknown"] == [word for word in kinds.ACCESS if word not in ("seating", "toilets")]
    assert told["distance"] is None


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("access_not", {"access": ["toilets"], "access_not": ["toilets"]}),
        ("access_not", {"access_not": ["beds"]}),
        ("livestream", {"livestream": "javascript:alert(1)"}),
        ("livestream", {"livestream": "ftp://live.example/"}),
        ("livestream", {"livestream": "https://live.example/", "access_not": ["livestream"]}),
        ("sign_language", {"sign_language": "Libras", "access_not": ["sign-language"]}),
        ("metres", {"metres": "-1"}),
        ("metres", {"metres": "9" * 400}),
        ("surface", {"surface": "lava"}),
        ("access_note_masks", {"access_note_masks": "x" * 161}),
        ("way_note", {"way_note": "x" * 161}),
    ],
)
def test_what_is_wrong_is_told_beside_its_field_and_the_fold_is_open(call, field, typed):
    answer = make.browser().post("/calls/clean-rivers/register/", make.registering(**typed))

    assert answer.status_code == 422
    assert [field in answer.context["form"].errors, answer.context["form"].access_is_open] == [True, True]
    assert not Action.objects.exists()


def test_host_finds_what_was_said_and_takes_it_back(call, registered):
    Action.objects.update(state="published", proven_at=make.now(), published_at=make.now())
    host = make.browser()
    host.post("/host/", {"code": Code.mint(Code.HOST, action=registered)})
    page = host.get("/host/action/").content.decode()
    typed = {name: value for name, value in make.registering().items() if name not in ("contact", "rules")}
    host.post("/host/action/", typed)

    assert "In the library, 200 m" in page and "Steep at the end" in page
    registered.refresh_from_db()
    assert (registered.access, registered.access_more) == (["step-free"], {})
    history = Client().get(f"/actions/{registered.ref}/history/").content.decode()
    assert "accessible toilets: no: In the library, 200 m" in history


def test_several_words_mean_all_of_them_and_a_no_is_not_found(call):
    make.action(call, title="Both", access=["toilets", "seating"])
    make.action(call, title="One", access=["toilets"], access_more={"seating": {"no": True}})

    found = Client().get("/actions/", {"access": ["toilets", "seating"]}).context["actions"]

    assert [each.title for each in found] == ["Both"]


def test_list_lets_several_words_be_chosen(call):
    page = Client().get("/actions/", {"access": ["toilets", "masks"]}).content.decode()

    assert page.count('type="checkbox" name="access"') == len(kinds.ACCESS)
    assert page.count('name="access" value="toilets" checked') == 1
