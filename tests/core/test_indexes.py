"""What whoever writes has to pay for: no index twice, and of what few rows have, of those alone."""

import pytest
from django.db import connection

FEW = {
    "core_action": {"action_contact", "action_lesson", "action_rules_version", "action_series"},
    "core_fact": {"fact_person"},
    "core_hosting": {"hosting_organisation"},
    "core_source": {"source_merged_into"},
}


def of_one_column(table: str) -> dict[str, str]:
    """The indexes of a table that are of a reference to another row alone, with its column."""
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, table)
    plain = {name: each for name, each in found.items() if each["index"] and not each["unique"]}
    named = {name: each["columns"] for name, each in plain.items() if each["type"] == "idx"}
    return {
        name: columns[0] for name, columns in named.items() if len(columns) == 1 and str(columns[0]).endswith("_id")
    }


@pytest.mark.parametrize("table", FEW)
def test_references_that_few_rows_have_are_indexed_where_they_are_told(db: None, table: str) -> None:
    few = {name: column for name, column in of_one_column(table).items() if name in FEW[table]}

    assert few.keys() == FEW[table]
    assert not set(few.values()) & {column for name, column in of_one_column(table).items() if name not in few}


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("core_action", "call_id"),
        ("core_fact", "call_id"),
        ("core_imported", "call_id"),
        ("core_citation", "estimate_id"),
    ],
)
def test_a_column_by_which_another_index_begins_has_none_of_its_own(db: None, table: str, column: str) -> None:
    assert column not in of_one_column(table).values()
