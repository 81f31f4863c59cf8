import pytest
from django.test import Client

from groundswell.core.models import Call, Fact, Milestone

TYPED = {
    "on": "2026-03-14", "title": "The city stops dumping", "text": "**At last.**", "publisher": "The Riverside Post",
    "address": "https://post.example/1", "outcome_0": "partly",
}  # fmt: skip


def milestone(call: Call, **fields) -> Milestone:
    given = {
        "on": "2026-03-14",
        "title": "The city stops dumping",
        "publisher": "The Post",
        "address": "https://p.example",
    }
    return Milestone.note(call, by="server", **given | fields)


def page(call: Call) -> str:
    return Client().get(f"/calls/{call.slug}/milestones/").content.decode()


def test_a_convenor_notes_what_was_reached_with_its_source(call, clara_browser):
    assert clara_browser.post(f"/desk/calls/{call.slug}/milestones/", TYPED).status_code == 302
    shown = page(call)

    assert 'href="https://post.example/1"' in shown and "<strong>At last.</strong>" in shown
    assert Milestone.objects.get().outcomes == [{"demand": call.demands[0], "outcome": "partly"}]
    assert Fact.objects.filter(what="milestone.noted", person__name="Clara").count() == 1


def test_a_demand_stands_where_the_latest_milestone_left_it(call):
    said = call.demands[0]
    milestone(call, on="2026-05-01", outcomes=[{"demand": said, "outcome": "met"}])
    milestone(call, on="2026-04-01", outcomes=[{"demand": said, "outcome": "refused"}])
    answer = Client().get(f"/calls/{call.slug}/milestones/")

    assert answer.context["demands"] == [(said, "met")]


def test_a_milestone_keeps_the_words_of_a_demand_that_is_reworded_later(call, clara_browser):
    made = milestone(call, outcomes=[{"demand": call.demands[0], "outcome": "met"}])
    Call.objects.update(demands=["Another demand."])
    clara_browser.post(
        f"/desk/calls/{call.slug}/milestones/{made.pk}/", TYPED | {"outcome_0": "", "outcome_1": "refused"}
    )
    made.refresh_from_db()

    assert made.outcomes == [{"demand": call.demands[0], "outcome": "refused"}]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"on": "2999-01-01"}, "on"),
        ({"on": "soon"}, "on"),
        ({"publisher": ""}, "publisher"),
        ({"address": "nowhere"}, "address"),
        ({"outcome_0": "won"}, "outcome_0"),
        ({"title": ""}, "title"),
    ],
)
def test_a_milestone_without_date_or_source_is_not_taken(call, clara_browser, changed, field):
    answer = clara_browser.post(f"/desk/calls/{call.slug}/milestones/", TYPED | changed)

    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {field})
    assert Milestone.objects.count() == 0


def test_a_milestone_that_is_taken_off_is_told_at_the_desk_alone(call, clara_browser):
    made = milestone(call)
    clara_browser.post(f"/desk/calls/{call.slug}/milestones/{made.pk}/removal/", {"because": "It was a rumour"})

    assert "No milestone yet" in page(call)
    assert "It was a rumour" in clara_browser.get(f"/desk/calls/{call.slug}/milestones/").content.decode()


def test_only_convenors_write_milestones(call, mona_browser, otto_browser):
    made = milestone(call)
    for browser in (mona_browser, otto_browser):
        for path in ("", f"{made.pk}/", f"{made.pk}/removal/"):
            assert browser.post(f"/desk/calls/{call.slug}/milestones/{path}", TYPED).status_code == 403
    assert [each.title for each in Milestone.objects.all()] == ["The city stops dumping"]


def test_a_milestone_of_another_call_is_not_there(call, otto, otto_browser):
    made = milestone(call)

    assert otto_browser.get(f"/desk/calls/quiet-nights/milestones/{made.pk}/").status_code == 404
