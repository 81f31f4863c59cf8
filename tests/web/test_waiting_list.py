import pytest
from django.core import mail
from django.test import Client

from groundswell.core import work
from groundswell.core.models import Action, Attendance, Code, Reader, Standby
from tests import make

ADDRESS = "canarywaits@home.example"


@pytest.fixture
def action(call):
    Reader.named("mail")
    action = make.action(call, title="Down the river by boat", capacity=2, contact=make.contact())
    Attendance.say(action, "r" * 32, 2)
    return action


@pytest.fixture
def host(action):
    browser = make.browser()
    browser.post("/host/", {"code": Code.mint(Code.HOST, action=action)})
    return browser


def ask(action: Action, **typed: str):
    return make.browser().post(f"/actions/{action.ref}/waiting/", {"number": "1", "contact": ADDRESS} | typed)


def letter() -> str:
    work.work_off()
    return str(mail.outbox[-1].body)


def code_in(text: str) -> str:
    return next(line for line in text.splitlines() if line.count("-") == 5 and "/" not in line)


def test_waiting_list_from_the_page_to_a_place_and_back(action):
    assert ask(action)["Location"] == "/proof/?sent=standby"
    proof = code_in(letter())
    assert "You are on the waiting list." in make.browser().post("/proof/", {"code": proof}).content.decode()
    assert code_in(letter())

    Attendance.say(action, "r" * 32, 1)
    told = letter()
    assert mail.outbox[-1].subject == "There is a place for you: “Down the river by boat”"
    assert mail.outbox[-1].to == [ADDRESS]

    browser = make.browser()
    page = browser.post("/host/", {"code": code_in(told)}, follow=True).content.decode()
    assert "You have a place" in page and "Give the place back" in page
    browser.post("/host/standby/")
    action.refresh_from_db()
    assert (action.coming, Standby.objects.count()) == (1, 0)
    assert browser.get("/host/").status_code == 200


def test_waiting_list_page_leads_back_where_there_are_places(action):
    assert Client().get(f"/actions/{action.ref}/waiting/").status_code == 200
    Attendance.take_back(action, "r" * 32)

    assert Client().get(f"/actions/{action.ref}/waiting/")["Location"] == f"/actions/{action.ref}/#coming"


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"contact": ""}, "contact"), ({"contact": "ana"}, "contact"), ({"number": "x"}, "number"),
     ({"number": ""}, "number"), ({"number": "3"}, "__all__")],
)  # fmt: skip
def test_wrong_form_of_the_waiting_list_is_told_and_kept(action, typed, field):
    answer = ask(action, **typed)

    assert answer.status_code == 422
    assert [*answer.context["form"].errors] == [field]
    assert Standby.objects.count() == 0


def test_address_on_the_waiting_list_is_in_no_output_and_in_no_table(action, mona_browser, host, caplog, settings):
    from django.apps import apps

    ask(action)
    make.browser().post("/proof/", {"code": code_in(letter())})
    work.work_off()

    pages = ["/", "/actions/", f"/actions/{action.ref}/", f"/actions/{action.ref}/waiting/", "/actions.csv",
             "/actions.json", "/actions.ics", "/actions.atom", "/actions.geojson", f"/api/v1/actions/{action.ref}/",
             "/desk/calls/clean-rivers/", "/desk/calls/clean-rivers/?show=public", "/host/", "/host/attendance/"]  # fmt: skip
    for page in pages:
        for browser in (Client(), mona_browser, host):
            answer = browser.get(page)
            told = answer.getvalue() if answer.streaming else answer.content
            assert b"canarywaits" not in told, page
    for model in apps.get_models():
        assert "canarywaits" not in str([*model._base_manager.values()]), model
    assert "canarywaits" not in caplog.text
    assert [ADDRESS] in [letter.to for letter in mail.outbox]


