from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from groundswell.core import record, retold
from groundswell.core.models import Action, Call, Overlap
from tests import make


def only_row() -> dict[str, object]:
    (row,) = record.rows(Action.objects.all())
    return row


def test_a_row_says_what_was_registered_and_what_was_reported(call: Call) -> None:
    action = make.past_action(call, organisations=["River Keepers", "Boat School"])
    make.report(
        action,
        estimates=[{"words": "hundreds", "low": 200, "high": 200, "rule": "ccc"}, {"low": 350, "high": 401}],
        sources=[{"address": "https://news.example/1"}, {"publisher": "The Ferry Post"}],
        arrests="two",
        arrests_any=True,
    )
    row = only_row()
    told = ("id", "state", "date", "start", "end", "organizations", "size_low", "size_high", "size_mean", "size_text")
    assert [row[name] for name in told] == [
        action.ref,
        "happened",
        "2024-03-16",
        "2024-03-16T12:00:00+00:00",
        None,
        "River Keepers; Boat School",
        200,
        401,
        300.5,
        "hundreds",
    ]
    counted = ("size_cat", "size_rule", "estimates", "arrests", "arrests_any", "sources", "source_1", "source_2")
    assert [row[name] for name in counted] == [
        2, "ccc", 2, "two", True, 2, "https://news.example/1", "The Ferry Post",
    ]  # fmt: skip


def test_what_nobody_reported_is_unknown_and_never_zero(call: Call) -> None:
    make.past_action(call)
    row = only_row()
    unknown = ("size_low", "size_high", "size_mean", "arrests_any", "injuries_crowd_any")
    assert ([row[name] for name in unknown], row["size_cat"], row["source_1"]) == ([None] * 5, 0, "")


def test_a_report_that_nobody_accepted_is_not_in_the_record(call: Call) -> None:
    make.report(make.past_action(call), low=10, high=20, accepted=False, sources=[{"address": "a"}, {"address": "b"}])
    row = only_row()
    assert (row["size_low"], row["estimates"], row["sources"], "source_2" in row) == (None, 0, 0, False)


def test_the_columns_are_the_promised_ones_in_their_order(call: Call) -> None:
    promised = [name for name in PROMISED.split() if name != "…"]
    assert [column.name for column in record.COLUMNS] == promised


def test_there_are_as_many_source_columns_as_the_widest_row_has(call: Call) -> None:
    make.report(make.past_action(call), sources=[{"address": f"https://news.example/{n}"} for n in range(3)])
    make.report(make.past_action(call), sources=[{"address": "https://news.example/same"}] * 5)
    names = [column.name for column in record.columns(Action.objects.all()) if column.name.startswith("source_")]
    assert names == ["source_1", "source_2", "source_3"]


def test_rows_have_the_columns_of_their_file(call: Call) -> None:
    make.past_action(call)
    assert list(only_row()) == [column.name for column in record.columns(Action.objects.all())]


def test_more_actions_take_no_more_queries(call: Call, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for count in (1, 3):
        while Action.objects.count() < count:
            make.report(make.past_action(call, organisations=["A"]), low=1, high=2, sources=[{"address": "x"}])
        with django_assert_num_queries(7):
            assert len(list(record.rows(Action.objects.order_by("id")))) == count


def test_the_day_is_local_and_a_day_without_a_time_has_no_start(call: Call) -> None:
    make.action(call, at="suva", starts=datetime(2024, 3, 16, 20, tzinfo=UTC), timed=False, state="happened")
    row = only_row()
    assert (row["date"], row["start"], row["timezone"]) == (date(2024, 3, 17).isoformat(), None, "Pacific/Fiji")


def test_addresses_are_the_same_in_every_language(call: Call) -> None:
    action = make.past_action(call)
    with translation.override("ar"):
        assert only_row()["url"] == f"{settings.BASE_URL}/actions/{action.ref}/"


@pytest.mark.parametrize(
    ("answers", "any_of"), [([], None), ([None], None), ([None, False], False), ([False, True], True)]
)
def test_silence_is_not_an_answer(answers: list[bool | None], any_of: bool | None) -> None:
    assert retold.any_of(answers) == any_of


@pytest.mark.parametrize("column", record.COLUMNS, ids=lambda column: column.name)
def test_the_codebook_names_every_column(column: record.Column) -> None:
    codebook = (Path(__file__).parents[2] / "docs" / "data.md").read_text()
    assert f"| `{column.name}` | {column.type} | {column.description} |" in codebook


PROMISED = """
id url call state kind title date start end timezone online country region locality location_detail lat lon
geo_precision organizations participants claims size_low size_high size_mean size_text size_cat size_rule
estimates arrests arrests_any injuries_crowd injuries_crowd_any injuries_police injuries_police_any property_damage
property_damage_any police_measures participant_measures sources source_n first_recorded last_changed revision
also_online join_address slogans organizations_reported injuries_others injuries_others_any deaths deaths_any
counter_action counter_action_any permit permit_detail verification within within_as organizations_reported_any
claims_any slogans_any police_measures_any participant_measures_any
"""


def test_an_action_at_which_these_were_counted_is_named_only_where_the_file_has_its_call(call):
    other = make.call(slug="clean-seas", title="Clean seas")
    first, second, third = (make.past_action(call, title=title) for title in ("First", "Second", "Third"))
    there, gone = make.past_action(other, title="There"), make.past_action(call, title="Gone")
    for action, whole, relation in ((first, there, "same"), (second, third, "part"), (third, gone, "part")):
        Overlap.objects.create(action=action, whole=whole, relation=relation, by="person")
    Action.objects.filter(pk=gone.pk).update(state="hidden")

    def told(actions):
        return {row["title"]: (row["within"], row["within_as"]) for row in record.rows(actions)}

    of_one_call = {"First": ("", ""), "Second": (third.ref, "part"), "Third": ("", "")}
    assert told(Action.objects.visible().filter(call=call)) == of_one_call
    assert told(Action.objects.visible()) == of_one_call | {"First": (there.ref, "same"), "There": ("", "")}


SIZE = ("size_low", "size_high", "size_mean", "size_cat")


@pytest.mark.parametrize(
    ("ends", "size"),
    [
        ([(4000, None)], (4000, None, None, 3)),
        ([(4000, None), (3000, None)], (3000, None, None, 3)),
        ([(300, None), (100, 200)], (100, 300, 200, 2)),
        ([(0, 0)], (0, 0, 0, 1)),
    ],
)
def test_an_end_that_nobody_told_is_not_known(call, ends, size):
    action = make.past_action(call)
    for low, high in ends:
        make.report(action, low=low, high=high)

    row = next(record.rows(Action.objects.all()))

    assert tuple(row[name] for name in SIZE) == size
