"""Members of alliances: from the desk to the letter, the page and back."""

import json
import re

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from groundswell.core import numbers, work
from groundswell.core.models import Code, Endorsement, Membership, Organisation
from tests import make
from tests.api.reading import body
from tests.web.test_endorse import TYPED
from tests.web.test_register import code_in

MEMBER = {"name": "River Keepers", "kind": "ngo", "country": "PT", "town": "Porto"}
TABLE = "name,kind,country,contact\nRiver Keepers,NGO,Portugal,a@keepers.example\nTide Watch,collective,CL,\n"


@pytest.fixture
def alliance(call) -> Organisation:
    work.read_facts()
    return make.alliance(call)


@pytest.fixture
def desk(alliance) -> str:
    return f"/desk{alliance.get_absolute_url()}members/"


def text(path: str) -> str:
    answer = Client().get(path)
    assert answer.status_code == 200, path
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def states() -> list[tuple[str, str]]:
    return list(Membership.objects.order_by("id").values_list("member__name", "state"))


def test_asked_confirmed_and_left_from_the_letters_alone(mona_browser, alliance, desk):
    mona_browser.post(desk, MEMBER | {"contact": "office@keepers.example"})
    work.work_off()
    page = f"{alliance.get_absolute_url()}members/"
    assert "River Keepers" not in text(page)

    opened = Client().get("/proof/")  # as a mail scanner does
    proven = Client().post("/proof/", {"code": code_in(mail.outbox[0])})
    work.work_off()
    assert (opened.status_code, states()) == (200, [("River Keepers", "confirmed")])
    assert "is listed as a member of" in proven.content.decode()
    assert "River Keepers" in text(page)

    browser = make.browser()
    browser.post("/host/", {"code": code_in(mail.outbox[1])})
    browser.post("/host/membership/", {"because": "We act on our own."})
    assert states() == [("River Keepers", "ended")]
    assert "River Keepers" not in text(page)


def test_desk_says_that_one_was_added(mona_browser, alliance, desk):
    added = mona_browser.post(desk, MEMBER, follow=True).content.decode()

    assert "1 member is added." in added


@pytest.mark.parametrize(("kind", "times"), [("alliance", 1), ("ngo", 0)])
def test_desk_of_an_alliance_leads_to_its_members(clara_browser, alliance, desk, kind, times):
    Organisation.objects.filter(pk=alliance.pk).update(kind=kind)
    page = clara_browser.get(f"/desk{alliance.get_absolute_url()}").content.decode()

    assert page.count(f'href="{desk}"') == times


def test_first_letter_says_how_to_answer_not_us(mona_browser, call, alliance, desk):
    mona_browser.post(desk, MEMBER)
    listed = text(f"/calls/{call.slug}/organisations/?support=member")
    mona_browser.post(desk, MEMBER | {"contact": "office@keepers.example"})
    work.work_off()

    _proof, _again, not_us = re.findall(r"(?:[0-9A-Z]{4}-){5}[0-9A-Z]{4}", mail.outbox[0].body)
    browser = make.browser()
    shown = browser.post("/host/", {"code": not_us}, follow=True).content.decode()
    browser.post("/host/membership/", {})

    assert "River Keepers" in listed
    assert "named by it, not confirmed" in listed
    assert "We are no member" in shown
    assert states() == [("River Keepers", "ended")]
    assert text(f"/calls/{call.slug}/organisations/").count("as members of alliances") == 0


def test_membership_is_changed_by_a_code_alone(alliance):
    membership = make.member(alliance, "River Keepers", address="office@keepers.example")

    make.browser().post("/host/membership/", {})
    Client().post("/proof/", {"code": Code.mint(Code.HOST, membership=membership)})

    assert states() == [("River Keepers", "asked")]


def test_bad_input_at_the_desk_is_told_beside_its_field_and_kept(mona_browser, desk):
    answer = mona_browser.post(desk, MEMBER | {"kind": "club", "contact": "none"})

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"kind", "contact"}
    assert 'value="River Keepers"' in answer.content.decode()


