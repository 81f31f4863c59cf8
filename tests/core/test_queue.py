from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from groundswell.core import queue
from groundswell.core.queue import KEYS, SORTS, Queue
from groundswell.core.tray import NOUNS
from groundswell.lib.clock import now
from tests import make


@pytest.fixture
def crowd(call):
    chance, start = Random(7), datetime(2031, 3, 15, tzinfo=UTC)
    for _number in range(30):
        make.action(
            call,
            state="proposed",
            starts=start + timedelta(hours=chance.randrange(6)),
            proven_at=now().replace(microsecond=0, second=0) - timedelta(hours=chance.randrange(6)),
        )
    soon = now() + timedelta(days=1)
    for hours in range(5):
        make.action(call, state="proposed", starts=soon + timedelta(hours=hours))
        make.endorsement(call, f"Keepers {hours}", state="proven", proven_at=now() - timedelta(hours=hours))
    make.report(make.past_action(call), low=1, accepted=False)
    return call


@pytest.mark.parametrize("sort", SORTS)
def test_every_page_holds_what_sorting_all_of_it_would_give(crowd, sort):
    whole = sorted({waiter for noun in NOUNS for waiter in Queue(crowd, [noun], sort)[:]}, key=KEYS[sort])
    waiting = Queue(crowd, NOUNS, sort)

    assert [waiter for at in range(0, 45, 4) for waiter in waiting[at : at + 4]] == whole
    assert len(waiting) == len(whole) == 41


def test_one_noun_is_counted_with_all_of_them(crowd, django_assert_num_queries):
    waiting = Queue(crowd, NOUNS, queue.URGENT)
    with django_assert_num_queries(1):
        assert (len(waiting), len(waiting.of("endorsement"))) == (41, 5)
