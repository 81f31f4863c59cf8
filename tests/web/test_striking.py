import pytest

from groundswell.core import striking
from groundswell.core.models import Action
from tests import make


@pytest.fixture
def action(call):
    action = make.action(call)
    action.change(by="host", title="Ana of Weir Lane")
    action.change(by="host", title="Walk the river")
    return Action.objects.get(pk=action.pk)


def address(action: Action) -> str:
    return f"/desk/actions/{action.ref}/old-words/"


def test_moderator_strikes_old_words_and_the_public_history_says_so(mona_browser, client, action):
    assert "Ana of Weir Lane" in client.get(f"/actions/{action.ref}/history/").content.decode()
    assert address(action) in mona_browser.get(f"/desk/actions/{action.ref}/").content.decode()
    chosen = [fact.pk for fact in striking.strikable(action)]

    answer = mona_browser.post(address(action), {"fact": chosen}, follow=True)

    assert "2 lines were struck." in answer.content.decode()
    page = client.get(f"/actions/{action.ref}/history/").content.decode()
    assert "Ana of Weir Lane" not in page
    assert page.count("Its words were struck by a moderator.") == 2 and "Old words were struck." in page


@pytest.mark.parametrize("fact", ["", "x", "٣", "9" * 30, "-1", "\x00"])
def test_what_is_no_line_of_its_history_changes_nothing(mona_browser, action, fact):
    assert mona_browser.post(address(action), {"fact": fact}).status_code in (302, 422)
    assert len(striking.strikable(action)) == 2


def test_history_without_old_words_says_so(mona_browser, call):
    assert "There are no old words" in mona_browser.get(address(make.action(call))).content.decode()
