"""Statements that belong together, across calls."""

from datetime import timedelta

import pytest

from groundswell.core import threads
from groundswell.core.errors import Refused
from groundswell.core.models import Call, Fact, Relation, Statement
from tests import make


@pytest.fixture
def three(call):
    """Published one day after the other; the last one first in the database."""
    made = {name: make.statement(call, name, title=name.title()) for name in ("third", "second", "first")}
    for days, name in enumerate(("third", "second", "first")):
        made[name].published_at = make.now() - timedelta(days=days)
        made[name].save()
    return [made[name] for name in ("first", "second", "third")]


def slugs(statement) -> list[str]:
    return [member.statement.slug for member in threads.of(statement)]


def test_thread_is_the_same_from_every_side_the_oldest_first(three, clara):
    first, second, third = three
    third.relate(second, "answers", by=clara)
    second.relate(first, "follows", by=clara)

    assert [slugs(each) for each in three] == [["first", "second", "third"]] * 3
    said = [[(said.kind, said.other.slug) for said in member.says] for member in threads.of(first)]
    assert said == [[], [("follows", "first")], [("answers", "second")]]


def test_statement_that_stands_alone_has_no_thread(three):
    assert threads.of(three[0]) == []


def test_circle_ends_where_it_began(three, clara):
    first, second, third = three
    for one, other in ((first, second), (second, third), (third, first), (second, first)):
        one.relate(other, "joint", by=clara)

    assert slugs(second) == ["first", "second", "third"]


def test_only_what_is_public_is_in_a_thread_and_nothing_is_reached_through_a_draft(three, clara):
    first, second, third = three
    first.relate(second, "answers", by=clara)
    second.relate(third, "answers", by=clara)
    type(second).objects.filter(pk=second.pk).update(state="draft")

    assert slugs(first) == []
    assert slugs(third) == []


def test_thread_goes_across_calls_and_both_are_told(three, clara):
    lakes = make.call("lakes")
    other = make.statement(lakes, "lakes-too")
    three[0].relate(other, "national", by=clara)

    assert slugs(other) == ["first", "lakes-too"]
    assert {fact.call for fact in Fact.objects.filter(what="statement.related")} == {three[0].call, lakes}
    Call.objects.filter(pk=lakes.pk).update(stage="draft")
    assert slugs(three[0]) == []


def test_relation_said_again_is_the_word_that_counts(three, clara):
    first, second, _third = three
    for kind in ("answers", "follows", "follows"):
        first.relate(second, kind, by=clara)

    assert [relation.kind for relation in Relation.objects.all()] == ["follows"]
    assert Fact.objects.filter(what="statement.related").count() == 2


def test_statement_is_not_related_to_itself(three, clara):
    with pytest.raises(Refused):
        three[0].relate(three[0], "answers", by=clara)


def test_relation_is_taken_off_for_both_and_twice_is_once(three, clara):
    first, second, _third = three
    first.relate(second, "answers", by=clara)
    for _time in range(2):
        first.unrelate(second, by=clara)

    assert slugs(second) == []
    assert Fact.objects.filter(what="statement.unrelated").count() == 1


@pytest.mark.parametrize("many", [1, 4])
def test_a_thread_asks_the_database_as_often_for_one_as_for_many(call, clara, many, django_assert_num_queries):
    start = make.statement(call)
    for number in range(many):
        make.statement(call, f"answer-{number}").relate(start, "answers", by=clara)

    start = Statement.objects.prefetch_related("texts").get(pk=start.pk)
    list(start.texts.all())
    with django_assert_num_queries(5):  # two steps, the statements, their texts
        [said.other.text_in("en").title for member in threads.of(start) for said in member.says]
