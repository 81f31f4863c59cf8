import pytest
from django.test import Client

from groundswell.core.models import Action, Code, Fact
from groundswell.web.host import ChangeForm
from tests import make


@pytest.fixture
def action(call):
    return make.action(call, title="Walk the Douro", address="Cais da Ribeira", contact=make.contact())


@pytest.fixture
def host(action):
    browser = make.browser()
    browser.post("/host/", {"code": Code.mint(Code.HOST, action=action)})
    return browser


def typed(**changed):
    words = make.registering(town="Porto, Portugal", start="12:00", end="") | changed
    return {name: value for name, value in words.items() if name not in ("contact", "rules")}


def test_host_opens_with_the_code_however_it_is_typed(action):
    code = Code.mint(Code.HOST, action=action)

    for written in (code, code.lower().replace("-", " "), f"http://testserver/host/#{code}"):
        assert Client().post("/host/", {"code": written})["Location"] == "/host/"


@pytest.mark.parametrize("code", ["", "AAAA", "A" * 24, "\x00" * 24, "AAAA-AAAA-AAAA-AAAA-AAAA-AAAA", "<b>" * 60])
def test_host_with_a_wrong_code_is_told_so_and_sees_nothing(action, code):
    answer = Client().post("/host/", {"code": code})

    assert answer.status_code == 422
    assert "Walk the Douro" not in answer.content.decode()


def test_host_code_of_another_purpose_or_past_its_time_opens_nothing(action):
    from datetime import timedelta

    from groundswell.lib.clock import now

    for code in (
        Code.mint(Code.PROOF, action=action),
        Code.mint(Code.HOST, action=action, until=now() - timedelta(minutes=1)),
    ):
        assert Client().post("/host/", {"code": code}).status_code == 422


def test_host_changes_what_they_want_and_the_log_keeps_the_old(host, action):
    host.post("/host/action/", typed(title="Walk the whole Douro"))

    action.refresh_from_db()
    assert (action.title, action.state, action.revision) == ("Walk the whole Douro", "published", 2)
    fact = Fact.objects.get(what="action.changed")
    assert fact.changes["title"] == ["Walk the Douro", "Walk the whole Douro"]
    assert fact.by == "host"


def test_host_names_another_place_and_it_is_moved_with_the_old_one_kept(host, action):
    host.post("/host/action/", typed(address="In the library", because="More room"))

    action.refresh_from_db()
    move = action.moves.get()
    assert (action.state, move.before["address"], move.after["address"], move.because) == (
        "moved",
        "Cais da Ribeira",
        "In the library",
        "More room",
    )


def test_host_names_another_day_and_it_is_postponed(host, action):
    host.post("/host/action/", typed(date="2031-03-16"))

    action.refresh_from_db()
    assert (action.state, action.day.isoformat()) == ("postponed", "2031-03-16")
    assert action.postponements.get().from_starts.day == 15


def test_host_leaves_everything_and_nothing_is_written(host, action):
    host.post(
        "/host/action/",
        typed()
        | {"title": "Walk the Douro", "description": "", "organisations": "", "languages": ["en"], "access": []},
    )

    action.refresh_from_db()
    assert action.revision == 1
    assert not Fact.objects.filter(what="action.changed").exists()


def test_host_cancels_with_a_reason(host, action):
    assert host.post("/host/cancellation/", {"because": ""}).status_code == 422
    host.post("/host/cancellation/", {"because": "Flood warning"})

    action.refresh_from_db()
    assert (action.state, action.cancellation.because, action.cancellation.by) == ("cancelled", "Flood warning", "host")


def test_host_cancels_twice_and_it_is_cancelled_once(host, action):
    for _time in range(2):
        host.post("/host/cancellation/", {"because": "Flood warning"})

    assert Fact.objects.filter(what="action.cancelled").count() == 1


def test_host_of_one_action_has_no_business_with_another(host, call):
    other = make.action(call, title="Other")
    host.post("/host/cancellation/", {"because": "Flood warning"})

    other.refresh_from_db()
    assert other.state == "published"


@pytest.mark.parametrize("page", ["/host/action/", "/host/cancellation/", "/host/withdrawal/"])
def test_host_pages_without_a_code_lead_to_where_it_is_asked(action, page):
    assert Client().get(page)["Location"] == "/host/"
    assert Client().post(page, typed())["Location"] == "/host/"
    assert Action.objects.get().state == "published"


def test_host_leaves_and_the_browser_forgets(host):
    host.post("/host/leave/")

    assert "Walk the Douro" not in host.get("/host/").content.decode()


def test_host_pages_are_kept_by_no_cache(host):
    for page in ("/host/", "/host/action/", "/host/cancellation/"):
        assert host.get(page)["Cache-Control"] == "no-store"


def test_host_changing_the_place_is_asked_for_when_and_where_and_all_else_stands_behind_a_fold(host, action):
    page = host.get("/host/action/").content.decode()
    before, fold = page.split('<details class="fold group">')

    assert ['name="date"' in before, 'name="town"' in before, 'name="title"' in before] == [True, True, False]
    assert 'name="title"' in fold


def test_host_finds_every_field_of_the_form_on_the_page(host, action):
    page = host.get("/host/action/").content.decode()

    assert [name for name in ChangeForm(action=action).fields if f'name="{name}"' not in page] == []


def test_host_with_a_fault_behind_the_fold_finds_it_open(host):
    answer = host.post("/host/action/", typed(title="W"))

    assert answer.status_code == 422
    assert '<details class="fold group" open>' in answer.content.decode()


def test_host_is_told_that_the_change_is_saved(host):
    answer = host.post("/host/action/", typed(title="Walk the whole Douro"), follow=True)

    assert [str(message) for message in answer.context["messages"]] == ["Saved."]
