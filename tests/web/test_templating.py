"""What a page was made of goes with it."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.http import HttpRequest
from django.template.context import BaseContext

from groundswell.core.models import Call
from groundswell.web.requests import Site
from tests import make
from tests.web.fronting import ask

pytestmark = pytest.mark.django_db(transaction=True)  # a site closes its connections
OF_A_PAGE = (HttpRequest, BaseContext)


@pytest.fixture
def left_over() -> Iterator[Callable[[], list[Any]]]:
    """What of a page only Python's search for rubbish found since."""

    def look() -> list[Any]:
        gc.collect()
        return [type(each).__name__ for each in gc.garbage if isinstance(each, OF_A_PAGE)]

    gc.collect()
    gc.disable()
    gc.set_debug(gc.DEBUG_SAVEALL)
    yield look
    gc.set_debug(0)
    gc.garbage.clear()
    gc.enable()


@pytest.mark.parametrize(
    "page", ["/", "/calls/{call}/", "/calls/{call}/actions/", "/calls/{call}/map/", "/search/?q=river"]
)
def test_a_page_that_was_read_leaves_nothing_to_be_searched_for(
    call: Call, left_over: Callable[[], list[Any]], page: str
) -> None:
    make.action(call)
    site, page = Site(), page.format(call=call.slug)
    ask(site, page)
    left_over()
    gc.garbage.clear()
    assert ask(site, page).status == 200
    assert left_over() == []


def test_what_a_form_was_sent_with_goes_too(call: Call, left_over: Callable[[], list[Any]]) -> None:
    site, page = Site(), f"/calls/{call.slug}/register/"
    ask(site, page)
    left_over()
    gc.garbage.clear()
    assert ask(site, page, "POST", HTTP_ORIGIN="http://testserver").status == 422
    assert left_over() == []
