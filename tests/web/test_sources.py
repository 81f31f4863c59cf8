import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from groundswell.core.models import Call, Link, Person, Source
from tests import make
from tests.conftest import signed_in

POST = {"publisher": "The Ferry Post", "title": "Hundreds walk the river", "address": "https://post.example/1"}


def cited(call: Call, accepted: bool = True, **told: object) -> Source:
    report = make.report(make.past_action(call), low=200, high=300, accepted=accepted, sources=[told])
    return report.citations.get().source


def test_a_source_says_what_it_is_cited_for_and_where_a_copy_is(call: Call, client: Client) -> None:
    words = POST | {"archived": "https://archive.example/1", "quote": "Some three hundred came."}
    page = client.get(cited(call, **words).get_absolute_url()).text
    told = ("The Ferry Post", "Some three hundred came.", "https://archive.example/1", "/actions/")
    assert [words in page for words in told] == [True] * 4


def test_a_page_that_is_gone_is_told_beside_its_address(call: Call, client: Client) -> None:
    source = cited(call, **POST)
    for _time in range(2):
        Link.looked(source.address, status=404, trouble="gone")
    assert "has not answered since" in client.get(source.get_absolute_url()).text


def test_what_only_a_waiting_report_goes_by_is_not_public(call: Call, client: Client) -> None:
    source = cited(call, accepted=False, **POST)
    assert client.get(source.get_absolute_url()).status_code == 404


def test_an_address_that_is_no_address_of_the_web_is_no_link(call: Call, client: Client) -> None:
    source = cited(call, address="javascript:alert(1)", archived="javascript:alert(2)")
    assert 'href="javascript' not in client.get(source.get_absolute_url()).text


def test_the_old_address_of_a_merged_source_leads_to_the_one_that_stays(
    call: Call, client: Client, mona: Person
) -> None:
    kept, double = cited(call, **POST), cited(call, publisher="Ferry Post")
    kept.absorb(double, by=mona)
    answer = client.get(double.get_absolute_url())
    assert (answer.status_code, answer["Location"]) == (301, kept.get_absolute_url())


@pytest.mark.parametrize(
    ("address", "said"), [("/sources/", "No source yet"), ("/sources/?q=nobody+wrote+this", "No source fits")]
)
def test_an_empty_list_says_what_to_do_next(call: Call, client: Client, address: str, said: str) -> None:
    assert said in client.get(address).text


def test_the_list_takes_no_more_queries_for_more_sources(
    call: Call, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for many in (1, 3):
        while Source.objects.count() < many:
            cited(call, publisher=f"Paper {Source.objects.count()}")
        with django_assert_num_queries(2):
            page = client.get("/sources/?q=paper")
        assert page.text.count("<bdi>Paper") == many


def test_a_moderator_merges_doubles(call: Call, mona: Person) -> None:
    kept, double = cited(call, **POST), cited(call, address="https://m.post.example/1")
    desk = signed_in(mona)
    assert "https://m.post.example/1" in desk.get(f"/desk/calls/{call.slug}/sources/").text
    desk.post(f"/desk/calls/{call.slug}/sources/", {"keep": kept.ref, "of": [kept.ref, double.ref]})
    double.refresh_from_db()
    assert double.merged_into == kept


def test_what_is_not_suggested_cannot_be_merged(call: Call, mona: Person) -> None:
    one, other = cited(call, publisher="A Paper"), cited(call, publisher="B Paper")
    given = {"keep": one.ref, "of": [one.ref, other.ref]}
    answer = signed_in(mona).post(f"/desk/calls/{call.slug}/sources/", given, follow=True)
    other.refresh_from_db()
    assert (other.merged_into, "Choose which one to keep" in answer.text) == (None, True)


def test_a_moderator_puts_a_source_right_and_its_page_says_what_it_was(
    call: Call, client: Client, mona: Person
) -> None:
    source = cited(call, **POST)
    right = POST | {"title": "Thousands walk", "kind": "news"}
    signed_in(mona).post(f"/desk/calls/{call.slug}/sources/{source.ref}/", right)
    page = client.get(source.get_absolute_url()).text
    assert ("Thousands walk" in page, "Hundreds walk the river" in page) == (True, True)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"publisher": "", "title": "", "address": ""}, "Say at least who published it"),
        ({"publisher": "Boat Radio", "address": POST["address"]}, "Merge the two instead"),
        ({"publisher": "Boat Radio", "on": "2999-01-01"}, "still to come"),
        ({"publisher": "Boat Radio", "language": "<b>"}, "A code of a language"),
    ],
)
def test_what_was_typed_wrongly_stays_with_its_error(
    call: Call, mona: Person, typed: dict[str, str], said: str
) -> None:
    cited(call, **POST)
    other = cited(call, publisher="Boat Radio")
    answer = signed_in(mona).post(f"/desk/calls/{call.slug}/sources/{other.ref}/", typed)
    assert (answer.status_code, said in answer.text) == (422, True)