def test_a_refusal_is_told_in_the_form(mona_browser, alliance, desk):
    answer = mona_browser.post(desk, MEMBER | {"name": alliance.name, "kind": "alliance"})

    assert answer.status_code == 422
    assert "not a member of itself" in answer.content.decode()


def test_table_is_looked_at_first_and_then_added(mona_browser, desk):
    looked = mona_browser.post(f"{desk}entry/", {"table": TABLE, "do": "look"})
    assert (looked.context["sound"], looked.context["asked"], states()) == (2, 1, [])

    added = mona_browser.post(f"{desk}entry/", {"table": TABLE, "do": "ask"})

    assert added["Location"] == desk
    assert states() == [("River Keepers", "asked"), ("Tide Watch", "named")]
    again = mona_browser.post(f"{desk}entry/", {"table": TABLE, "do": "ask"})
    assert again.context["refused"] == 2
    assert "Tide Watch" in again.context["form"]["table"].value()


def test_refused_rows_can_be_taken_along(mona_browser, desk):
    answer = mona_browser.post(f"{desk}entry/", {"table": f"{TABLE}=Bad,club,XX,\n", "do": "download"})

    assert "line,reason,name,kind,country,town,website,contact" in answer.content.decode()
    assert "'=Bad,club,XX" in answer.content.decode()


def test_member_is_taken_off_and_told_why(mona_browser, alliance, desk):
    membership = make.member(alliance, "River Keepers", address="office@keepers.example")
    membership.confirm()

    mona_browser.post(f"{desk}{membership.pk}/end/", {"because": "They told us."})
    work.work_off()

    assert states() == [("River Keepers", "ended")]
    assert "They told us." in mail.outbox[-1].body
    assert "from" in text(membership.member.get_absolute_url())


def test_of_a_member_elsewhere_nothing_is_taken_off_here(mona_browser, call, desk):
    other = make.member(make.alliance(call, "Lakes Alliance"), "River Keepers")

    assert mona_browser.post(f"{desk}{other.pk}/end/", {}).status_code == 404
    assert states() == [("River Keepers", "named")]


# What everybody sees.


def test_alliance_chooses_whether_it_endorses_for_its_members(call, db):
    for name, changed in (
        ("One", {"kind": "alliance", "scope": "members"}),
        ("Two", {"kind": "alliance", "scope": "own"}),
        ("Three", {"kind": "alliance"}),
        ("Four", {"kind": "ngo", "scope": "members"}),
    ):
        Client().post(
            f"/calls/{call.slug}/endorse/", TYPED | changed | {"name": name, "contact": f"{name}@keepers.example"}
        )

    chosen = Endorsement.objects.order_by("id").values_list("organisation__name", "with_members")
    assert list(chosen) == [("One", True), ("Two", False), ("Three", False), ("Four", False)]
    odd = Client().post(f"/calls/{call.slug}/endorse/", TYPED | {"scope": "everybody"})
    assert (odd.status_code, list(odd.context["form"].errors)) == (422, ["scope"])


def test_list_says_who_endorses_itself_and_who_through_an_alliance(call, alliance):
    make.member(alliance, "River Keepers", country="CL")
    make.member(alliance, "Tide Watch").confirm()

    page, members = (text(f"/calls/{call.slug}/organisations/{words}") for words in ("", "?support=member"))

    assert "1 organisation endorses this call. And 2 more as members of alliances" in page
    assert "with its 2 members (1 not confirmed)" in page
    assert "Chile 1 as a member" in page
    assert "as a member of Rivers Alliance" in members
    assert "2 more as members of alliances" in text(f"/calls/{call.slug}/").replace("2 more", "2 more")
    assert "with its 2 members" in text(f"/calls/{call.slug}/organisations/embed/")
    assert "And 2 more" in text(f"/calls/{call.slug}/organisations/embed/")


