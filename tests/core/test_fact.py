import pytest
from django.db import transaction

from groundswell.core import work
from groundswell.core.models import Action, Fact, Reader
from tests import make

heard: list[int] = []


def hear(fact: Fact) -> None:
    heard.append(fact.pk)


def stumble(fact: Fact) -> None:
    hear(fact)
    if fact.what == "action.cancelled":
        raise ValueError("not this one")


@pytest.fixture(autouse=True)
def nothing_heard():
    heard.clear()


@pytest.mark.django_db(transaction=True)
def test_fact_is_only_written_in_the_transaction_of_what_it_tells():
    call = make.call()

    with pytest.raises(RuntimeError, match="transaction"):
        Fact.write("call.changed", call, by="server")


def test_fact_goes_with_its_change_when_that_is_rolled_back(call):
    action = make.action(call)

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        action.cancel(by="host", because="Storm")
        raise ZeroDivisionError

    assert not Fact.objects.filter(what="action.cancelled").exists()
    assert Action.objects.get().state == "published"


def test_stamp_moves_with_every_fact_of_the_call_and_no_other(call):
    other = make.call("other")
    before, before_other = Fact.stamp(call), Fact.stamp(other)

    make.action(call).cancel(by="host", because="Storm")

    assert Fact.stamp(call) > before
    assert Fact.stamp(other) == before_other
    assert Fact.stamp() == Fact.stamp(call)


def test_reader_is_told_each_fact_once_in_order_and_nothing_of_before_its_time(call, settings):
    make.action(call).cancel(by="host", because="Storm")
    settings.FACT_READERS = {"ear": "tests.core.test_fact.hear"}
    work.read_facts()
    make.action(call).cancel(by="host", because="Storm")
    make.action(call).cancel(by="host", because="Storm")

    work.read_facts()
    work.read_facts()

    assert heard == sorted(Fact.objects.order_by("-id").values_list("id", flat=True)[:2])


def test_reader_that_fails_keeps_its_place_says_why_and_holds_up_nobody(call, settings):
    settings.FACT_READERS = {"stumbler": "tests.core.test_fact.stumble", "ear": "tests.core.test_fact.hear"}
    work.read_facts()
    make.action(call).cancel(by="host", because="Storm")

    work.read_facts()

    assert heard == [Fact.stamp(), Fact.stamp()]
    assert Reader.objects.get(name="stumbler").trouble == "ValueError: not this one"
    assert Reader.objects.get(name="stumbler").upto < Reader.objects.get(name="ear").upto
