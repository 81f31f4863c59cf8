import pytest

from groundswell.core.errors import Refused
from groundswell.core.models import Call, Fact
from tests import make


def drafted(by, **fields: object) -> Call:
    return Call.draft(
        by=by, **({"slug": "banks", "title": "Clean banks", "kind": "campaign", "ground_rules": make.RULES} | fields)
    )


def test_call_drafted_belongs_to_its_convenor_and_is_not_public(clara):
    call = drafted(clara)

    assert [(role.person, role.kind) for role in call.roles.all()] == [(clara, "convenor")]
    assert (call.stage, call.public, call.published_at) == ("draft", False, None)


@pytest.mark.parametrize("missing", [{"ground_rules": " "}, {"kind": "day", "first_day": None}])
def test_call_is_not_published_without_ground_rules_and_a_day(clara, missing):
    call = drafted(clara, **missing)

    with pytest.raises(Refused):
        call.publish(by=clara)
    assert not Call.objects.public().filter(pk=call.pk).exists()


def test_call_goes_from_stage_to_stage_and_each_is_a_fact(clara):
    call = drafted(clara)

    for step in (call.publish, call.publish, call.close, call.publish, call.archive):
        step(by=clara)

    whats = Fact.objects.about(call).order_by("id").values_list("what", flat=True)
    steps = ["call.published", "call.closed", "call.published", "call.archived"]
    assert list(whats) == ["call.drafted", *steps]


def test_call_cannot_leap_over_a_stage(clara):
    draft, archived = drafted(clara), make.call("old", stage="archived")

    for step in (draft.close, draft.archive, archived.publish, archived.close):
        with pytest.raises(Refused):
            step(by=clara)
    assert (draft.stage, archived.stage) == ("draft", "archived")


def test_call_changed_keeps_before_and_after_as_a_fact(call, clara):
    call.change(by=clara, title="World Day for Clear Rivers", summary=call.summary)

    fact = Fact.objects.about(call).get()
    assert fact.changes == {"title": ["World Day for Clean Rivers", "World Day for Clear Rivers"]}


def test_call_that_does_not_change_writes_no_fact(call, clara):
    call.change(by=clara, title=call.title, first_day=call.first_day)

    assert not Fact.objects.about(call).exists()