def test_host_sees_how_many_wait_and_gives_them_places(action, host):
    ask(action, number="2")
    make.browser().post("/proof/", {"code": code_in(letter())})
    page = host.get("/host/attendance/").content.decode()
    assert "<dt>On the waiting list</dt><dd>2</dd>" in page

    host.post("/host/attendance/", {"capacity": "4", "rounded": "on"})

    action.refresh_from_db()
    assert (action.capacity, action.coming_rounded, action.coming) == (4, True, 4)


def test_host_sees_the_exact_number_where_everybody_else_reads_it_rounded(action, host):
    Action.objects.update(coming=7, coming_rounded=True, capacity=None)

    assert "<dd>7 <span" in host.get("/host/").content.decode()


@pytest.mark.parametrize("capacity", ["0", "-1", "x", "1000001", "1.5", "9" * 5000])
def test_capacity_that_is_none_is_told_beside_its_field(host, action, capacity):
    answer = host.post("/host/attendance/", {"capacity": capacity})

    assert (answer.status_code, [*answer.context["form"].errors]) == (422, ["capacity"])
    action.refresh_from_db()
    assert action.capacity == 2


def test_history_tells_that_the_number_of_places_changed(action, host):
    host.post("/host/attendance/", {"capacity": "", "rounded": ""})

    changes = Client().get(action.get_absolute_url()).context["history"][0].changes
    assert [change["label"] for change in changes] == ["Number of places"]


def test_code_of_the_waiting_list_opens_nothing_else(action):
    ask(action)
    make.browser().post("/proof/", {"code": code_in(letter())})
    browser = make.browser()
    browser.post("/host/", {"code": code_in(letter())})

    for page in ("/host/action/", "/host/attendance/", "/host/cancellation/"):
        assert browser.get(page)["Location"] == "/host/"


def letters_to_waiting(action: Action) -> list[tuple[str, str]]:
    mail.outbox.clear()
    work.work_off()
    return [(str(letter.subject), str(letter.body)) for letter in mail.outbox if letter.to == [ADDRESS]]


def wait_for_a_place(action: Action) -> Standby:
    standby = Standby.ask(action, number=1, address=ADDRESS, language="en")
    standby.prove()
    letters_to_waiting(action)
    return standby


def test_who_waits_hears_that_it_is_cancelled_and_may_leave_by_that_letter(action):
    standby = wait_for_a_place(action)

    action.cancel(by="host", because="High water")

    [(subject, text)] = letters_to_waiting(action)
    assert subject == "“Down the river by boat” is cancelled"
    assert "does not take place" in text and "The reason: High water" in text
    browser = make.browser()
    browser.post("/host/", {"code": code_in(text)})
    browser.post("/host/standby/")
    assert not Standby.objects.filter(pk=standby.pk).exists()


def test_who_waits_hears_of_another_hour_and_place_but_not_of_other_words(action):
    wait_for_a_place(action)

    action.change(by="host", description="Bring a hat.")
    assert letters_to_waiting(action) == []

    action.change(by="host", address="The other bank")
    [(subject, text)] = letters_to_waiting(action)
    assert subject == "“Down the river by boat” was changed"
    assert "The other bank" in text and "your turn for one, is kept" in text


def test_who_waits_hears_that_there_is_no_date_yet_and_that_it_takes_place_after_all(action):
    wait_for_a_place(action)

    action.postpone(by="host", because="Ice on the river")
    [(_subject, text)] = letters_to_waiting(action)
    assert "There is no new date yet." in text

    action.cancel(by="host", because="Nobody can come")
    letters_to_waiting(action)
    action.stand_again(by="host", because="The ice is gone")
    assert len(letters_to_waiting(action)) == 1


def test_address_that_has_not_answered_hears_nothing(action):
    Standby.ask(action, number=1, address=ADDRESS, language="en")
    letters_to_waiting(action)

    action.cancel(by="host", because="Nobody can come")

    assert letters_to_waiting(action) == []
