"""Stewards: coming by a mailed link, and what they do at the desk of their organisation."""

import re

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from groundswell.core import logos, work
from groundswell.core.models import Code, DomainProof, Invitation, Organisation, Person, Replacement, Steward
from tests import make
from tests.conftest import signed_in
from tests.core.test_logos import picture

OFFICE = "ana@keepers.example"
PAGE, DESK = "/organisations/river-keepers/", "/desk/organisations/river-keepers/"
TEXT = {"about": "We keep rivers.", "kind": "union", "country": "CL", "town": "Talca", "address": "Cais 1", "website": "https://keepers.example", "languages": ["es", "en"]}  # fmt: skip


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def keepers(call) -> Organisation:
    work.read_facts()  # the reader's place in the log is its beginning
    return make.endorsement(call).organisation


@pytest.fixture
def ines(keepers) -> Person:
    return make.steward(keepers)


@pytest.fixture
def browser(ines) -> Client:
    return signed_in(ines)


def mailed_code(to: str) -> str:
    """Out of the newest letter, which went there."""
    work.work_off()
    letter = mail.outbox[-1]
    assert letter.to == [to]
    return re.search(r"/desk/steward/#([A-Z0-9-]+)", letter.body)[1]


def accept(code: str, email: str, name: str = "Tomas"):
    browser = make.browser()
    return browser, browser.post("/desk/steward/", {"code": code, "name": name, "email": email})


def standing(organisation: Organisation) -> list[str]:
    return [steward.person.name for steward in organisation.stewards.standing().order_by("pk")]


def test_whoever_holds_the_address_becomes_a_steward_by_the_link_and_is_signed_in(keepers):
    asked = make.browser().post(f"{PAGE}steward/", {"contact": OFFICE})
    assert asked.url == "/desk/steward/?sent=yes"

    browser, answer = accept(mailed_code(OFFICE), "Ana@keepers.example", "Ana")

    assert answer.url == DESK
    assert "Ana" in browser.get(DESK).content.decode()
    assert "River Keepers" in browser.get("/desk/").content.decode()
    assert browser.post(f"{DESK}edit/", TEXT).status_code == 302


def test_asking_answers_alike_whatever_the_address(keepers):
    answers = [make.browser().post(f"{PAGE}steward/", {"contact": each}) for each in (OFFICE, "eve@evil.example")]
    work.work_off()

    assert len({(answer.status_code, answer.url) for answer in answers}) == 1
    assert [letter.to for letter in mail.outbox] == [[OFFICE]]


def test_letters_to_one_address_are_few(keepers):
    answers = [make.browser().post(f"{PAGE}steward/", {"contact": OFFICE}).status_code for _each in range(4)]

    assert answers == [302, 302, 302, 429]


def test_where_there_are_stewards_the_page_says_whom_to_ask(keepers, ines):
    assert "It has stewards already" in make.browser().get(f"{PAGE}steward/").content.decode()
    assert make.browser().post(f"{PAGE}steward/", {"contact": OFFICE}).status_code == 422


def test_the_letter_that_says_it_is_accepted_leads_to_the_page(call, mona):
    from groundswell.core.models import Decision, Endorsement

    work.read_facts()
    about = {"name": "Tide Watch", "kind": "ngo", "country": "PT", "town": "", "website": ""}
    endorsement = Endorsement.ask(call, signatory="Ana", role="", address=OFFICE, language="en", **about)
    endorsement.prove()
    Decision.take(endorsement, "accept", by=mona)
    work.work_off()

    assert "/organisations/tide-watch/steward/" in mail.outbox[-1].body


@pytest.mark.parametrize(
    ("email", "field", "why"),
    [
        ("eve@evil.example", "email", "went to another address"),
        ("nonsense", "email", "Write a mail address"),
        ("", "email", "Please fill this in"),
    ],
)
def test_the_code_alone_is_not_enough(keepers, email, field, why):
    make.browser().post(f"{PAGE}steward/", {"contact": OFFICE})
    code = mailed_code(OFFICE)

    answer = accept(code, email)[1]

    assert answer.status_code == 422
    assert why in str(answer.context["form"].errors[field])
    assert code in answer.content.decode()
    assert accept(code, OFFICE)[1].status_code == 302


