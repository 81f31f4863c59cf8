import pytest
from django.test import Client

from groundswell.core import numbers
from groundswell.core.models import Addressee, Background, Call, Fact, Milestone, RelatedDay
from tests import make
from tests.conftest import signed_in

DESK = "/desk/calls/rivers-alive/campaign/"
POST = {
    "publisher": "The Post",
    "title": "After the rain",
    "address": "https://post.example/rain",
    "archived": "",
    "on": None,
}


@pytest.fixture
def campaign(db) -> Call:
    return make.call("rivers-alive", title="Rivers Alive", kind="campaign", first_day=None, last_day=None)


@pytest.fixture
def clara_browser(campaign):
    return signed_in(make.person("clara@rivers.example", role="convenor", call=campaign))


def typed(**changed: str | list[str]) -> dict[str, str | list[str]]:
    """Two sources and one addressee, as the form sends them."""
    given = {f"{name}-{word}": value for name in ("source", "addressee")
             for word, value in (("TOTAL_FORMS", "2"), ("INITIAL_FORMS", "0"), ("MIN_NUM_FORMS", "0"), ("MAX_NUM_FORMS", "60"))}  # fmt: skip
    return given | {
        "text": "It began with a **smell**.",
        "source-0-publisher": "The Post", "source-0-title": "After the rain",
        "source-0-address": "https://post.example/rain", "source-0-on": "2025-05-01",
        "source-1-address": "https://waters.example/",
        "addressee-0-name": "Ministry of Waters", "addressee-0-what": "sets the limits",
        "addressee-0-address": "https://ministry.example/contact",
    } | changed  # fmt: skip


def seen(path: str = "/calls/rivers-alive/") -> str:
    return Client().get(path).content.decode()


def test_background_with_sources_and_who_is_addressed_stand_on_the_page_of_the_call(campaign, clara_browser):
    assert clara_browser.post(DESK, typed())["Location"] == DESK
    shown = seen()

    assert "<strong>smell</strong>" in shown and "2 sources" in shown
    assert 'href="https://ministry.example/contact"' in shown and "sets the limits" in shown
    assert "After the rain" in seen("/calls/rivers-alive/background/")


def test_long_background_has_a_page_of_its_own(campaign):
    Background.write(campaign, by="server", text="It began long ago. " * 80 + "THE END", sources=[POST])

    assert "THE END" not in seen() and "The whole background, with 1 source" in seen()
    assert "THE END" in seen("/calls/rivers-alive/background/")


def test_saving_the_same_again_changes_nothing(campaign, clara_browser):
    for _twice in range(2):
        clara_browser.post(DESK, typed())

    assert Fact.objects.filter(what="call.changed").count() == 2
    assert list(Addressee.objects.values_list("name", flat=True)) == ["Ministry of Waters"]


def test_line_that_is_emptied_is_taken_away_and_the_fact_keeps_it(campaign, clara_browser):
    clara_browser.post(DESK, typed())
    emptied = {f"source-0-{word}": "" for word in ("publisher", "title", "address", "on")}
    clara_browser.post(DESK, typed(**emptied, **{"source-INITIAL_FORMS": "2"}))

    assert [source.address for source in campaign.background.sources.all()] == ["https://waters.example/"]
    before, after = Fact.objects.last().changes["sources"]
    assert (len(before), len(after)) == (2, 1)


@pytest.mark.parametrize(
    ("changed", "part", "field"),
    [
        ({"source-0-address": "ftp://post.example"}, "sources", "address"),
        ({"source-0-address": "javascript:alert(1)"}, "sources", "address"),
        ({"source-0-on": "2999-01-01"}, "sources", "on"),
        ({"source-0-publisher": "", "source-0-address": ""}, "sources", "publisher"),
        ({"addressee-0-name": ""}, "addressees", "name"),
        ({"addressee-0-address": "mailto:minister@home.example"}, "addressees", "address"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_all_is_kept(campaign, clara_browser, changed, part, field):
    answer = clara_browser.post(DESK, typed(**changed))

    assert (answer.status_code, set(getattr(answer.context["form"], part).forms[0].errors)) == (422, {field})
    assert "It began with a **smell**." in answer.content.decode() and not Background.objects.exists()


@pytest.mark.parametrize("total", ["", "x", "-1", "100000", "9" * 5000])
def test_number_of_lines_that_is_none_breaks_nothing(campaign, clara_browser, total):
    answer = clara_browser.post(DESK, typed(**{"source-TOTAL_FORMS": total}))

    assert answer.status_code in (302, 422)


def test_campaign_and_day_lead_to_each_other_with_dates(campaign, clara_browser):
    day = make.call()
    clara_browser.post(DESK, typed(days=[str(day.pk)]))
    assert "World Day for Clean Rivers" in seen() and "Saturday 15 to Sunday 16 March 2031" in seen()
    assert "Rivers Alive" in seen("/calls/clean-rivers/")
    clara_browser.post(DESK, typed())

    assert (RelatedDay.objects.count(), "Rivers Alive" in seen("/calls/clean-rivers/")) == (0, False)
    assert list(Fact.objects.filter(call=day).values_list("what", flat=True)) == ["call.related", "call.unrelated"]


def test_only_public_days_are_related_and_a_draft_is_not_told_of(campaign, clara_browser):
    draft = make.call("secret", title="Secret", stage="draft")
    other = make.call("other", title="Other campaign", kind="campaign")
    for call in (draft, other):
        assert clara_browser.post(DESK, typed(days=[str(call.pk)])).status_code == 422
    RelatedDay.objects.create(campaign=campaign, day=draft)

    assert "Secret" not in seen()


def test_demands_stand_with_what_became_of_them(campaign):
    source = {"on": make.DAY, "publisher": "The Post", "address": "https://post.example"}
    said = [{"demand": campaign.demands[0], "outcome": "partly"}]
    assert "no news yet" not in seen()
    Milestone.note(campaign, by="server", title="A first step", outcomes=said, **source)

    assert "partly met" in seen().partition("What we ask for")[2].partition("</ol>")[0]


@pytest.mark.parametrize("many", [1, 3])
def test_page_asks_the_database_as_often_for_one_line_as_for_many(campaign, many):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def queries() -> int:
        numbers.forget()  # some of them are remembered for a second, which is no matter of how many there are
        with CaptureQueriesContext(connection) as caught:
            seen()
        return len(caught)

    Background.write(campaign, by="server", text="It began.", sources=[POST])
    Addressee.name_all(campaign, [{"name": "Ministry", "what": "", "address": ""}], by="server")
    RelatedDay.relate(campaign, [make.call()], by="server")
    first = queries()
    Background.write(campaign, by="server", text="It began.", sources=[POST] * many)
    Addressee.name_all(
        campaign, [{"name": f"Ministry {n}", "what": "", "address": ""} for n in range(many)], by="server"
    )
    RelatedDay.relate(campaign, [make.call(f"day-{n}") for n in range(many)], by="server")

    assert queries() == first