def test_the_sources_of_another_call_are_not_there(call: Call, mona: Person) -> None:
    elsewhere = cited(make.call("quiet-nights"), **POST)
    assert signed_in(mona).get(f"/desk/calls/{call.slug}/sources/{elsewhere.ref}/").status_code == 404


def test_a_moderator_merges_the_doubles_that_were_shown_and_no_others(call: Call, mona: Person) -> None:
    phone, page = cited(call, address="https://m.post.example/1"), cited(call, **POST)
    again = cited(call, **POST | {"address": "https://post.example/2"})
    desk = signed_in(mona)
    shown = desk.get(f"/desk/calls/{call.slug}/sources/").text
    assert [shown.count(f'name="of" value="{each.ref}"') for each in (phone, page, again)] == [1, 2, 1]
    desk.post(f"/desk/calls/{call.slug}/sources/", {"keep": page.ref, "of": [page.ref, again.ref]})
    assert list(Source.objects.filter(merged_into=page)) == [again]


@pytest.mark.parametrize("given", [{}, {"keep": "x"}, {"of": ["x", "y"]}, {"keep": "\0", "of": ["\0"]}])
def test_nothing_is_merged_where_nothing_was_chosen(call: Call, mona: Person, given: dict[str, object]) -> None:
    cited(call, **POST)
    cited(call, address="https://m.post.example/1")
    answer = signed_in(mona).post(f"/desk/calls/{call.slug}/sources/", given, follow=True)
    assert ("Choose which one to keep" in answer.text, Source.objects.filter(merged_into=None).count()) == (True, 2)


def test_a_double_of_another_call_is_left_to_its_moderators(call: Call, mona: Person) -> None:
    kept, double = cited(call, **POST), cited(call, address="https://m.post.example/1")
    cited(make.call("quiet-nights"), address="https://m.post.example/1")
    given = {"keep": kept.ref, "of": [kept.ref, double.ref]}
    answer = signed_in(mona).post(f"/desk/calls/{call.slug}/sources/", given, follow=True)
    assert ("cited in the record of another call" in answer.text, Source.objects.filter(merged_into=None).count()) == (
        True,
        2,
    )


def test_whoever_may_not_put_a_source_right_reads_who_may(call: Call, mona: Person) -> None:
    source = cited(call, **POST)
    cited(make.call("quiet-nights", title="Week of Quiet Nights"), **POST)
    desk, at = signed_in(mona), f"/desk/calls/{call.slug}/sources/{source.ref}/"
    answers = [desk.get(at), desk.post(at, POST | {"title": "Mine"})]
    assert [answer.status_code for answer in answers] == [200, 403]
    told = ("cited in the record of another call", "Week of Quiet Nights", "<button>Save")
    assert [[words in answer.text for words in told] for answer in answers] == [[True, True, False]] * 2
    assert Source.objects.get().title == POST["title"]


HOME = "Jane Doe, 5 Home Street"


def test_what_stood_there_before_it_was_public_is_not_in_its_history(call: Call, client: Client, mona: Person) -> None:
    source = cited(call, accepted=False, **POST | {"publisher": HOME})
    source.correct(by=mona, publisher="The Ferry Post")
    source.reports.get().accept(by=mona)
    source.correct(by=mona, title="Rain on the river")
    page = client.get(source.get_absolute_url()).text
    assert (HOME in page, POST["title"] in page) == (False, True)


def test_a_moderator_strikes_old_words_and_the_page_says_that_words_were_struck(
    call: Call, client: Client, mona: Person
) -> None:
    source = cited(call, **POST | {"publisher": HOME})
    source.correct(by=mona, publisher="The Ferry Post")
    assert HOME in client.get(source.get_absolute_url()).text
    signed_in(mona).post(f"/desk/calls/{call.slug}/sources/{source.ref}/", POST | {"struck": "on"})
    page = client.get(source.get_absolute_url()).text
    assert (HOME in page, "Its words were struck by a moderator." in page) == (False, True)


def test_a_correction_stands_once_on_the_page_however_many_calls_go_by_the_source(
    call: Call, client: Client, mona: Person
) -> None:
    source = cited(call, **POST)
    cited(make.call("quiet-nights"), **POST)
    source.correct(by=mona, title="Rain on the river")
    assert client.get(source.get_absolute_url()).text.count(f'<del dir="auto">{POST["title"]}</del>') == 1


@pytest.mark.parametrize("words", ["?kind=%00", "?kind=nothing", "?q=%00", "?kind=%00&q=%00&page=%00"])
def test_words_that_mean_nothing_leave_the_list_as_it_is(call: Call, client: Client, words: str) -> None:
    cited(call, **POST)
    answer = client.get(f"/sources/{words}")
    assert (answer.status_code, "The Ferry Post" in answer.text) == (200, True)
