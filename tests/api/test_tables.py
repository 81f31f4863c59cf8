import csv
import io
import json

from groundswell.api import tables
from groundswell.core.models import Action, Call
from tests import make


def table() -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO("".join(tables.csv_lines(Action.objects.order_by("id"))))))


def test_a_csv_file_reads_back_as_it_was_told(call: Call) -> None:
    make.report(make.past_action(call, title='Walk, "slowly"\nنهر'), low=4_000, high=9_500, arrests_any=False)
    (row,) = table()
    assert (row["title"], row["size_low"], row["size_mean"], row["arrests_any"], row["property_damage_any"]) == (
        'Walk, "slowly"\nنهر',
        "4000",
        "6750",
        "0",
        "",
    )


def test_text_that_a_spreadsheet_would_run_gets_an_apostrophe_and_numbers_do_not(call: Call) -> None:
    make.past_action(call, at="suva", title='=HYPERLINK("https://trap.example")', address="@home")
    (row,) = table()
    assert (row["title"], row["location_detail"], row["lat"]) == (
        '\'=HYPERLINK("https://trap.example")',
        "'@home",
        "-18.14161",
    )


def test_no_actions_make_a_file_with_its_heading_alone(call: Call) -> None:
    assert "".join(tables.csv_lines(Action.objects.all())).startswith("id,url,call,state,")
    assert table() == []


def test_a_mark_for_spreadsheets_is_written_where_it_is_asked_for(call: Call) -> None:
    assert next(tables.csv_lines(Action.objects.all(), bom=True)).startswith("\ufeffid,")


def test_a_json_list_has_the_same_rows_with_unknown_as_null(call: Call) -> None:
    make.past_action(call)
    make.report(make.past_action(call), low=10, high=20, arrests_any=True)
    rows = json.loads("".join(tables.json_lines(Action.objects.order_by("id"))))
    assert [(row["size_low"], row["arrests_any"]) for row in rows] == [(None, None), (10, True)]


def test_a_json_list_of_nothing_is_an_empty_list(call: Call) -> None:
    assert json.loads("".join(tables.json_lines(Action.objects.all()))) == []
