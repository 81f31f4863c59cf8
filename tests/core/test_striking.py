import pytest

from groundswell.core import history, striking
from groundswell.core.errors import Refused
from groundswell.core.models import Action, Fact, Look
from tests import make

HOME = "Ana lives at 7 Weir Lane"


@pytest.fixture
def action(call):
    """Its host wrote what should not stand there, and took it away again."""
    action = make.action(call, contact=make.contact())
    action.change(by="host", address=HOME)
    action.change(by="host", address="At the bridge", because="That was Ana's home")
    return Action.objects.get(pk=action.pk)


def everywhere(action: Action) -> str:
    """All that is kept of it."""
    rows = [Fact.objects.values_list("changes"), Look.objects.values_list("before", "after", "said")]
    rows += [action.moves.values_list("before", "after", "because")]
    return str([list(each) for each in rows])


def test_struck_words_are_gone_from_history_page_desk_and_log(action, mona):
    assert HOME in everywhere(action) and "Ana's home" in everywhere(action)

    many = striking.strike(action, [fact.pk for fact in striking.strikable(action)], by=mona)

    assert many == 2
    assert HOME not in everywhere(action) and "Ana's home" not in everywhere(action)
    assert action.address == "At the bridge"


def test_that_something_was_changed_stays_with_its_day(action, mona):
    before = [(fact.pk, fact.what, fact.at) for fact in history.of(action)]

    striking.strike(action, [fact.pk for fact in striking.strikable(action)], by=mona)

    told = [(fact.pk, fact.what, fact.at) for fact in history.of(action)]
    assert (told[1:], told[0][1]) == (before, "action.struck")
    assert striking.strikable(action) == []


def test_only_what_is_chosen_is_struck(action, mona):
    newest, *_others = striking.strikable(action)

    striking.strike(action, [newest.pk], by=mona)

    assert [striking.is_struck(fact) for fact in history.of(action) if fact.what == "action.changed"] == [True, False]


def test_facts_of_another_action_cannot_be_struck(action, mona, call):
    other = make.action(call)
    other.change(by="host", title="Row the river")

    assert striking.strike(action, [fact.pk for fact in striking.strikable(other)], by=mona) == 0
    assert "Row the river" in str(list(Fact.objects.values_list("changes", flat=True)))


def test_nothing_chosen_is_said(action, mona):
    with pytest.raises(Refused):
        striking.strike(action, [], by=mona)