@pytest.mark.parametrize("code", ["", "\x00", "x" * 500, "AAAA-BBBB-CCCC-DDDD-EEEE-FFFF"])
def test_what_is_no_code_of_a_steward_makes_none(keepers, code):
    host = Code.mint(Code.HOST, endorsement=keepers.endorsements.get())

    for wrong in (code, host):
        assert accept(wrong, OFFICE)[1].status_code == 422
    assert Steward.objects.count() == 0


def test_a_code_works_once(keepers, browser):
    browser.post(f"{DESK}stewards/", {"name": "Tomas", "email": "tomas@keepers.example"})
    code = mailed_code("tomas@keepers.example")
    accept(code, "tomas@keepers.example")

    answer = accept(code, "tomas@keepers.example")[1]

    assert answer.status_code == 422
    assert "used before" in str(answer.context["form"].errors["code"])


def test_a_steward_invites_another_by_mail(keepers, browser):
    answer = browser.post(f"{DESK}stewards/", {"name": "Tomas", "email": "tomas@keepers.example"})
    page = browser.get(DESK).content.decode()

    assert answer.url == DESK
    assert "Invited, and not yet answered" in page
    assert "tomas@keepers.example" not in page
    accept(mailed_code("tomas@keepers.example"), "tomas@keepers.example")
    assert standing(keepers) == ["Ines", "Tomas"]


def test_an_invitation_is_taken_back(keepers, browser):
    browser.post(f"{DESK}stewards/", {"name": "Tomas", "email": "tomas@keepers.example"})
    code = mailed_code("tomas@keepers.example")

    browser.post(f"{DESK}stewards/", {"take_back": str(Invitation.objects.get().pk)})

    answer = accept(code, "tomas@keepers.example")[1]
    assert (answer.status_code, standing(keepers)) == (422, ["Ines"])
    assert not Person.objects.filter(email="tomas@keepers.example").exists()


def test_a_steward_hands_over(keepers, browser):
    browser.post(f"{DESK}leaving/", {"do": "hand-over", "to-name": "Tomas", "to-email": "tomas@keepers.example"})
    assert standing(keepers) == ["Ines"]

    accept(mailed_code("tomas@keepers.example"), "tomas@keepers.example")

    assert standing(keepers) == ["Tomas"]
    assert browser.get(DESK).status_code == 403


def test_the_last_steward_leaves_only_with_the_tick(keepers, browser):
    refused = browser.post(f"{DESK}leaving/", {"because": "We closed."})
    assert refused.status_code == 422
    assert "You are the last steward" in str(refused.context["form"].errors["last"])
    assert "We closed." in refused.content.decode()

    assert browser.post(f"{DESK}leaving/", {"because": "We closed.", "last": "on"}).url == "/desk/"
    assert standing(keepers) == []


def test_two_stewards_replace_a_third_who_is_told_why(keepers, ines, browser):
    tomas, uma = (make.steward(keepers, f"{name}@keepers.example", name) for name in ("Tomas", "Uma"))
    about_uma = f"{DESK}stewards/{keepers.stewards.get(person=uma).pk}/"
    assert browser.post(about_uma, {"because": ""}).status_code == 422

    browser.post(about_uma, {"because": "Left us."})
    browser.post(about_uma, {"do": "agree"})
    assert standing(keepers) == ["Ines", "Tomas", "Uma"]
    assert "Left us." in signed_in(tomas).get(about_uma).content.decode()
    signed_in(tomas).post(about_uma, {"do": "agree"})

    assert standing(keepers) == ["Ines", "Tomas"]
    assert Replacement.objects.get().agreed_by == tomas
    assert "Left us." in signed_in(uma).get("/desk/").content.decode()


def test_a_proposal_is_taken_back(keepers, browser):
    uma = make.steward(keepers, "uma@keepers.example", "Uma")
    make.steward(keepers, "tomas@keepers.example", "Tomas")
    about_uma = f"{DESK}stewards/{keepers.stewards.get(person=uma).pk}/"
    browser.post(about_uma, {"because": "Left us."})

    browser.post(about_uma, {"do": "drop"})

    assert not Replacement.objects.open().exists()


def test_where_there_are_too_few_the_page_says_so(keepers, browser):
    uma = make.steward(keepers, "uma@keepers.example", "Uma")
    about_uma = f"{DESK}stewards/{keepers.stewards.get(person=uma).pk}/"

    assert "It takes two other stewards" in browser.get(about_uma).content.decode()
    browser.post(about_uma, {"because": "Left us."})
    assert standing(keepers) == ["Ines", "Uma"]


