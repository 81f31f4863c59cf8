import pytest

from groundswell.core import sources
from groundswell.core.errors import Refused
from groundswell.core.models import Call, Citation, Fact, Person, Source
from groundswell.core.models.source import mark_of, plain_address
from tests import make

POST = {"publisher": "The Ferry Post", "title": "Hundreds walk the river", "address": "https://post.example/1"}


def cited(call: Call, **told: object) -> Source:
    report = make.report(make.past_action(call), low=1, sources=[told])
    return report.citations.get().source


@pytest.mark.parametrize(
    "address",
    [
        "http://post.example/1",
        "https://www.post.example/1/",
        "https://POST.example/1#top",
        "https://post.example/1?utm_source=letter&fbclid=x",
    ],
)
def test_one_page_is_one_source_however_its_address_is_written(call: Call, address: str) -> None:
    assert cited(call, address=address) == cited(call, address="https://post.example/1")


def test_a_query_that_says_which_page_tells_two_sources_apart() -> None:
    assert mark_of("https://post.example/?page=1") != mark_of("https://post.example/?page=2")


@pytest.mark.parametrize("odd", ["http://[", "https://post.example:99999/", "see page 4", "ftp://post.example/1", ""])
def test_an_address_that_is_none_is_taken_as_words(odd: str) -> None:
    assert plain_address(odd) == odd


def test_sources_without_an_address_go_by_who_published_what(call: Call) -> None:
    same = cited(call, publisher="the ferry post", title="Hundreds walk the river")
    assert cited(call, publisher="The Ferry Post", title="Hundreds walk the river") == same
    assert cited(call, publisher="The Ferry Post", title="Rain") != same


def test_the_most_cited_stand_first_and_what_nobody_accepted_is_not_listed(call: Call) -> None:
    for _time in range(2):
        cited(call, **POST)
    once = cited(call, publisher="Boat Radio")
    make.report(make.past_action(call), accepted=False, sources=[{"publisher": "Nobody's Paper"}])
    listed = [(source.publisher, source.actions) for source in sources.listed()]
    assert listed == [("The Ferry Post", 2), ("Boat Radio", 1)]
    assert [source.pk for source in sources.listed("radio")] == [once.pk]


def test_the_page_for_phones_and_the_same_title_are_taken_for_doubles(call: Call) -> None:
    page, phone = cited(call, **POST), cited(call, address="https://m.post.example/1/amp")
    again = cited(call, **POST | {"address": "https://post.example/2"})
    cited(call, publisher="Boat Radio", title="Hundreds walk the river")
    assert sources.doubles(call) == [[page, phone], [page, again]]


def test_of_two_sources_one_is_left_and_the_other_leads_to_it(call: Call, mona: Person) -> None:
    kept, double = cited(call, **POST), cited(call, address="https://m.post.example/1", author="Ana Lima")
    Citation.make(double.citations.get().report, address=POST["address"])
    kept.absorb(double, by=mona)
    kept.absorb(double, by=mona)
    told = (kept.author, kept.citations.count(), double.citations.count(), double.merged_into)
    assert told == ("Ana Lima", 2, 0, kept)
    assert Source.known(address="http://m.post.example/1/") == kept
    assert Fact.objects.filter(what="source.merged", call=call).count() == 1


def test_what_was_merged_cannot_be_merged_again(call: Call, mona: Person) -> None:
    kept, double, third = (cited(call, publisher=name) for name in ("A Paper", "B Paper", "C Paper"))
    kept.absorb(double, by=mona)
    with pytest.raises(Refused):
        third.absorb(double, by=mona)
    assert double.merged_into == kept


def test_a_correction_keeps_what_it_was_and_tells_every_call(call: Call, mona: Person) -> None:
    source = cited(call, **POST)
    other = make.call("quiet-nights")
    cited(other, **POST)
    source.correct(by=mona, title="Thousands walk the river")
    source.correct(by=mona, title="Thousands walk the river")
    facts = Fact.objects.filter(what="source.corrected").order_by("call")
    told = [(fact.call, fact.changes["title"]) for fact in facts]
    assert told == [(each, ["Hundreds walk the river", "Thousands walk the river"]) for each in (call, other)]


def test_the_address_of_another_source_is_refused(call: Call, mona: Person) -> None:
    cited(call, **POST)
    other = cited(call, publisher="Boat Radio")
    with pytest.raises(Refused):
        other.correct(by=mona, address="http://www.post.example/1")
    assert Source.objects.get(pk=other.pk).address == ""


def test_pages_without_a_copy_are_those_that_still_need_one(call: Call) -> None:
    needs = cited(call, **POST)
    cited(call, address="https://post.example/2", archived="https://archive.example/2")
    cited(call, publisher="Boat Radio")
    assert list(sources.without_copy(call)) == [needs] == list(sources.without_copy())
