"""docs/api.md promises what there is."""

import json
import re
from pathlib import Path

import pytest

from groundswell.api import shapes
from groundswell.core import kinds
from groundswell.core.filter import SORTS, STATES, WORDS
from tests import make
from tests.api.reading import body, get

TOLD = (Path(__file__).parents[2] / "docs" / "api.md").read_text()


def rows(heading: str) -> dict[str, str]:
    """The first column of the table under a heading, each with the rest of its row."""
    section = TOLD.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    return dict(re.findall(r"^\| `([^`]+)` \|(.*)$", section, re.MULTILINE))


def test_docs_name_each_filter_word_in_order():
    assert tuple(rows("Filter words")) == WORDS


@pytest.mark.parametrize(
    ("word", "values"), [("kind", kinds.ACTIONS), ("access", kinds.ACCESS), ("state", STATES), ("sort", SORTS)]
)
def test_docs_name_each_value_of_a_word(word, values):
    told = re.findall(r"`([a-z-]+)`", rows("Filter words")[word].partition(" | ")[0].partition("; may")[0])

    assert [value for value in told if value != "near"] == [value for value in values if value in told]
    assert set(values) <= set(told)


def test_docs_give_examples_that_work(db):
    for word, rest in rows("Filter words").items():
        for example in re.findall(r"`([^`]+)`", rest.rpartition(" | ")[2]):
            assert example.split("=")[0] in (word, "near")
            assert get(f"/actions.json?{example}").status_code == 200, example


def test_docs_name_each_shape_with_its_media_type():
    told = {
        shape: re.findall(r"`([a-z]+/[a-z+]+)`", rest)[-1] for shape, rest in rows("Shapes").items() if shape[0] == "."
    }

    assert told == {f".{shape}": media.partition(";")[0] for shape, (media, _write) in shapes.ACTIONS.items()}


def test_docs_name_each_field_of_a_map_and_a_feed(call):
    counted = make.past_action(call)
    make.report(counted, low=1, high=2)
    item = json.loads(body("/actions.json"))["items"][0]["_event"]
    feature = json.loads(body("/actions.geojson"))["features"][0]["properties"]

    for name in [*item, *item["place"], *item["geo"], *feature]:
        assert f"`{name}`" in TOLD, name


def test_docs_show_the_error_that_is_given(db):
    shown = json.loads(TOLD.partition("```json\n")[2].partition("```")[0])

    assert json.loads(get("/actions.json?colour=red&country=XX").content) == shown
