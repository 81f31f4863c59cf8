import json

import pytest
from django.test import Client

from groundswell.core.models import Action, Call, Code, Fact, Link, Resource
from tests import make
from tests.web.test_toolkit import upload

OUTLINE = "## At the bank\n\n- Look for ten minutes\n- Count the fish"
READINGS = "River song | Ana Salgado | https://books.example/song\nThe weir\n\nOn mills | https://mills.example/"
TYPED = {
    "title": "Count a river",
    "language": "en",
    "licence": "cc0",
    "minutes": "40",
    "outline": OUTLINE,
    "readings": READINGS,
}


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def lesson(call: Call, title: str = "Count a river", **fields) -> Resource:
    given = {"kind": "lesson", "outline": OUTLINE, "minutes": 40, "language": "en"} | fields
    return Resource.publish(call, by="server", version={}, title=title, **given)


def add(browser: Client, call: Call, **changed):
    return browser.post(f"/desk/calls/{call.slug}/toolkit/lesson/", TYPED | changed)


def teach_in(**changed) -> dict[str, object]:
    return make.registering(kind="teach-in") | changed


def test_a_convenor_adds_a_lesson_and_it_has_a_page(call, clara_browser):
    assert add(clara_browser, call).status_code == 302
    made = Resource.objects.get()
    shown = Client().get(f"/calls/{call.slug}/toolkit/{made.ref}/").content.decode()

    assert made.readings == [
        {"title": "River song", "author": "Ana Salgado", "address": "https://books.example/song"},
        {"title": "The weir", "author": "", "address": ""},
        {"title": "On mills", "author": "", "address": "https://mills.example/"},
    ]
    assert [said in shown for said in ("40 minutes", "<h3>At the bank</h3>", "River song", "Ana Salgado")] == [True] * 4
    assert f"/calls/{call.slug}/toolkit/{made.ref}/" in Client().get(f"/calls/{call.slug}/toolkit/").content.decode()


def test_a_lesson_may_have_a_handout(call, clara_browser):
    add(clara_browser, call, file=upload())
    made = Resource.objects.get()

    assert Client().get(made.address)["Content-Type"] == "application/pdf"
    assert made.address in Client().get(made.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("changed", "field", "why"),
    [
        ({"minutes": "0"}, "minutes", "greater than or equal to 1"),
        ({"minutes": "9999"}, "minutes", "less than or equal to 1440"),
        ({"outline": "Short"}, "outline", "at least 10"),
        ({"readings": "A | B | C | D"}, "readings", "Line 1 is not understood."),
        ({"readings": "Fine\n| B"}, "readings", "Line 2 is not understood."),
        ({"readings": "A | https://no space.example/"}, "readings", "Line 1 is not understood."),
        ({"readings": "https://alone.example/"}, "readings", "Line 1 is not understood."),
        ({"readings": "one\n" * 41}, "readings", "At most 40 readings."),
        ({"link": "http://rivers.example/"}, "link", "https://"),
    ],
)
def test_what_is_wrong_in_a_lesson_is_said_beside_its_field(call, clara_browser, changed, field, why):
    answer = add(clara_browser, call, **changed)

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {field}
    assert why in str(answer.context["form"].errors[field])
    assert 'value="Count a river"' in answer.content.decode()


def test_an_outline_runs_nothing(call):
    made = lesson(call, outline="<script>alert(1)</script> [x](javascript:alert(1)) ![](https://evil.example/a.png)")
    shown = Client().get(made.get_absolute_url()).content.decode().partition("<article")[2].partition("</article")[0]

    assert [evil in shown for evil in ("<script>alert", 'href="javascript:', "<img")] == [False] * 3


def test_a_lesson_is_changed_with_all_that_stands_in_it(call, clara_browser):
    add(clara_browser, call)
    made = Resource.objects.get()
    address = f"/desk/calls/{call.slug}/toolkit/{made.ref}/"
    form = clara_browser.get(address).context["form"]
    readings = form.initial["readings"].splitlines()
    answer = clara_browser.post(address, TYPED | {"minutes": "50", "readings": "\n".join(readings[:2])})
    made.refresh_from_db()

    assert answer.status_code == 302
    assert readings == [line for line in READINGS.splitlines() if line]
    assert (made.minutes, [each["title"] for each in made.readings]) == (50, ["River song", "The weir"])
    assert set(Fact.objects.get(what="resource.changed").changes) == {"minutes", "readings"}


def test_a_reading_that_fell_silent_says_so(call):
    made = lesson(call, readings=[{"title": "Song", "author": "", "address": "https://books.example/"}])
    for _time in range(2):
        Link.looked("https://books.example/", status=404, trouble="gone")

    assert "This link has not answered since" in Client().get(made.get_absolute_url()).content.decode()


