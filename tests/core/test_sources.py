import pytest

from groundswell.core import permissions, sources
from groundswell.core.errors import Refused
from groundswell.core.models import Call, Citation, Fact, Person, Source
from groundswell.core.models.fact import STRUCK
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


def test_a_source_that_took_the_address_of_its_double_can_be_corrected_and_both_addresses_are_known(
    call: Call, mona: Person
) -> None:
    kept, double = cited(call, publisher="Boat Radio"), cited(call, **POST)
    kept.absorb(double, by=mona)
    kept.correct(by=mona, title="Rain on the river")
    kept.correct(by=mona, archived="https://archive.example/1")
    assert (kept.address, kept.title) == (POST["address"], "Rain on the river")
    assert [Source.known(address=POST["address"]), Source.known(publisher="Boat Radio")] == [kept, kept]


def test_a_correction_does_not_bring_back_what_somebody_else_has_put_right_meanwhile(call: Call, mona: Person) -> None:
    seen_before = cited(call, **POST)
    Source.objects.get().correct(by=mona, title="Thousands walk the river")
    seen_before.correct(by="server", archived="https://archive.example/1")
    now = Source.objects.get()
    assert (now.title, now.archived) == ("Thousands walk the river", "https://archive.example/1")


@pytest.mark.parametrize(
    ("kept_for", "double_for", "both"),
    [
        (["arrests"], ["deaths"], ["arrests", "deaths"]),
        (["arrests"], ["arrests"], ["arrests"]),
        (["arrests"], [], []),
        ([], ["deaths"], []),
    ],
)
def test_two_citations_that_become_one_are_for_all_that_either_was_for(
    call: Call, mona: Person, kept_for: list[str], double_for: list[str], both: list[str]
) -> None:
    told = [
        POST | {"about": kept_for, "whole": not kept_for},
        {"address": "https://m.post.example/1", "about": double_for, "whole": not double_for, "quote": "Two died."},
    ]
    report = make.report(make.past_action(call), sources=told)
    kept, double = Source.objects.order_by("id")
    kept.absorb(double, by=mona)
    assert list(report.citations.values_list("source", "about", "quote")) == [(kept.pk, both, "Two died.")]


def test_a_merge_is_told_to_the_calls_of_both(call: Call, mona: Person) -> None:
    other = make.call("quiet-nights")
    kept, double = cited(call, **POST), cited(other, address="https://m.post.example/1")
    kept.absorb(double, by=mona)
    facts = Fact.objects.filter(what="source.merged").order_by("call")
    assert [fact.call for fact in facts] == [call, other]


@pytest.fixture
def both_calls(call: Call, mona: Person, otto: Person) -> tuple[Source, Source, Source]:
    """Three of one title; the last one is also what Otto's call goes by."""
    first, second, third = (cited(call, **POST | {"address": f"https://post.example/{n}"}) for n in (1, 2, 3))
    cited(otto.roles.get().call, address="https://post.example/3")
    return first, second, third


def test_of_several_doubles_all_are_merged_or_none(both_calls: tuple[Source, ...], call: Call, mona: Person) -> None:
    first, second, third = both_calls
    with pytest.raises(Refused, match="another call"):
        sources.merge([first, second, third], first, by=mona)
    assert not Source.objects.exclude(merged_into=None).exists()
    sources.merge([first, second], first, by=mona)
    assert list(Source.objects.filter(merged_into=first)) == [second]


def test_what_a_merge_adds_to_a_source_of_another_call_needs_its_moderators_too(
    both_calls: tuple[Source, ...], mona: Person
) -> None:
    first, _second, third = both_calls
    with pytest.raises(Refused, match="another call"):
        sources.merge([first, third], third, by=mona)


def test_who_may_put_a_source_right_works_on_every_call_that_publicly_goes_by_it(
    call: Call, mona: Person, clara: Person, otto: Person
) -> None:
    elsewhere = otto.roles.get().call
    own, shared, waits = cited(call, **POST), cited(call, publisher="Boat Radio"), cited(call, publisher="A Paper")
    cited(elsewhere, publisher="Boat Radio")
    make.report(make.past_action(elsewhere), accepted=False, sources=[{"publisher": "A Paper"}])
    everywhere = make.person("root@here.example", role="convenor")
    who = (mona, clara, otto, everywhere)
    may = {each.pk: [permissions.may_correct_source(person, each) for person in who] for each in (own, shared, waits)}
    assert may == {
        own.pk: [True, True, False, True],
        shared.pk: [False, False, False, True],
        waits.pk: [True, True, False, True],
    }


def test_a_source_that_nobody_has_accepted_yet_is_put_right_by_whoever_has_it_waiting(
    call: Call, mona: Person, otto: Person
) -> None:
    report = make.report(make.past_action(call), accepted=False, sources=[POST])
    source = report.citations.get().source
    assert [permissions.may_correct_source(person, source) for person in (mona, otto)] == [True, False]


HOME = "Jane Doe, 5 Home Street"


def logged(what: str = "source.corrected") -> list[object]:
    return [fact.changes.get("publisher") for fact in Fact.objects.filter(what=what).order_by("id")]


def test_old_words_that_must_go_are_struck_from_every_correction_of_the_same(call: Call, mona: Person) -> None:
    source = cited(call, **POST | {"publisher": HOME})
    source.correct(by=mona, publisher="Doe", title="Rain")
    source.correct(by=mona, struck=True, publisher="The Ferry Post")
    assert logged() == [STRUCK, STRUCK]
    assert Fact.objects.filter(what="source.corrected").first().changes["title"] == [POST["title"], "Rain"]


def test_old_words_are_struck_where_nothing_is_left_to_correct(call: Call, mona: Person) -> None:
    source = cited(call, **POST | {"publisher": HOME})
    source.correct(by=mona, publisher="The Ferry Post")
    source.correct(by=mona, struck=True, publisher="The Ferry Post")
    assert (logged(), logged("source.struck")) == ([STRUCK], [None])


def test_struck_words_go_from_doubles_and_from_the_corrections_of_reports_too(call: Call, mona: Person) -> None:
    source = cited(call, **POST | {"publisher": HOME})
    double = cited(call, publisher=HOME)
    source.absorb(double, by=mona)
    report = source.citations.first().report
    report.correct(by=mona, because="It tells of arrests.", sources=[POST | {"publisher": HOME, "about": ["arrests"]}])
    source.correct(by=mona, struck=True, publisher="The Ferry Post")
    assert HOME not in str([fact.changes for fact in Fact.objects.all()])
    assert not Source.objects.filter(publisher=HOME).exists()
