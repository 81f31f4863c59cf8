import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import translation

from groundswell.core.models import Action, Call, Decision, Endorsement, Person, Report
from groundswell.lib.clock import now
from groundswell.web.templatetags.words import since
from tests import make

DESK = "/desk/calls/clean-rivers/"
DECISIONS = f"{DESK}decisions/"


def proposed(call: Call, title: str = "Walk the river", **fields: object) -> Action:
    return make.action(call, **({"title": title, "state": "proposed", "published_at": None} | fields))


def page(browser: Client, **words: str) -> str:
    answer = browser.get(f"{DESK}?{urlencode(words)}")
    assert answer.status_code == 200
    return answer.content.decode()


def picks(text: str) -> list[str]:
    return re.findall(r'name="pick" value="(\w+:\d+)"', text)


def told(browser: Client, **given: object) -> str:
    """What the desk says after a decision was sent."""
    answer = browser.post(DECISIONS, given, follow=True)
    assert answer.status_code == 200
    return " ".join(str(message) for message in answer.context["messages"])


# What awaits decision


def test_desk_shows_the_calls_somebody_works_on_with_what_waits(mona_browser, call, otto):
    proposed(call)
    make.endorsement(call, state="proven", proven_at=now())
    make.signature(make.statement(call), organisation="River Keepers", state="proven", accepted_at=None)

    text = mona_browser.get("/desk/").content.decode()

    assert call.title in text and "Week of Quiet Nights" not in text
    assert re.findall(r"<b>(\d+)</b>", text) == ["1", "1", "1"]


def test_desk_without_a_call_says_what_to_do(db):
    answer = make.browser()
    answer.force_login(make.person("new@rivers.example", role="convenor"))

    assert "There is no call yet" in answer.get("/desk/").content.decode()


def test_tray_holds_what_is_proven_and_undecided_of_this_call_alone(mona_browser, call, otto):
    mine = [
        proposed(call),
        make.endorsement(call, state="proven", proven_at=now()),
        make.report(make.past_action(call), low=10, accepted=False),
    ]
    proposed(call, proven_at=None)
    make.endorsement(call, "Not proven", state="asked")
    proposed(otto.roles.get().call)

    text = page(mona_browser, sort="longest")

    assert sorted(picks(text)) == sorted(f"{thing._meta.model_name}:{thing.pk}" for thing in mine)


def test_tray_tells_what_is_needed_to_decide(mona_browser, call):
    proposed(call, "Walk the Douro", organisations=["River Keepers"], description="Bring boots. " * 40)
    text = page(mona_browser)

    assert "Walk the Douro" in text
    assert "hosted by <bdi>River Keepers</bdi>" in text
    assert "Saturday 15 March 2031" in text and "12:00" in text and "Europe/Lisbon" in text
    assert "Riverside, Porto, Portugal" in text
    assert "Bring boots." in text
    assert "Ground rules accepted" in text


def test_tray_tells_what_a_report_says_and_where_it_comes_from(mona_browser, call):
    source = {"publisher": "The Daily", "title": "Crowd at the river", "address": "https://daily.example/1"}
    estimates = [{"low": 200, "high": 300, "counter": "police"}]
    make.report(make.past_action(call), estimates=estimates, sources=[source], arrests="two", accepted=False)

    text = page(mona_browser)

    assert "<b><bdi>200 – 300</bdi></b> · the police" in text
    assert 'Arrests:</b> <span dir="auto">two</span>' in text
    assert 'href="https://daily.example/1"' in text and "The Daily" in text


def test_tray_shows_look_alikes_of_the_same_town_and_day(mona_browser, call):
    make.action(call, title="Already there")
    make.action(call, "lisbon", title="Another town")
    make.action(call, title="Another day", starts=datetime(2031, 3, 16, 12, tzinfo=UTC))
    proposed(call, "New one")

    text = page(mona_browser)

    assert "Same town, same day: one more" in text
    assert "Already there" in text and "Another town" not in text and "Another day" not in text


