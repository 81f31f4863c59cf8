"""From the empty form to the letter: what is needed, what is folded away, the preview, and a mistyped address."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from groundswell.core import work
from groundswell.core.models import Action, Code, Contact, Fact
from groundswell.outside.models import Letter
from tests import make

PATH = "/calls/clean-rivers/register/"
ADDRESS = "/proof/address/"
SENT = "/proof/?sent=action"


def page_of(answer) -> str:
    return answer.content.decode()


def open_folds(answer) -> list[str]:
    return re.findall(r'<details class="fold" id="(\w+)" open', page_of(answer))


def code_in(message: mail.EmailMessage) -> str:
    return re.search(r"(?:[0-9A-Z]{4}-){5}[0-9A-Z]{4}", message.body)[0]


@pytest.fixture
def reading(db):
    work.read_facts()


@pytest.fixture
def host() -> Client:
    return make.browser()


BARE = {"end": "", "description": "", "organisations": "", "languages": [], "access": [], "address": ""}


# Folds.


def test_all_folds_are_shut_on_an_empty_form(call):
    assert open_folds(Client().get(PATH)) == []


def test_what_is_needed_registers_an_action_without_opening_a_fold(call):
    needed = {"kind", "title", "date", "start", "town", "contact", "rules"}
    typed = {name: value for name, value in make.registering().items() if name in needed}

    answer = Client().post(PATH, typed)

    assert (answer["Location"], Action.objects.count()) == (SENT, 1)


@pytest.mark.parametrize(
    ("field", "typed", "fold"),
    [
        ("point", "41.1, -8.6", "where"),
        ("organisations", "River Keepers", "hosts"),
        ("access", ["quiet-place"], "access"),
        ("description", "Bring boots.", "what"),
        ("end", "13:00", "more"),
        ("website", "https://rivers.example", "more"),
        ("languages", ["es"], "more"),
        # With an error of their own.
        ("point", "here", "where"),
        ("access", ["wings"], "access"),
        ("end", "09:00", "more"),
        ("website", "javascript:alert(1)", "more"),
    ],
)
def test_fold_opens_by_itself_where_it_holds_an_error_or_a_text(call, field, typed, fold):
    answer = Client().post(PATH, make.registering(title="", **BARE | {field: typed}))

    assert (answer.status_code, open_folds(answer)) == (422, [fold])


def test_field_that_nobody_placed_is_drawn_in_the_last_fold(call):
    from django import forms

    from groundswell.web.forms.registering import RegisterForm

    form = RegisterForm(call=call)
    form.fields["seats"] = forms.IntegerField(required=False)

    assert [field.name for field in form.folds["more"].fields][-1] == "seats"


def test_every_field_is_drawn_once(call):
    page = page_of(Client().get(PATH))

    once = (
        "kind",
        "title",
        "date",
        "start",
        "end",
        "town",
        "town_id",
        "address",
        "point",
        "description",
        "join_address",
    )
    more = (
        "meeting_point",
        "shown_from",
        "unannounced",
        "route_file",
        "route_stops",
        "metres",
        "repeat",
        "repeat_until",
    )
    for name in (*once, *more, "organisations", "website", "contact", "rules"):
        assert len(re.findall(rf'<(?:input|select|textarea)[^>]*name="{name}"', page)) == 1, name
    assert len(re.findall('name="online"', page)) == 3  # on site, online, both


# The preview.


def look(browser: Client, **changed):
    return browser.post(PATH, make.registering(look="yes", **changed))


def test_preview_shows_the_page_and_keeps_nothing(call):
    answer = look(Client())

    page = page_of(answer)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    assert "A preview: nothing is sent yet" in page
    assert ">Walk the Douro</h1>" in page
    assert "Cais da Ribeira" in page
    for model in (Action, Contact, Fact, Code, Letter):
        assert not model.objects.exists()
    assert mail.outbox == []


def test_preview_shows_the_address_nowhere_but_in_the_form_below(call):
    page = page_of(look(Client()))

    assert page.count("ana@rivers.example") == 1
    assert 'type="hidden" name="contact" value="ana@rivers.example"' in page


def typed_below(answer) -> dict[str, list[str]]:
    return {
        name: [value for each, value in answer.context["typed"] if each == name]
        for name, _value in answer.context["typed"]
    }


def test_preview_holds_all_that_was_typed_and_sends_it(call):
    below = typed_below(
        look(Client(), description="Bring boots.\r\nAnd <b>soap</b>.", access=["quiet-place", "seating"])
    )

    answer = Client().post(PATH, below)

    action = Action.objects.get()
    assert answer["Location"] == SENT
    assert (action.access, action.description.split()) == (
        ["quiet-place", "seating"],
        ["Bring", "boots.", "And", "<b>soap</b>."],
    )


def test_going_back_from_the_preview_finds_all_that_was_typed(call):
    below = typed_below(look(Client()))

    answer = Client().post(PATH, below | {"back": "yes"})

    assert (answer.status_code, Action.objects.count()) == (200, 0)
    for words in ("Walk the Douro", "Cais da Ribeira", "Bring boots.", "ana@rivers.example"):
        assert words in page_of(answer)
    assert open_folds(answer) == ["what", "hosts", "access", "more"]


def test_preview_of_what_is_wrong_is_the_form_with_its_errors(call):
    answer = look(Client(), title="")

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["title"])


def test_preview_of_what_the_call_does_not_take_says_so(call):
    call.close(by="server")

    answer = look(Client())

    assert answer.status_code == 422
    assert "This call takes no more actions." in page_of(answer)
    assert "Bring boots." in page_of(answer)


def test_preview_is_the_same_in_arabic(call):
    answer = Client().post(f"/ar{PATH}", make.registering(look="yes"))

    assert (answer.status_code, 'dir="rtl"' in page_of(answer), Action.objects.count()) == (200, True, 0)


# Nothing typed is lost, whatever refuses it.


@pytest.mark.parametrize("refusal", ["error", "closed", "double", "letters", "often"])
def test_every_refusal_keeps_all_that_was_typed(call, settings, refusal):
    typed = make.registering(website="https://rivers.example/walk", point="41.14, -8.61")
    if refusal == "error":
        typed["start"] = ""
    elif refusal == "closed":
        call.close(by="server")
    elif refusal == "double":
        make.action(call)
    elif refusal == "letters":
        settings.RATE_LIMITS = True
        for number in range(3):
            Client().post(PATH, make.registering(title=f"Walk number {number} of many"))
    elif refusal == "often":
        settings.RATE_LIMITS = True
        for number in range(20):
            make.browser().post(
                PATH, make.registering(title=f"Walk {number} again", contact=f"a{number}@rivers.example")
            )
    before = Action.objects.count()

    answer = make.browser().post(PATH, typed)

    page = page_of(answer)
    assert Action.objects.count() == before
    for name in ("title", "date", "town", "address", "point", "description", "organisations", "website", "contact"):
        assert str(typed[name]) in page, name
    assert re.search(r'value="step-free"[^>]* checked', page)
    assert re.search(r'value="pt"[^>]* checked', page)
    assert open_folds(answer) == ["what", "where", "hosts", "access", "more"]


# What is near there.


def test_same_title_on_the_day_before_stops_it_once(call):
    other = make.action(call, title="Walk the Douro!", starts=make.at(make.DAY))
    typed = make.registering(date=(make.DAY + timedelta(days=1)).isoformat())

    asked = Client().post(PATH, typed)
    sent = Client().post(PATH, typed | {"beside": other.ref})

    assert "Nearly the same title." in page_of(asked)
    assert (asked.status_code, sent["Location"], Action.objects.count()) == (200, SENT, 2)


def test_other_title_on_the_day_before_is_told_beside_and_stops_nobody(call):
    make.action(call, title="Clean the weir", starts=make.at(make.DAY))
    typed = make.registering(date=(make.DAY + timedelta(days=1)).isoformat())

    words = {"town": "Porto, Portugal", "date": typed["date"], "title": typed["title"]}
    beside = page_of(Client().get(f"{PATH}beside/", words))

    assert ("Clean the weir" in beside, "On the day before or after." in beside) == (True, True)
    assert Client().post(PATH, typed)["Location"] == SENT


# After sending.


def test_page_after_sending_says_what_happens_next(call, host):
    host.post(PATH, make.registering())

    page = page_of(host.get(SENT))

    assert "The letter leaves within a minute" in page
    assert "Then a moderator looks at it." in page
    assert "No letter, or a wrong address?" in page
    assert "ana@rivers.example" not in page


def test_page_after_sending_says_when_the_letter_left(call, host, reading):
    host.post(PATH, make.registering())
    work.work_off()

    assert "The letter left at" in page_of(host.get(SENT))


def test_page_after_sending_says_that_the_letter_failed(call, host, reading):
    host.post(PATH, make.registering())
    work.work_off()
    Letter.objects.update(sent_at=None, trouble="SMTPRecipientsRefused", tries=1)

    assert "could not be delivered so far" in page_of(host.get(SENT))


def test_wrong_address_is_put_right_in_the_same_browser(call, host, reading):
    host.post(PATH, make.registering(contact="anna@rivers.example"))
    work.work_off()

    answer = host.post(ADDRESS, {"contact": "ana@rivers.example"})
    work.work_off()

    assert answer["Location"] == SENT
    assert [letter.to for letter in mail.outbox] == [["anna@rivers.example"], ["ana@rivers.example"]]
    assert Client().post("/proof/", {"code": code_in(mail.outbox[0])}).status_code == 422
    assert Contact.objects.exclude(sealed="").count() == 1
    Client().post("/proof/", {"code": code_in(mail.outbox[1])})
    assert Action.objects.get().proven_at


def test_wrong_address_tells_its_error_and_keeps_what_was_typed(call, host):
    host.post(PATH, make.registering())

    answer = host.post(ADDRESS, {"contact": "ana at rivers"})

    assert answer.status_code == 422
    assert "ana at rivers" in page_of(answer)


def test_letter_goes_once_more_to_the_same_address(call, host, reading):
    host.post(PATH, make.registering())
    host.post(ADDRESS, {"again": "yes"})
    work.work_off()

    assert [letter.to for letter in mail.outbox] == [["ana@rivers.example"]] * 2


def test_nobody_else_can_change_the_address(call, host):
    host.post(PATH, make.registering())
    stranger = make.browser()
    stranger.post(PATH, make.registering())  # the same form again: it is one action, and theirs no more than before

    answer = stranger.post(ADDRESS, {"contact": "eve@evil.example"})

    assert answer["Location"] == "/proof/"
    assert not Fact.objects.filter(what="action.asked_elsewhere").exists()


def test_proven_address_stays(call, host, reading):
    host.post(PATH, make.registering())
    work.work_off()
    Client().post("/proof/", {"code": code_in(mail.outbox[0])})

    assert host.post(ADDRESS, {"contact": "eve@evil.example"})["Location"] == "/proof/"
    assert "wrong address?" not in page_of(host.get(SENT))


def test_letters_to_addresses_that_are_tried_are_counted(call, host, settings):
    settings.RATE_LIMITS = True
    host.post(PATH, make.registering())
    for number in range(10):
        host.post(ADDRESS, {"contact": f"a{number}@rivers.example"})

    answer = host.post(ADDRESS, {"contact": "one.more@rivers.example"})

    assert (answer.status_code, "Retry-After" in answer) == (429, True)


# What nobody expects.

ODD = (
    "\x00",
    "\u202e",
    "<script>alert(1)</script>",
    "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
    "a" * 9000,
)


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_odd_text_in_a_preview_or_on_the_way_back_breaks_nothing(call, odd):
    for button in ("look", "back"):
        for field in (*make.registering(), "town_id", "beside", "here", "rules_version", odd[:40]):
            answer = make.browser().post(PATH, make.registering(**{field: odd, button: odd}))
            assert answer.status_code in (200, 422), (button, field)
            assert "<script>alert" not in page_of(answer)
    assert not Action.objects.exists()


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_odd_address_after_sending_breaks_nothing(call, host, odd):
    host.post(PATH, make.registering())

    assert host.post(ADDRESS, {"contact": odd}).status_code == 422
