import re
from datetime import UTC, datetime

import pytest
from django.core import mail
from django.test import Client

from groundswell.core import work
from groundswell.core.models import Action, Call
from tests import make


def send(call: Call, **changed: str | list[str]):
    return Client().post(f"/calls/{call.slug}/register/", make.registering(**changed))


def code_in(message: mail.EmailMessage) -> str:
    return re.search(r"(?:[0-9A-Z]{4}-){5}[0-9A-Z]{4}", message.body)[0]


@pytest.fixture
def reading(db):
    """The worker's place in the log is its beginning."""
    work.read_facts()


def test_register_keeps_what_was_typed_in_the_zone_of_the_town(call):
    answer = send(call)

    action = Action.objects.get()
    assert answer["Location"] == "/proof/?sent=action"
    assert (action.title, action.kind, action.state, action.timezone) == (
        "Walk the Douro",
        "march",
        "proposed",
        "Europe/Lisbon",
    )
    assert (action.locality, action.country, action.town, action.geo_precision) == ("Porto", "PT", 2735943, "town")
    assert (action.starts, action.ends) == (
        datetime(2031, 3, 15, 10, tzinfo=UTC),
        datetime(2031, 3, 15, 13, tzinfo=UTC),
    )
    assert action.organisation_names() == ["River Keepers of Porto"]
    assert (action.access, action.languages) == (["step-free"], ["pt"])


def test_register_then_prove_then_host_from_the_letters_alone(call, reading):
    call.policy = "proof"
    call.save()
    send(call)
    work.work_off()
    browser = make.browser()

    proven = browser.post("/proof/", {"code": code_in(mail.outbox[0])})

    action = Action.objects.get()
    assert action.state == "published"
    shown_code = re.search(r"(?:[0-9A-Z]{4}-){5}[0-9A-Z]{4}", proven.content.decode())[0]
    assert browser.post("/host/", {"code": shown_code}, follow=True).context["action"].action == action
    work.work_off()
    assert {letter.to[0] for letter in mail.outbox} == {"ana@rivers.example"}
    assert Client().post("/host/", {"code": code_in(mail.outbox[1])}, follow=True).context["action"].action == action


def test_register_under_review_is_not_public_until_decided(call, reading):
    send(call)
    work.work_off()
    Client().post("/proof/", {"code": code_in(mail.outbox[0])})

    action = Action.objects.get()
    assert (action.state, action.proven_at is not None) == ("proposed", True)
    assert Client().get(action.get_absolute_url()).status_code == 404


def test_register_twice_is_one_action_and_one_letter(call, reading):
    send(call)
    send(call)
    work.work_off()

    assert Action.objects.count() == 1
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""), ("title", "x"), ("title", "x" * 200), ("title", "\x00\x01"), ("kind", "party"), ("kind", ""),
        ("date", "2031-02-30"), ("date", "tomorrow"), ("date", "2031-06-01"), ("date", "1999-01-01"), ("start", "25:00"), ("start", ""),
        ("end", "09:00"), ("end", "10:00"), ("town", ""), ("town", "x" * 500), ("point", "here"), ("point", "95,1"), ("point", "-33,-70"),
        ("contact", "not an address"), ("contact", ""), ("rules", ""), ("website", "javascript:alert(1)"), ("access", ["wings"]),
        ("languages", ["klingon"]), ("organisations", "x\n" * 40 + "\n".join(map(str, range(30)))), ("description", "x" * 6000),
    ],
)  # fmt: skip
def test_register_tells_beside_the_field_what_is_wrong_and_keeps_the_rest(call, field, value):
    answer = send(call, **{field: value})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not Action.objects.exists()
    if field != "description":
        assert "Bring boots." in answer.content.decode()


def test_register_asks_which_town_is_meant_where_several_have_the_name(call):
    asked = send(call, town="Springfield")
    towns = asked.context["form"].fields["which"].choices

    assert list(asked.context["form"].errors) == ["which"]
    send(call, town="Springfield", which=str(towns[1][0]))
    assert Action.objects.get().town == towns[1][0]


def test_register_takes_a_town_that_nobody_knows_beside_one_that_is_known(call):
    asked = send(call, town="Nether Wallop-under-Nowhere")
    assert list(asked.context["form"].errors) == ["near_town"]

    send(call, town="Nether Wallop-under-Nowhere", near_town="Porto, Portugal")

    action = Action.objects.get()
    assert (action.locality, action.country, action.timezone, action.town) == (
        "Nether Wallop-under-Nowhere",
        "PT",
        "Europe/Lisbon",
        None,
    )


def test_register_in_the_towns_own_script(call):
    send(call, town="القاهرة", date="2031-03-15")

    assert (Action.objects.get().country, Action.objects.get().timezone) == ("EG", "Africa/Cairo")


def test_register_past_midnight_ends_the_next_day(call):
    send(call, start="22:00", end="01:00")

    assert Action.objects.get().ends == datetime(2031, 3, 16, 1, tzinfo=UTC)


def test_register_online_needs_no_town(call):
    send(call, town="", online="on", address="https://meet.rivers.example")

    action = Action.objects.get()
    assert (action.online, action.country, action.timezone) == (True, "", "UTC")


def test_register_takes_only_the_kinds_of_the_call(call):
    call.kinds = ["vigil"]
    call.save()

    assert list(send(call).context["form"].errors) == ["kind"]


def test_register_under_a_closed_call_says_so_and_makes_nothing(call):
    call.stage = "closed"
    call.save()

    assert "no more actions" in send(call).content.decode()
    assert not Action.objects.exists()


def test_register_sends_no_more_than_three_letters_an_hour_to_one_address(call):
    for number in range(3):
        send(call, title=f"Walk {number}")

    answer = send(call, title="Walk 4")

    assert list(answer.context["form"].errors) == ["contact"]
    assert Action.objects.count() == 3


def test_register_shows_markup_as_text(call):
    call.policy = "proof"
    call.save()
    send(call, title="<script>alert(1)</script>", description="<img src=x onerror=alert(1)>")
    action = Action.objects.get()
    action.prove()

    page = Client().get(action.get_absolute_url()).content.decode()

    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_register_while_the_call_closes_keeps_what_was_typed(call):
    call.stage = "closed"
    call.save()

    answer = send(call)

    assert answer.status_code == 422
    assert "Bring boots." in answer.content.decode()


def test_register_says_that_the_end_is_wrong_while_the_town_is_still_unknown(call):
    answer = send(call, town="Nowhereville", start="12:00", end="11:00")

    assert {*answer.context["form"].errors} == {"near_town", "end"}


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("title", "Go", "Write at least 3 characters."),
        ("title", "W" * 161, "Write at most 160 characters; here are 161."),
        ("kind", "party", "“party” is not on the list. Choose one that is."),
    ],
)
def test_register_says_what_to_do_in_our_own_words(call, field, value, said):
    answer = send(call, **{field: value})

    assert answer.context["form"].errors[field] == [said]