def test_tray_shows_markup_as_text(mona_browser, call):
    proposed(call, "<script>alert(1)</script>", description="<img src=x onerror=alert(1)>")

    text = page(mona_browser)

    assert "<script>alert" not in text and "<img src=x" not in text
    assert "&lt;script&gt;alert(1)" in text


@pytest.fixture
def three(call: Call) -> list[Action]:
    """One that starts soon and came last, one that waits longest, one between."""
    moment = now()
    return [
        proposed(call, "Soon", starts=moment + timedelta(hours=20), proven_at=moment),
        proposed(call, "Long", starts=moment + timedelta(days=90), proven_at=moment - timedelta(days=4)),
        proposed(call, "Between", starts=moment + timedelta(days=20), proven_at=moment - timedelta(days=1)),
    ]


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("urgent", ["Soon", "Long", "Between"]),
        ("longest", ["Long", "Between", "Soon"]),
        ("soonest", ["Soon", "Between", "Long"]),
        ("nonsense", ["Soon", "Long", "Between"]),
    ],
)
def test_tray_is_in_the_order_asked_for(mona_browser, three, sort, order):
    found = picks(page(mona_browser, sort=sort))

    titles = {f"action:{action.pk}": action.title for action in three}
    assert [titles[pick] for pick in found] == order


def test_tray_can_be_narrowed_to_one_noun(mona_browser, call, three):
    endorsement = make.endorsement(call, state="proven", proven_at=now())

    assert picks(page(mona_browser, noun="endorsement")) == [f"endorsement:{endorsement.pk}"]
    assert len(picks(page(mona_browser, noun="nonsense"))) == 4
    assert "Nothing of this kind is waiting" in page(mona_browser, noun="report")


def test_tray_comes_in_pages_of_fifty(mona_browser, call):
    for number in range(51):
        proposed(call, f"Walk {number}")

    assert len(picks(page(mona_browser))) == 50
    assert len(picks(page(mona_browser, page="2"))) == 1
    assert len(picks(page(mona_browser, page="nonsense"))) == 50


def test_tray_asks_the_database_as_often_for_three_rows_as_for_one(
    mona_browser, call, django_assert_max_num_queries, django_assert_num_queries
):
    def one_of_each(name: str) -> None:
        proposed(call, name, organisations=[name])
        make.endorsement(call, name, state="proven", proven_at=now())
        make.report(make.past_action(call), low=1, sources=[{"publisher": name}], accepted=False)

    one_of_each("First")
    with django_assert_max_num_queries(30) as asked:
        page(mona_browser)
    one_of_each("Second")
    one_of_each("Third")
    with django_assert_num_queries(len(asked)):
        page(mona_browser)


@pytest.mark.parametrize("show", ["public", "changed", "decided"])
def test_tabs_ask_the_database_as_often_for_three_rows_as_for_one(
    mona_browser, call, mona, show, django_assert_max_num_queries, django_assert_num_queries
):
    def one() -> None:
        action = proposed(call, organisations=["River Keepers"])
        Decision.take(action, "accept", by=mona)
        action.change(by="host", title="Walk further")

    one()
    with django_assert_max_num_queries(15) as asked:
        page(mona_browser, show=show)
    one()
    one()
    with django_assert_num_queries(len(asked)):
        page(mona_browser, show=show)


def test_tray_that_is_empty_says_so(mona_browser):
    for show, words in {
        "": "Nothing is waiting",
        "public": "Nothing is public yet",
        "changed": "No change waits to be looked at",
        "decided": "Nothing was decided yet",
    }.items():
        assert words in page(mona_browser, show=show)


# Deciding


