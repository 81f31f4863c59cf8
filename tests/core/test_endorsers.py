"""Who stands behind a call: found, counted and dated."""

from datetime import UTC, date, datetime, timedelta

import pytest

from groundswell.core import endorsers
from groundswell.core.endorsers import OrganisationFilter, Step
from groundswell.core.models import Organisation
from tests import make

NOON = datetime(2027, 1, 1, 12, tzinfo=UTC)


def endorsed(call, name, day=0, **fields):
    endorsement = make.endorsement(call, name, **fields)
    endorsement.accepted_at = NOON + timedelta(days=day)
    endorsement.save()
    return endorsement


def withdrawn(endorsement, day):
    withdrawal = endorsement.withdraw()
    withdrawal.at = NOON + timedelta(days=day)
    withdrawal.save()


def names(call, **words: str) -> list[str]:
    wanted = OrganisationFilter.read({word: [value] for word, value in words.items()})
    return [each.name for each in wanted.rows(Organisation.objects.endorsing(call))]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ({}, ["Água Viva", "River Keepers", "Tide Watch"]),
        ({"country": "cl"}, ["Tide Watch"]),
        ({"kind": "union"}, ["Tide Watch"]),
        ({"letter": "A"}, ["Água Viva"]),
        ({"q": "VIVA agua"}, ["Água Viva"]),
        ({"q": "100%"}, []),
        ({"sort": "newest"}, ["Tide Watch", "River Keepers", "Água Viva"]),
    ],
)
def test_the_list_is_narrowed_and_sorted(call, words, found):
    endorsed(call, "Água Viva", 1)
    endorsed(call, "River Keepers", 2)
    endorsed(call, "Tide Watch", 3, country="CL", kind="union")

    assert names(call, **words) == found


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("country", "XX"),
        ("kind", "club"),
        ("letter", "!"),
        ("q", "…"),
        ("sort", "size"),
        ("page", "0"),
        ("colour", "x"),
    ],
)
def test_a_word_that_cannot_be_read_is_told(word, value):
    assert list(OrganisationFilter.read({word: [value]}).errors) == [word]


def test_the_filter_is_written_as_it_was_read():
    wanted = OrganisationFilter.read({"q": ["a b"], "kind": ["union"], "page": ["3"]})

    assert wanted.words(page=1) == "q=a+b&kind=union"


def test_it_counts_by_country_and_kind(call):
    endorsed(call, "A", country="CL")
    endorsed(call, "B", country="CL", kind="union")
    endorsed(call, "C", country="PT")
    make.endorsement(call, "D", state="proven")

    counts = endorsers.counts(call)

    assert (counts.total, counts.countries, counts.letters) == (3, (("CL", 2), ("PT", 1)), ("a", "b", "c"))
    assert counts.kinds == (("ngo", 2), ("union", 1))


def test_growth_has_a_step_for_each_day_of_change_and_falls_with_a_withdrawal(call):
    endorsed(call, "A", 0)
    withdrawn(endorsed(call, "B", 2), 5)

    assert endorsers.growth(call) == (Step(date(2027, 1, 1), 1), Step(date(2027, 1, 3), 2), Step(date(2027, 1, 6), 1))


def test_growth_over_many_days_has_few_steps_and_ends_at_the_same_number(call):
    for day in range(0, 300, 3):
        endorsed(call, f"Organisation {day}", day)

    steps = endorsers.growth(call)

    assert len(steps) <= endorsers.MOST_STEPS
    assert steps[-1].standing == 100


def test_growth_of_nothing_is_nothing(call):
    assert endorsers.growth(call) == ()


def test_doubles_are_of_one_folded_name_and_country_and_proven(call, clara):
    from groundswell.core.permissions import calls_of

    pair = [make.endorsement(call, "River Keepers").organisation, make.endorsement(call, "river-keepers").organisation]
    make.endorsement(call, "River Keepers", country="ES")
    make.endorsement(call, "River Keepers", state="asked")

    assert endorsers.doubles(call, calls_of(clara)) == [pair]
