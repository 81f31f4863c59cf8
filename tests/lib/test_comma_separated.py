"""The writer of CSV against Python's own."""

import csv
import io
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from groundswell.lib.comma_separated import comma_separated

CELLS = st.one_of(
    st.none(), st.integers(), st.floats(), st.text(max_size=6), st.text(alphabet=",\"\r\n\x1f' =é水", max_size=6)
)
TABLES = st.integers(2, 4).flatmap(lambda wide: st.lists(st.lists(CELLS, min_size=wide, max_size=wide), max_size=5))


def by_python(rows: list[list[Any]]) -> str:
    lines = io.StringIO()
    csv.writer(lines).writerows(rows)
    return lines.getvalue()


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # the first text that is drawn takes a second
@given(rows=TABLES)
def test_what_is_written_is_what_pythons_own_writer_writes(rows: list[list[Any]]) -> None:
    assert comma_separated(list(zip(*rows, strict=True))) == by_python(rows)


def test_yes_and_no_are_figures() -> None:
    assert comma_separated([[True, False, None], ["a", "b", "c"]]) == "1,a\r\n0,b\r\n,c\r\n"


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("-5, at least", '"\'-5, at least"'),
        ("'@all", "''@all"),
        ("'tis", "'tis"),
        ("a\x1f=b", "a\x1f=b"),
        ("a = b", "a = b"),
        ("", ""),
    ],
)
def test_what_looks_like_a_formula_is_guarded_in_those_columns_that_are_named(cell: str, written: str) -> None:
    assert (
        comma_separated([["first", cell], ["first", cell]], guarded={0})
        == f"first,first\r\n{written},{by_python([[cell, 0]])[:-4]}\r\n"
    )