def test_deciding_about_many_at_once(mona_browser, call, mona):
    action, endorsement = proposed(call), make.endorsement(call, state="proven", proven_at=now())
    report = make.report(make.past_action(call), low=5, accepted=False)
    chosen = [f"action:{action.pk}", f"endorsement:{endorsement.pk}", f"report:{report.pk}"]

    assert told(mona_browser, verdict="accept", pick=chosen).startswith("3 accepted.")

    states = [
        thing.objects.get(pk=each.pk).state
        for thing, each in ((Action, action), (Endorsement, endorsement), (Report, report))
    ]
    assert states == ["published", "accepted", "accepted"]
    assert {decision.by for decision in Decision.objects.all()} == {mona}


def test_deciding_by_the_button_of_one_row_leaves_the_selected_ones_alone(mona_browser, call):
    one, other = proposed(call), proposed(call)

    mona_browser.post(DECISIONS, {"one": f"accept action:{one.pk}", "pick": f"action:{other.pk}"})

    assert list(Action.objects.order_by("id").values_list("state", flat=True)) == ["published", "proposed"]


@pytest.mark.parametrize("reason", [{"reason": "double"}, {"because": "We know these people"}])
def test_declining_takes_a_reason_from_the_list_or_in_own_words(mona_browser, call, reason):
    action = proposed(call)

    assert told(mona_browser, verdict="decline", pick=f"action:{action.pk}", **reason).startswith("1 declined.")

    decision = Decision.objects.get()
    assert {"reason": decision.reason, "because": decision.because} == {"reason": "", "because": ""} | reason


def test_declining_without_a_reason_asks_for_it_and_keeps_what_was_selected(mona_browser, call):
    chosen = [f"action:{proposed(call, 'Walk the Douro').pk}", f"action:{proposed(call).pk}"]

    answer = mona_browser.post(DECISIONS, {"verdict": "decline", "pick": chosen, "back": "noun=action"})

    text = answer.content.decode()
    assert (answer.status_code, "errorlist" in text) == (200, False)
    assert "Give a reason" in text and "Walk the Douro" in text
    assert picks(text) == chosen
    assert 'name="back" value="noun=action"' in text
    assert Decision.objects.count() == 0


def test_deciding_leads_back_to_the_same_place_of_the_tray(mona_browser, call):
    given = {"verdict": "accept", "pick": f"action:{proposed(call).pk}", "back": "noun=action&sort=soonest&evil=1"}

    assert mona_browser.post(DECISIONS, given).url == f"{DESK}?noun=action&sort=soonest"


def test_deciding_what_others_decided_meanwhile_says_which_and_does_the_rest(mona_browser, call, clara):
    first, second, third = proposed(call, "First"), proposed(call, "Second"), proposed(call, "Third")
    Decision.take(first, "accept", by=clara)
    Decision.take(second, "accept", by=clara)
    second.cancel(by="host", because="Flood warning")

    said = told(mona_browser, verdict="accept", pick=[f"action:{a.pk}" for a in (first, second, third)])

    assert said.startswith("1 accepted.")
    assert "2 were left as they are. “First”: decided already, by Clara. “Second”: It has changed since" in said
    assert Decision.objects.count() == 3


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"verdict": "accept"},
        {"verdict": "accept", "pick": ["action:0", "action:x", "nonsense:1", "action:" + "9" * 40, "action", "\x00"]},
        {"one": "accept"},
        {"one": "accept action:"},
    ],
)
def test_deciding_about_nothing_says_so(mona_browser, call, given):
    assert told(mona_browser, **given) == "Nothing was selected, or it is no longer there."


@pytest.mark.parametrize("verdict", ["", "publish", "\x00", "x" * 500])
def test_deciding_without_a_verdict_says_so(mona_browser, call, verdict):
    assert "Choose what to do" in told(mona_browser, verdict=verdict, pick=f"action:{proposed(call).pk}")


@pytest.mark.parametrize("bad", [{"asked": "yes"}, {"reason": "nonsense"}, {"reason": "double", "because": "x" * 401}])
def test_deciding_with_a_bad_reason_gives_the_form_again(mona_browser, call, bad):
    answer = mona_browser.post(DECISIONS, {"verdict": "decline", "pick": f"action:{proposed(call).pk}"} | bad)

    assert answer.status_code == 422
    assert Decision.objects.count() == 0