def test_a_moderator_appoints_and_removes_with_a_reason(keepers, ines, mona_browser):
    at = f"{DESK}stewards/{keepers.stewards.get().pk}/"
    given = {"name": "Tomas", "email": "tomas@keepers.example"}
    assert mona_browser.post(f"{DESK}stewards/", given).status_code == 422
    assert mona_browser.post(at, {"because": " "}).status_code == 422

    mona_browser.post(f"{DESK}stewards/", given | {"because": "She called us."})
    mona_browser.post(at, {"because": "Not of the organisation."})
    accept(mailed_code("tomas@keepers.example"), "tomas@keepers.example")

    assert standing(keepers) == ["Tomas"]
    assert keepers.stewards.standing().get().how == "appointed"
    assert "Not of the organisation." in mona_browser.get(DESK).content.decode()


def test_those_who_oversee_do_not_write_for_the_organisation(keepers, ines, mona_browser):
    for page in ("edit/", "logo/", "domain/", "leaving/"):
        assert (mona_browser.get(DESK + page).status_code, mona_browser.post(DESK + page).status_code) == (403, 403)


def test_a_steward_of_one_is_nobody_at_another(call, keepers, browser):
    make.endorsement(call, "Tide Watch")

    for page in ("", "edit/", "logo/", "domain/", "stewards/", "leaving/"):
        assert browser.get(f"/desk/organisations/tide-watch/{page}").status_code == 403
    assert browser.get("/desk/calls/clean-rivers/").status_code == 403


def test_a_steward_of_one_cannot_touch_stewards_or_invitations_of_another(call, keepers, browser):
    tide = make.endorsement(call, "Tide Watch").organisation
    uma = make.steward(tide, "uma@tide.example", "Uma")
    invitation = Invitation.send(tide, address="x@tide.example", language="en", name="X", by=uma)

    assert browser.get(f"{DESK}stewards/{tide.stewards.get().pk}/").status_code == 404
    assert browser.post(f"{DESK}stewards/", {"take_back": str(invitation.pk)}).status_code == 404


def test_what_a_steward_writes_stands_on_the_page(keepers, browser):
    assert browser.post(f"{DESK}edit/", TEXT).url == DESK

    page = make.browser().get(PAGE).content.decode()
    for word in ("We keep rivers.", "Union, ", "Talca", "Chile", "Cais 1", "https://keepers.example", "español"):
        assert word in page


@pytest.mark.parametrize(
    ("field", "value"),
    [("kind", "club"), ("country", "XX"), ("website", "javascript:alert(1)"), ("languages", ["xx"]), ("about", "x" * 1501)],
)  # fmt: skip
def test_what_is_wrong_is_told_beside_its_field_and_the_rest_is_kept(keepers, browser, field, value):
    answer = browser.post(f"{DESK}edit/", TEXT | {field: value})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert "Talca" in answer.content.decode()
    keepers.refresh_from_db()
    assert keepers.town == ""


def upload(data: bytes | None = None, **given: str):
    file = SimpleUploadedFile("logo.png", picture() if data is None else data)
    return {"file": file, "alt": "A river"} | given


def test_a_logo_stands_on_the_page_and_in_the_list_from_our_own_host(call, keepers, browser):
    assert browser.post(f"{DESK}logo/", upload()).url == DESK
    keepers.refresh_from_db()

    page, line = (make.browser().get(each).content.decode() for each in (PAGE, f"/calls/{call.slug}/organisations/"))

    src = f'src="/logos/{keepers.logo}/"'
    assert f'{src} width="64" height="64" alt="A river"' in page
    assert f'{src} width="64" height="64" alt="" loading="lazy"' in line
    assert src in make.browser().get(f"/ar{PAGE}").content.decode()


def test_a_logo_is_kept_by_browsers_and_runs_nothing(keepers, browser):
    keepers.show_logo(logos.check(picture()), alt="A river", by="server")

    answer = make.browser().get(keepers.logo_url)

    assert (answer.content, answer["Content-Type"]) == (picture(), "image/png")
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_logo_that_is_taken_off_is_gone(keepers, browser):
    browser.post(f"{DESK}logo/", upload())
    keepers.refresh_from_db()

    browser.post(f"{DESK}logo/", {"take_off": "yes"})

    assert make.browser().get(keepers.logo_url).status_code == 404
    assert "<img" not in make.browser().get(PAGE).content.decode()