def test_pages_of_alliance_and_member_name_each_other(call, alliance):
    member = make.member(alliance, "River Keepers", country="CL").member
    make.member(alliance, "Tide Watch").confirm()

    page, of_member = text(alliance.get_absolute_url()), text(member.get_absolute_url())

    assert "2 organisations are members. 1 is named by the alliance and has not confirmed it." in page
    assert "named by the alliance, not confirmed" in of_member
    assert "Endorsed by its alliance" in of_member
    assert call.title in of_member
    narrowed = text(f"{alliance.get_absolute_url()}members/?country=CL")
    assert ("River Keepers" in narrowed, "Tide Watch" in narrowed) == (True, False)


def test_a_long_list_of_members_has_pages_and_shows_first_names_under_the_alliance(call, alliance):
    for number in range(45):
        make.member(alliance, f"Member {number:02}")

    second = text(f"{alliance.get_absolute_url()}members/?page=2")
    listed = text(f"/calls/{call.slug}/organisations/")

    assert ("Member 39" in second, "Member 40" in second) == (False, True)
    assert ("with its 45 members" in listed, "Member 07" in listed, "Member 08" in listed) == (True, True, False)


def test_shapes_say_which(call, alliance):
    make.member(alliance, "River Keepers")

    told = json.loads(body(f"/calls/{call.slug}/organisations.json"))
    members = json.loads(body(f"{alliance.get_absolute_url()}members.json"))

    assert told["counts"] == {"own": 1, "members": 1}
    assert [(each["name"], each["support"], each["alliances"]) for each in told["organisations"]] == [
        ("Rivers Alliance", "own", None),
        ("River Keepers", "member", "Rivers Alliance"),
    ]
    assert [(each["name"], each["confirmed"]) for each in members["members"]] == [("River Keepers", "no")]
    assert body(f"{alliance.get_absolute_url()}members.csv").decode().splitlines()[1].startswith("River Keepers,ngo,PT")


@pytest.mark.parametrize(("path", "status"), [("members.ics", 404), ("members.csv?colour=red", 400)])
def test_what_the_shapes_do_not_know_is_told(alliance, path, status):
    assert Client().get(alliance.get_absolute_url() + path).status_code == status


def test_who_is_no_alliance_has_no_page_of_members(call):
    keepers = make.endorsement(call).organisation

    assert Client().get(f"{keepers.get_absolute_url()}members/").status_code == 404
    assert Client().get(f"{keepers.get_absolute_url()}members.json").status_code == 404


@pytest.mark.parametrize(
    "page",
    [
        "/calls/clean-rivers/",
        "/calls/clean-rivers/organisations/",
        "/calls/clean-rivers/organisations/?support=member",
        "/calls/clean-rivers/organisations/embed/",
        "/organisations/rivers-alliance/",
        "/organisations/rivers-alliance/members/",
        "/organisations/member-0/",
        "/desk/organisations/rivers-alliance/members/",
        "/desk/calls/clean-rivers/organisations/",
    ],
)
def test_pages_ask_as_much_for_one_member_as_for_three(clara_browser, alliance, page):
    def asked() -> int:
        numbers.forget()
        with CaptureQueriesContext(connection) as queries:
            assert clara_browser.get(page).status_code == 200
        return len(queries)

    make.member(alliance, "Member 0")
    one = asked()
    for number in (1, 2):
        make.member(alliance, f"Member {number}")
        other = make.alliance(alliance.endorsements.get().call, f"Alliance {number}")
        make.member(other, "Member 0")

    assert asked() == one


# The weekly letter.


def test_convenor_switches_the_weekly_letter_off_and_on(clara_browser, clara, call):
    page = f"/desk/calls/{call.slug}/digest/"

    assert "You get this letter." in clara_browser.get(page).content.decode()
    clara_browser.post(page, {"letter": "off"})
    clara_browser.post(page, {"letter": "off"})
    assert "You have switched this letter off." in clara_browser.get(page).content.decode()
    clara_browser.post(page, {"letter": "on"})
    assert "You get this letter." in clara_browser.get(page).content.decode()
