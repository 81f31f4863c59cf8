import re
from datetime import date

import pytest
from django.test import Client

from groundswell.core.models import Call, Fact, Person
from tests import make

NEW, EDIT, STAGE = "/desk/calls/new/", "/desk/calls/clean-rivers/edit/", "/desk/calls/clean-rivers/stage/"


@pytest.fixture
def drafter(db: None) -> Client:
    browser = make.browser()
    browser.force_login(make.person("ana@rivers.example", role="convenor", name="Ana"))
    return browser


def typed(**fields: object) -> dict[str, object]:
    given = {
        "title": "World Day for Clean Rivers",
        "kind": "day",
        "first_day": "2031-03-15",
        "body": "Walk **your** river.",
        "demands": "No untreated sewage in any river.",
        "ground_rules": make.RULES,
        "policy": "review",
        "language": "en",
    }
    return given | fields


def errors(answer) -> dict[str, list[str]]:
    assert answer.status_code == 422
    return dict(answer.context["form"].errors)


def test_draft_is_kept_and_belongs_to_who_wrote_it(drafter):
    answer = drafter.post(
        NEW, typed(hashtags="#CleanRivers RiverDay,#أنهار", kinds=["march", "vigil"], demands="- One\n\n  Two \n")
    )

    call = Call.objects.get()
    assert answer.url == "/desk/calls/world-day-for-clean-rivers/edit/"
    assert (call.stage, call.first_day, call.last_day) == ("draft", date(2031, 3, 15), date(2031, 3, 15))
    assert call.hashtags == ["CleanRivers", "RiverDay", "أنهار"]
    assert call.demands == ["One", "Two"]
    assert call.kinds == ["march", "vigil"]
    assert [role.person.name for role in call.roles.all()] == ["Ana"]


def test_draft_sent_twice_is_kept_once(drafter):
    answers = [drafter.post(NEW, typed()) for _ in range(2)]

    assert [answer.url for answer in answers] == ["/desk/calls/world-day-for-clean-rivers/edit/"] * 2
    assert Call.objects.count() == 1


def test_draft_begins_with_ground_rules_of_nonviolence(drafter):
    assert "We act without violence" in drafter.get(NEW).content.decode()


def test_draft_is_seen_by_those_who_work_on_it_alone(drafter, otto_browser):
    drafter.post(NEW, typed())
    url = Call.objects.get(slug="world-day-for-clean-rivers").get_absolute_url()

    assert [browser.get(url).status_code for browser in (drafter, otto_browser, make.browser())] == [200, 404, 404]


@pytest.mark.parametrize(
    ("slug", "made"), [("", "world-day-for-clean-rivers-2"), ("rivers-2031", "rivers-2031"), ("Rivers", "rivers")]
)
def test_slug_is_made_from_the_title_or_taken_as_it_is_typed(drafter, slug, made):
    make.call("world-day-for-clean-rivers")

    drafter.post(NEW, typed(slug=slug))

    assert Call.objects.latest("id").slug == made


@pytest.mark.parametrize("slug", ["new", "clean-rivers", "ríos", "a b", "a/b", "-", "x" * 81])
def test_slug_that_is_taken_reserved_or_malformed_is_refused(drafter, call, slug):
    assert list(errors(drafter.post(NEW, typed(slug=slug)))) == ["slug"]


def test_slug_is_asked_for_where_none_can_be_made_of_the_title(drafter):
    assert list(errors(drafter.post(NEW, typed(title="يوم الأنهار")))) == ["slug"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 161}, "title"),
        ({"first_day": "soon"}, "first_day"),
        ({"first_day": "2031-02-30"}, "first_day"),
        ({"first_day": "", "last_day": "2031-03-15"}, "first_day"),
        ({"last_day": "2031-03-14"}, "last_day"),
        ({"summary": "x" * 401}, "summary"),
        ({"body": "x" * 20_001}, "body"),
        ({"demands": "x" * 301}, "demands"),
        ({"demands": "x\n" * 31}, "demands"),
        ({"hashtags": "#a#b"}, "hashtags"),
        ({"hashtags": "#2031"}, "hashtags"),
        ({"hashtags": " ".join(f"tag{n}" for n in range(11))}, "hashtags"),
        ({"kinds": ["dance"]}, "kinds"),
        ({"kind": "party"}, "kind"),
        ({"policy": "none"}, "policy"),
        ({"language": "xx"}, "language"),
        ({"ground_rules": "\x00 \x07"}, "ground_rules"),
    ],
)
def test_draft_says_beside_the_field_what_is_wrong_and_keeps_what_was_typed(drafter, wrong, field):
    answer = drafter.post(NEW, typed(summary="Kept as it was.") | wrong)

    assert list(errors(answer)) == [field]
    assert "Walk **your** river." in answer.content.decode() or field == "body"
    assert Call.objects.count() == 0


