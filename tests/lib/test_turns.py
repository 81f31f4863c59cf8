"""Who waits for whom, where one at a time works."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from groundswell.lib.turns import Turns

LONG = 60.0


@contextmanager
def somebody_at_work(turns: Turns):
    """In a thread of its own, until the block ends."""
    begun, let_go = threading.Event(), threading.Event()

    def work() -> None:
        with turns.mine():
            begun.set()
            assert let_go.wait(LONG)

    with ThreadPoolExecutor(1) as pool:
        worker = pool.submit(work)
        assert begun.wait(LONG)
        try:
            yield let_go
        finally:
            let_go.set()
        worker.result()


def waiting(turns: Turns, many: int) -> None:
    """Until so many stand in line."""
    while len(turns._line) < many:
        threading.Event().wait(0.001)


def test_they_work_in_the_order_in_which_they_came_and_never_two_at_once():
    turns, order, at_work, most = Turns(LONG), [], [], []

    def work(name: int) -> None:
        with turns.mine():
            at_work.append(name)
            most.append(len(at_work))
            order.append(name)
            at_work.remove(name)

    with ThreadPoolExecutor(3) as pool, somebody_at_work(turns) as let_go:
        workers = []
        for name in range(3):
            workers.append(pool.submit(work, name))
            waiting(turns, name + 2)
        let_go.set()
        for worker in workers:
            worker.result()

    assert (order, most) == ([0, 1, 2], [1, 1, 1])


def test_who_takes_long_holds_up_nobody_and_is_not_waited_for_again():
    turns = Turns(0.01)
    with somebody_at_work(turns):
        with turns.mine():
            beside = list(turns._line)
        nobody = list(turns._line)

    assert (len(beside), nobody, turns._line) == (1, [], [])


def test_error_ends_a_turn():
    turns = Turns(LONG)
    try:
        with turns.mine():
            raise ValueError
    except ValueError:
        pass

    with turns.mine():
        assert len(turns._line) == 1


def test_whoever_loses_the_turn_in_the_moment_of_getting_it_goes_on_too():
    """The first is at work, the second is next, and the third has waited long enough just as the first ends."""
    turns, third = Turns(LONG), object()
    with ThreadPoolExecutor(1) as pool:
        with somebody_at_work(turns) as let_go:
            second = pool.submit(list, _within(turns))
            waiting(turns, 2)
            with turns._moved:  # as the third does it, before the second wakes
                let_go.set()
                turns._line[:] = [third]
        with turns._moved:
            turns._line.remove(third)
            turns._moved.notify_all()

        assert (second.result(LONG), turns._line) == (["done"], [])


def _within(turns: Turns):
    with turns.mine():
        yield "done"


def test_many_who_have_little_patience_are_all_done():
    turns, done = Turns(0.0005), []

    def work(name: int) -> None:
        with turns.mine():
            threading.Event().wait(0.0005 * (name % 3))
            done.append(name)

    with ThreadPoolExecutor(8) as pool:
        for worker in [pool.submit(work, name) for name in range(400)]:
            worker.result()

    assert (sorted(done), turns._line) == (list(range(400)), [])