def test_every_resource_has_a_page(call):
    for kind, version, said in (
        ("message", {"text": "Come to the river."}, "Come to the river."),
        ("slides", {"link": "https://slides.example/"}, 'href="https://slides.example/"'),
    ):
        made = Resource.publish(call, by="server", kind=kind, title="One of them", version=version)
        assert said in Client().get(made.get_absolute_url()).content.decode()


def test_what_was_taken_off_has_none(call):
    made = lesson(call)
    made.take_off(by="server", because="Wrong")

    assert Client().get(made.get_absolute_url()).status_code == 404


def test_a_host_chooses_a_lesson_and_the_page_of_the_teach_in_leads_to_it(call):
    made = lesson(call)
    answer = Client().post(f"/calls/{call.slug}/register/", teach_in(lesson=str(made.pk)))
    Action.objects.update(state="published")
    action = Action.objects.get()
    told = json.loads(b"".join(Client().get(f"/actions/{action.ref}.json").streaming_content))
    page = f"/calls/{call.slug}/toolkit/{made.ref}/"

    assert answer.status_code == 302
    assert f'href="{page}"' in Client().get(f"/actions/{action.ref}/").content.decode()
    assert told["items"][0]["_event"]["lesson"] == {
        "title": "Count a river",
        "language": "en",
        "minutes": 40,
        "url": f"http://testserver{page}",
    }


def test_only_a_teach_in_has_a_lesson(call):
    answer = Client().post(f"/calls/{call.slug}/register/", make.registering(lesson=str(lesson(call).pk)))

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"lesson"}


@pytest.mark.parametrize("which", ["of another call", "taken off", "a poster", "nonsense"])
def test_only_a_lesson_in_the_toolkit_of_the_call_is_taken(call, which):
    lesson(call)
    foreign = lesson(make.call("quiet-nights"))
    gone = lesson(call, "Gone")
    gone.take_off(by="server", because="Wrong")
    poster = lesson(call, "Poster", kind="poster")
    given = {"of another call": foreign.pk, "taken off": gone.pk, "a poster": poster.pk, "nonsense": "1' OR 1"}[which]
    answer = Client().post(f"/calls/{call.slug}/register/", teach_in(lesson=str(given)))

    assert set(answer.context["form"].errors) == {"lesson"}
    assert Action.objects.count() == 0


def test_where_there_is_no_lesson_or_no_teach_in_nobody_is_asked_for_one(call):
    def asked() -> bool:
        return 'name="lesson"' in Client().get(f"/calls/{call.slug}/register/").content.decode()

    before = asked()
    lesson(call)
    between = asked()
    Call.objects.update(kinds=["march"])

    assert [before, between, asked()] == [False, True, False]


def test_a_host_chooses_another_lesson_later_and_the_change_is_told(call, mona_browser):
    first, second = lesson(call, "First steps"), lesson(call, "Second steps")
    action = make.action(call, kind="teach-in", lesson=first, title="At the bank", contact=make.contact())
    browser = make.browser()
    browser.post("/host/", {"code": Code.mint(Code.HOST, action=action)})
    typed = make.registering(kind="teach-in", town="Porto, Portugal", start="12:00", end="", title="At the bank")
    form = browser.get("/host/action/").context["form"]
    answer = browser.post("/host/action/", typed | {"lesson": str(second.pk)})
    action.refresh_from_db()

    assert (form.initial["lesson"], answer.status_code, action.lesson) == (first.pk, 302, second)
    assert Fact.objects.get(what="action.changed").changes["lesson"] == ["First steps", "Second steps"]
    assert "Second steps" in mona_browser.get(f"/desk/calls/{call.slug}/?show=changed").content.decode()


def test_a_lesson_taken_off_leaves_its_actions_without_one(call):
    made = lesson(call)
    action = make.action(call, kind="teach-in", lesson=made)
    made.take_off(by="server", because="Wrong")
    told = json.loads(b"".join(Client().get(f"/actions/{action.ref}.json").streaming_content))

    assert "Count a river" not in Client().get(f"/actions/{action.ref}/").content.decode()
    assert told["items"][0]["_event"]["lesson"] is None


@pytest.mark.parametrize("many", [1, 3])
def test_lessons_of_a_list_are_asked_for_at_once(call, many, django_assert_num_queries):
    for number in range(many):
        made = lesson(call, f"Lesson {number}")
        make.action(call, kind="teach-in", lesson=made)

    with django_assert_num_queries(10):
        b"".join(Client().get(f"/calls/{call.slug}/actions.json").streaming_content)
