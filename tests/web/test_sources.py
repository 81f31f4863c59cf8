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
    desk.post(f"/desk/calls/{call.slug}/sources/", {"keep": kept.ref})
    double.refresh_from_db()
    assert double.merged_into == kept


def test_what_is_not_suggested_cannot_be_merged(call: Call, mona: Person) -> None:
    one, other = cited(call, publisher="A Paper"), cited(call, publisher="B Paper")
    answer = signed_in(mona).post(f"/desk/calls/{call.slug}/sources/", {"keep": one.ref}, follow=True)
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
