"""What templates are given to write with."""

import pytest
from django import forms

from groundswell.core.models import Source
from groundswell.web.templatetags.ranges import by_publisher
from groundswell.web.templatetags.words import needed
from tests.make import DAY


def labels(*required: bool, hidden: int = 0) -> list[str]:
    fields = {f"field{number}": forms.CharField(required=must) for number, must in enumerate(required)}
    fields |= {f"hidden{number}": forms.CharField(widget=forms.HiddenInput) for number in range(hidden)}
    form = type("Form", (forms.Form,), fields)()
    return [needed(form[f"field{number}"]) for number in range(len(required))]


@pytest.mark.parametrize(
    ("required", "said"),
    [
        ((True, True, False), ["", "", "(optional)"]),
        ((True, False, False), ["(required)", "", ""]),
        ((True, False), ["(required)", ""]),
        ((True, True), ["", ""]),
        ((False, False), ["", ""]),
        ((False,), ["(optional)"]),
        ((True,), [""]),
    ],
)
def test_of_the_needed_and_the_others_the_fewer_are_marked(required, said):
    assert labels(*required) == said


def test_what_is_hidden_does_not_count_among_them():
    assert labels(True, False, False, hidden=3) == ["(required)", "", ""]


def source(pk: int, publisher: str = "The Post", address: str = "https://post.example/a", on=DAY) -> Source:
    return Source(pk=pk, publisher=publisher, address=address, on=on)


def grouped(*sources: Source) -> list[list[int]]:
    return [[each.pk for each in group] for group in by_publisher(sources)]


def test_what_one_publisher_has_of_one_day_stands_together():
    assert grouped(source(1), source(2, "The Weir"), source(3, address="http://post.example/b")) == [[1, 3], [2]]


@pytest.mark.parametrize(
    "other",
    [
        source(2, "The Weir"),
        source(2, on=None),
        source(2, address="page 4"),
        source(2, publisher=""),
        source(2, address=""),
    ],
)
def test_what_differs_in_publisher_or_day_or_is_not_on_the_web_stands_apart(other):
    assert grouped(source(1), other) == [[1], [2]]


def test_sources_without_a_publisher_stand_each_for_itself():
    assert grouped(source(1, ""), source(2, "")) == [[1], [2]]
