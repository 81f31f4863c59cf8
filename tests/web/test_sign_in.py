import threading

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client

from groundswell.core.models import Code, Person, Role
from groundswell.web.signing_in import THREAD
from tests import make

ASK, CONFIRM = "/desk/sign-in/", "/desk/sign-in/code/"
CLARA = "clara@rivers.example"


def letters() -> list[str]:
    """What was mailed, the codes alone. They are sent apart from the answer."""
    for thread in threading.enumerate():
        if thread.name == THREAD:
            thread.join(5)
    return [letter.body.split("\n\n")[1].strip() for letter in mail.outbox]


def asked(browser: Client, address: str = CLARA) -> str:
    browser.post(ASK, {"email": address})
    return letters()[-1]


def kept_anywhere() -> str:
    """Everything that the database holds, as text."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        held = []
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            held.append(repr(cursor.fetchall()))
    return "\n".join(held).lower()


@pytest.fixture(autouse=True)
def fresh_limits_of_allauth() -> None:
    cache.clear()


@pytest.fixture
def browser(clara: Person) -> Client:
    return make.browser()


def test_letters_will_be_in_the_language_in_which_somebody_signed_in(browser, clara):
    code = asked(browser)

    browser.post(f"/es{CONFIRM}", {"code": code})

    clara.refresh_from_db()
    assert clara.language == "es"


def test_sign_in_goes_by_a_mailed_code(browser):
    code = asked(browser)

    answer = browser.post(CONFIRM, {"code": code})

    assert (answer.status_code, answer.url) == (302, "/desk/")
    assert browser.get("/desk/").status_code == 200
    assert [letter.to for letter in mail.outbox] == [[CLARA]]


def test_sign_in_does_not_mind_capitals_and_blanks(browser):
    code = asked(browser, " Clara@Rivers.example ")

    assert browser.post(CONFIRM, {"code": f" {code.lower()} "}).url == "/desk/"


def test_sign_in_leads_back_to_where_somebody_was_going(browser, call):
    wanted = f"/desk/calls/{call.slug}/"
    ask = browser.get(wanted).url
    assert ask == f"{ASK}?next={wanted}"

    confirm = browser.post(ask, {"email": CLARA, "next": wanted}).url
    answer = browser.post(confirm, {"code": letters()[-1], "next": wanted})

    assert answer.url == wanted


def test_sign_in_never_leads_to_another_site(browser):
    confirm = browser.post(ASK, {"email": CLARA, "next": "https://elsewhere.example/"}).url

    assert browser.post(confirm, {"code": letters()[-1], "next": "https://elsewhere.example/"}).url == "/desk/"


@pytest.mark.parametrize("moment", ["asked", "signed in"])
def test_sign_in_leaves_no_plain_address_in_the_database(browser, moment):
    code = asked(browser)
    if moment == "signed in":
        browser.post(CONFIRM, {"code": code})

    held = kept_anywhere()

    assert [word for word in (CLARA, "rivers.example", code.lower()) if word in held] == []


def test_sign_in_answers_alike_whether_an_address_is_known_or_not(browser):
    known, unknown = make.browser(), make.browser()
    answers = [
        (known.post(ASK, {"email": CLARA}), known.get(CONFIRM)),
        (unknown.post(ASK, {"email": "nobody@rivers.example"}), unknown.get(CONFIRM)),
    ]

    told = [
        (ask.status_code, ask.url, page.status_code, page.content.replace(b"clara@", b"nobody@"))
        for ask, page in answers
    ]
    assert told[0] == told[1]
    letters()
    assert [letter.to for letter in mail.outbox] == [[CLARA]]


def test_sign_in_with_a_made_up_code_for_an_unknown_address_fails_like_any_other(browser):
    browser.post(ASK, {"email": "nobody@rivers.example"})

    for code in ("", "AAAA-AAAA"):
        assert browser.post(CONFIRM, {"code": code}).status_code == 200
    assert not Person.objects.filter(email="nobody@rivers.example").exists()


def test_sign_in_ends_after_three_wrong_codes_with_a_sentence(browser):
    code = asked(browser)
    answers = [browser.post(CONFIRM, {"code": "WRONGCODE"}) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 302]
    assert "This is not the code that we mailed" in answers[0].content.decode()
    assert "tried too often" in browser.get(ASK).content.decode()
    assert browser.post(CONFIRM, {"code": code}).url == ASK


def test_sign_in_code_works_once(browser):
    code = asked(browser)
    browser.post(CONFIRM, {"code": code})
    browser.post("/desk/sign-out/")

    assert browser.post(CONFIRM, {"code": code}).url == ASK
    assert browser.get("/desk/").status_code == 302


def test_sign_in_code_works_only_in_the_browser_that_asked(browser):
    code = asked(browser)

    assert make.browser().post(CONFIRM, {"code": code}).url == ASK


def test_sign_in_code_expires(browser, settings):
    code = asked(browser)
    settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT = -1

    assert browser.post(CONFIRM, {"code": code}).url == ASK


def test_sign_in_can_be_begun_again_with_another_address(browser, mona):
    browser.post(ASK, {"email": "mistyped@rivers.example"})

    assert browser.get(ASK).status_code == 200
    assert browser.post(CONFIRM, {"code": asked(browser, "mona@rivers.example")}).url == "/desk/"


@pytest.mark.parametrize("address", ["", "no address", "a\x00b@rivers.example", "x" * 300 + "@rivers.example"])
def test_sign_in_says_what_is_wrong_with_an_address(browser, address):
    answer = browser.post(ASK, {"email": address})

    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode()
    assert letters() == []


def test_sign_in_is_closed_to_somebody_who_was_made_inactive(browser, clara):
    clara.is_active = False
    clara.save()

    browser.post(ASK, {"email": CLARA})

    assert letters() == []


def test_sign_in_by_the_names_that_allauth_knows_leads_to_our_page(db):
    assert make.browser().get("/desk/login/").url == ASK


def test_sign_out_needs_a_press_and_forgets_who_it_was(clara_browser):
    assert clara_browser.get("/desk/sign-out/").status_code == 200
    assert clara_browser.get("/desk/").status_code == 200

    assert clara_browser.post("/desk/sign-out/").url == "/"
    assert clara_browser.get("/desk/").status_code == 302


@pytest.fixture
def first_code(db) -> str:
    return Code.mint(Code.FIRST)


def begun(code: str, **given: str) -> tuple[Client, object]:
    browser = make.browser()
    return browser, browser.post("/desk/first/", {"code": code, "name": "Ana", "email": "ana@rivers.example"} | given)


def test_first_code_makes_a_convenor_of_every_call_and_signs_in(first_code):
    browser, answer = begun(first_code)

    assert answer.url == "/desk/"
    role = Role.objects.get()
    assert (role.kind, role.call, role.person.name, role.person.email) == (
        "convenor",
        None,
        "Ana",
        "ana@rivers.example",
    )
    assert "Draft a call" in browser.get("/desk/").content.decode()


def test_first_code_is_taken_from_a_whole_link(first_code):
    assert begun(f"http://testserver/desk/first/#{first_code}")[1].url == "/desk/"


def test_first_code_works_once(first_code):
    begun(first_code)
    answer = begun(first_code, email="otto@nights.example")[1]

    assert answer.status_code == 422
    assert "This code was used before" in answer.content.decode()
    assert Person.objects.count() == 1


def test_first_code_stays_good_while_something_else_is_to_be_put_right(first_code):
    answer = begun(first_code, email="nonsense")[1]

    assert answer.status_code == 422
    assert first_code in answer.content.decode()
    assert begun(first_code)[1].url == "/desk/"


def test_first_page_takes_no_code_of_another_purpose(call):
    host = Code.mint(Code.HOST, action=make.action(call))

    for code in (host, "AAAA-BBBB-CCCC-DDDD-EEEE-FFFF", "", "\x00", "x" * 500):
        answer = begun(code)[1]
        assert answer.status_code == 422
    assert Role.objects.count() == 0