def test_a_logo_of_what_is_not_public_is_for_those_who_see_it(call, ines, browser):
    hidden = make.endorsement(call, "Tide Watch", "proven").organisation
    Steward.begin(hidden, ines, how="invited", by="server")
    hidden.show_logo(logos.check(picture()), alt="A tide", by="server")

    assert make.browser().get(hidden.logo_url).status_code == 404
    assert browser.get(hidden.logo_url)["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"alt": ""}, "alt"),
        ({"data": b"<svg/>"}, "file"),
        ({"data": b""}, "file"),
        ({"data": b"\x89PNG" + b"x" * 70_000}, "file"),
        ({"file": ""}, "file"),
    ],
)
def test_a_logo_that_is_not_taken_says_why(keepers, browser, given, field):
    answer = browser.post(f"{DESK}logo/", upload(**given))

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]


def test_the_words_for_a_logo_are_changed_alone(keepers, browser):
    browser.post(f"{DESK}logo/", upload())

    browser.post(f"{DESK}logo/", {"alt": "A blue river"})

    assert 'alt="A blue river"' in make.browser().get(PAGE).content.decode()


def test_the_domain_page_says_what_to_put_where(keepers, browser):
    assert "Name the website" in browser.get(f"{DESK}domain/").content.decode()
    keepers.change(by="server", website="https://www.keepers.example")

    browser.post(f"{DESK}domain/")

    proof, page = DomainProof.objects.get(), browser.get(f"{DESK}domain/").content.decode()
    for words in (
        proof.line,
        "https://www.keepers.example/.well-known/groundswell.txt",
        "_groundswell.keepers.example",
    ):
        assert words in page
    proof.miss(file="elsewhere", record="not-there")
    assert "it leads to another host" in browser.get(f"{DESK}domain/").content.decode()


def test_the_page_says_by_which_domain_it_is_proven(keepers):
    keepers.change(by="server", website="https://keepers.example")
    DomainProof.ask(keepers, by="server").see("file")

    page = make.browser().get(PAGE).content.decode()

    assert 'by its domain <bdi dir="ltr">keepers.example</bdi> on ' in page
    assert "by mail on" not in page


def test_the_desk_of_an_organisation_costs_as_many_queries_for_three_as_for_one(keepers, ines, browser):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(DESK).status_code == 200
        return len(captured)

    one = queries()
    for name in ("Tomas", "Uma"):
        make.steward(keepers, f"{name}@keepers.example", name)
        Invitation.send(keepers, address="x@keepers.example", language="en", name="X", by=ines)
        gone = make.steward(keepers, f"no-{name}@keepers.example", name)
        keepers.stewards.get(person=gone).leave()

    assert queries() == one


def test_the_desk_lists_what_one_stewards_in_one_query(call, keepers, ines, browser):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert browser.get("/desk/").status_code == 200
        return len(captured)

    one = queries()
    for name in ("Tide Watch", "Bay Watch"):
        Steward.begin(make.endorsement(call, name).organisation, ines, how="invited", by="server")

    assert queries() == one


@pytest.mark.parametrize("odd", ["a\x00b", "<script>alert(1)</script>{{ 7*7 }}", "9" * 5000, "😀" * 1000, "-1", "²"])
def test_nothing_that_is_typed_breaks_a_page(keepers, ines, browser, odd):
    uma = make.steward(keepers, "uma@keepers.example", "Uma")
    forms = {
        f"{DESK}edit/": TEXT,
        f"{DESK}logo/": {"alt": "A river", "file": "", "take_off": ""},
        f"{DESK}stewards/": {"name": "X", "email": "x@y.example", "take_back": ""},
        f"{DESK}leaving/": {"do": "hand-over", "to-name": "X", "to-email": "x", "because": "x"},
        f"{DESK}stewards/{keepers.stewards.get(person=uma).pk}/": {"because": "x", "do": "x"},
        f"{PAGE}steward/": {"contact": "x"},
        "/desk/steward/": {"code": "x", "name": "x", "email": "x"},
    }
    for path, typed in forms.items():
        for field in typed:
            given = {name: value for name, value in typed.items() if value} | {field: odd}
            assert browser.post(path, given).status_code in (302, 403, 404, 422, 429), (path, field)
    assert browser.get(DESK).status_code in (200, 403)