def test_deciding_reaches_nothing_of_another_call(mona_browser, call, otto):
    other = proposed(otto.roles.get().call)

    told(mona_browser, verdict="accept", pick=f"action:{other.pk}")

    assert Action.objects.get().state == "proposed"


def test_deciding_a_second_time_by_mistake_changes_nothing(mona_browser, call):
    given = {"verdict": "accept", "pick": f"action:{proposed(call).pk}"}
    told(mona_browser, **given)

    assert "decided already, by Mona." in told(mona_browser, **given)
    assert Decision.objects.count() == 1


# What is public, what changed, what was decided


def test_public_things_can_be_found_and_hidden(mona_browser, call):
    make.action(call, title="Walk the Douro")
    decoy = make.action(call, title="Bring matches")

    assert picks(page(mona_browser, show="public", q="mátches")) == [f"action:{decoy.pk}"]
    told(mona_browser, verdict="hide", reason="rules", pick=f"action:{decoy.pk}")

    assert list(Action.objects.visible().values_list("title", flat=True)) == ["Walk the Douro"]


def test_public_endorsements_and_reports_have_their_own_lists(mona_browser, call):
    endorsement, report = make.endorsement(call), make.report(make.past_action(call), low=10)

    assert picks(page(mona_browser, show="public", noun="endorsement")) == [f"endorsement:{endorsement.pk}"]
    assert picks(page(mona_browser, show="public", noun="report")) == [f"report:{report.pk}"]


def test_changes_by_hosts_show_old_and_new_side_by_side(mona_browser, call):
    action = make.action(call, title="Walk the river")
    action.change(
        by="host",
        because="More people",
        title="March along the river",
        starts=action.starts + timedelta(hours=1),
        organisations=["River Keepers"],
    )

    text = page(mona_browser, show="changed")

    assert "<del>Walk the river</del>" in text and "<ins>March along the river</ins>" in text
    assert "12:00</del>" in text and "13:00</ins>" in text
    assert "<ins>River Keepers</ins>" in text
    assert "Because: <bdi>More people</bdi>" in text


def test_decisions_show_who_and_why_and_can_be_undone(mona_browser, call, clara):
    action = proposed(call, "Walk the Douro")
    decision = Decision.take(action, "decline", by=clara, reason="double", because="See the other one")
    text = page(mona_browser, show="decided")
    assert [
        word
        for word in ("Walk the Douro", "declined", "Clara", "on the list already", "See the other one")
        if word not in text
    ] == []

    answer = mona_browser.post(f"/desk/decisions/{decision.pk}/undo/")

    assert answer.url == f"{DESK}?show=decided"
    assert Action.objects.get().state == "proposed"
    assert "undone" in page(mona_browser, show="decided")


def test_undoing_under_a_later_decision_is_refused_with_a_sentence(mona_browser, call, mona):
    action = proposed(call)
    first = Decision.take(action, "accept", by=mona)
    Decision.take(action, "hide", by=mona, reason="rules")

    answer = mona_browser.post(f"/desk/decisions/{first.pk}/undo/", follow=True)

    assert "A later decision stands" in answer.content.decode()
    assert Action.objects.get().state == "hidden"


def test_desk_never_shows_an_address(mona_browser, clara_browser, call):
    proposed(call, contact=make.contact("secret@host.example"))
    make.endorsement(call, state="proven", proven_at=now())

    pages = [
        page(mona_browser),
        page(mona_browser, show="public"),
        clara_browser.get(f"{DESK}people/").content.decode(),
    ]
    assert [text for text in pages if re.search(r"secret@host|keepers\.example|mona@|clara@", text)] == []


# Who may