def test_draft_drops_control_characters(drafter):
    drafter.post(NEW, typed(title="Clean\x00 \x07Rivers\x1b"))

    assert Call.objects.get().title == "Clean Rivers"


def test_preview_without_script_shows_the_text_safely_and_keeps_nothing(drafter):
    answer = drafter.post(NEW, typed(title="", body="**Bold** <script>alert(1)</script>", preview="body"))

    text = answer.content.decode()
    assert answer.status_code == 200
    assert "<strong>Bold</strong>" in text and "<script>alert" not in text
    assert Call.objects.count() == 0


def test_preview_for_the_script_is_the_text_alone(drafter):
    answer = drafter.post(
        "/desk/preview/", {"text": "# River\n\n[x](javascript:alert(1)) ![x](https://elsewhere.example/x)"}
    )

    text = answer.content.decode()
    assert text.startswith("<h3>River</h3>")
    assert re.findall("javascript:|<img", text.replace("](javascript:", "")) == []


def test_edit_changes_the_text_and_writes_down_what_changed(clara_browser, call, clara):
    answer = clara_browser.post(EDIT, typed(summary=call.summary, last_day="2031-03-17"))

    call.refresh_from_db()
    assert answer.url == EDIT
    assert call.last_day == date(2031, 3, 17)
    fact = Fact.objects.get(what="call.changed")
    assert fact.person == clara
    assert fact.changes == {"body": ["", "Walk **your** river."], "last_day": ["2031-03-16", "2031-03-17"]}


def test_edit_form_sent_as_it_came_changes_nothing(clara_browser, call):
    form = clara_browser.get(EDIT).context["form"]
    given = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}

    clara_browser.post(EDIT, {name: value for name, value in given.items() if value is not None})

    assert Fact.objects.count() == 0


def test_edit_keeps_the_address_of_what_is_published(clara_browser, call):
    clara_browser.post(EDIT, typed(slug="other-rivers"))

    assert Call.objects.get().slug == "clean-rivers"


def test_edit_may_change_the_address_of_a_draft(clara_browser, call):
    Call.objects.update(stage="draft")

    assert clara_browser.post(EDIT, typed(slug="other-rivers")).url == "/desk/calls/other-rivers/edit/"


def test_edit_shows_markup_as_text(clara_browser, call):
    clara_browser.post(EDIT, typed(title="<b>Rivers</b>", body="</textarea><script>alert(1)</script>"))

    assert "<script>alert" not in clara_browser.get(EDIT).content.decode()
    assert "<b>Rivers" not in clara_browser.get("/desk/calls/clean-rivers/").content.decode()


def test_publishing_makes_a_draft_public(clara_browser, call):
    Call.objects.update(stage="draft", published_at=None)

    clara_browser.post(STAGE, {"to": "publish"})

    assert Call.objects.public().count() == 1


def test_publishing_without_what_is_needed_says_what(clara_browser, call):
    Call.objects.update(stage="draft", ground_rules="")

    answer = clara_browser.post(STAGE, {"to": "publish"}, follow=True)

    assert "Write the ground rules first" in answer.content.decode()
    assert Call.objects.get().stage == "draft"


@pytest.mark.parametrize(("to", "stage"), [("close", "closed"), ("archive", "archived")])
def test_closing_and_archiving_are_asked_about_once_more(clara_browser, call, to, stage):
    answer = clara_browser.post(STAGE, {"to": to})
    assert (answer.status_code, Call.objects.get().stage) == (200, "open")

    clara_browser.post(STAGE, {"to": to, "sure": "yes"})
    assert Call.objects.get().stage == stage


@pytest.mark.parametrize("to", ["", "draft", "\x00"])
def test_stage_that_is_none_changes_nothing(clara_browser, call, to):
    assert clara_browser.post(STAGE, {"to": to}).url == EDIT
    assert Call.objects.get().stage == "open"


def test_drafting_is_for_convenors_of_this_server(clara_browser, clara: Person):
    assert clara_browser.get(NEW).status_code == 403