ALL = (
    "/desk/",
    "/desk/calls/new/",
    DESK,
    f"{DESK}edit/",
    f"{DESK}stage/",
    DECISIONS,
    f"{DESK}people/",
    "/desk/preview/",
)
# GET and POST, for each of the above; a draft of another is not there for those who do not work on it.
ALLOWED = {
    "otto": [(200, 405), (403, 403), (403, 405), (403, 403), (403, 403), (403, 403), (403, 403), (405, 200)],
    "mona": [(200, 405), (403, 403), (200, 405), (403, 403), (403, 403), (405, 302), (403, 403), (405, 200)],
    "clara": [(200, 405), (403, 403), (200, 405), (200, 422), (405, 302), (405, 302), (200, 422), (405, 200)],
}
OTTO_OF_A_DRAFT = [(200, 405), (403, 403), (404, 405), (404, 404), (404, 404), (404, 404), (404, 404), (405, 200)]


def answers(browser: Client) -> list[tuple[int, int]]:
    return [(browser.get(url).status_code, browser.post(url).status_code) for url in ALL]


@pytest.mark.parametrize("name", ALLOWED)
def test_desk_opens_to_each_what_is_theirs(request, call, name):
    person: Person = request.getfixturevalue(name)
    browser = make.browser()
    browser.force_login(person)

    assert dict(zip(ALL, answers(browser), strict=True)) == dict(zip(ALL, ALLOWED[name], strict=True))


def test_draft_is_not_there_for_those_who_do_not_work_on_it(otto_browser, call):
    Call.objects.filter(pk=call.pk).update(stage="draft")

    assert dict(zip(ALL, answers(otto_browser), strict=True)) == dict(zip(ALL, OTTO_OF_A_DRAFT, strict=True))


def test_desk_leads_everybody_else_to_sign_in(call):
    browser = make.browser()
    for url in (*ALL, "/desk/decisions/1/undo/"):
        for answer in (browser.get(url), browser.post(url)):
            assert (answer.status_code, answer.url) == (302, f"/desk/sign-in/?next={url}")


def test_undoing_is_for_those_who_moderate_the_call(request, call, mona, otto_browser, clara_browser):
    decision = Decision.take(proposed(call), "accept", by=mona)
    url = f"/desk/decisions/{decision.pk}/undo/"

    assert (otto_browser.get(url).status_code, otto_browser.post(url).status_code) == (403, 403)
    Call.objects.filter(pk=call.pk).update(stage="draft")
    assert otto_browser.post(url).status_code == 404
    assert (clara_browser.get(url).status_code, clara_browser.post(url).status_code) == (405, 302)
    assert clara_browser.post("/desk/decisions/999999/undo/").status_code == 404


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", ["1\xa0day", "2\xa0days", "3\xa0days"]), ("ar", ["يوم", "يومين", "3\xa0أيام"])],
)
def test_how_long_it_has_waited_is_said_as_the_language_counts(language, told):
    with translation.override(language):
        assert [since(now() - timedelta(days=days, minutes=1)) for days in (1, 2, 3)] == told


def test_page_that_asks_for_a_reason_has_chosen_none(mona_browser, call):
    action = make.action(call, state="proposed")
    page = mona_browser.post(
        f"/desk/calls/{call.slug}/decisions/", {"one": f"decline action:{action.pk}"}
    ).content.decode()

    assert page.count('type="radio"') == 9
    assert "checked" not in page


@pytest.mark.parametrize(("because", "status"), [("", 422), ("Twice in one week.", 302)])
def test_another_reason_is_the_one_that_is_written(mona_browser, call, because, status):
    action = make.action(call, state="proposed")
    given = {"verdict": "decline", "pick": f"action:{action.pk}", "asked": "yes", "reason": "other", "because": because}
    answer = mona_browser.post(f"/desk/calls/{call.slug}/decisions/", given)

    assert answer.status_code == status
    assert list(Decision.objects.values_list("reason", "because")) == ([("", because)] if because else [])
    if not because:
        assert set(answer.context["form"].errors) == {"because"}
        assert re.search('value="other"[^>]* checked', answer.content.decode())
