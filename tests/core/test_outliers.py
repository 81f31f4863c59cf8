from typing import Any

from groundswell.core import outliers
from groundswell.core.models import Action, Call, Check, Estimate, Fact, Person
from tests import make


def flagged(*, checked: bool = False) -> list[tuple[int | None, list[str]]]:
    return [(each.estimate.high, each.why) for each in outliers.among(Action.objects.all(), checked=checked)]


def told(call: Call, *sizes: tuple[int | None, int | None], **fields: Any) -> Action:
    action = make.past_action(call, **fields)
    make.report(action, estimates=[{"low": low, "high": high} for low, high in sizes])
    return action


def test_ten_times_what_the_others_say_is_flagged_and_keeps_counting(call: Call) -> None:
    action = told(call, (100, 100), (120, 140), (2_000, 2_000), (9, 9))
    assert flagged() == [
        (2_000, ["It is more than ten times what the others say."]),
        (9, ["It is less than a tenth of what the others say."]),
    ]
    action.refresh_from_db()
    assert (action.size_low, action.size_high) == (9, 2_000)


def test_what_differs_by_less_is_disagreement_and_is_not_flagged(call: Call) -> None:
    told(call, (100, 100), (900, 1_000))
    told(call, (50, 60), (None, None))
    assert flagged() == []


def test_one_that_is_far_off_does_not_make_the_others_look_so(call: Call) -> None:
    told(call, (100, 150), (90, 90), (4_000_000, 4_000_000), at="cairo")
    assert [high for high, _why in flagged()] == [4_000_000]


def test_ends_that_are_turned_round_are_flagged(call: Call) -> None:
    told(call, (300, 200))
    assert flagged() == [(200, ["Its lowest figure is more than its highest."])]


def test_more_people_than_the_town_has_are_flagged(call: Call) -> None:
    told(call, (3_000_000, 3_000_000), at="porto")
    told(call, (200_000, 200_000), at="porto")
    ((high, (why,)),) = flagged()
    assert (high, why.startswith("It is more than the town has inhabitants (")) == (3_000_000, True)


def test_far_beyond_its_kind_in_the_country_is_flagged_once_enough_others_were_counted(call: Call) -> None:
    told(call, (9_000, 9_000))
    for _other in range(outliers.ENOUGH - 1):
        told(call, (100, 150))
    assert flagged() == []
    told(call, (100, 150))
    told(call, (90_000, 90_000), at="cairo")
    assert flagged() == [
        (9_000, ["It is more than ten times the largest other action of its kind in the country (150)."])
    ]


def test_what_somebody_looked_at_is_off_the_list_with_who_and_why(call: Call, mona: Person) -> None:
    told(call, (300, 200))
    estimate = Estimate.objects.get()
    for _time in range(2):
        Check.make(estimate, by=mona, because="So it is printed.")
    assert (flagged(), len(flagged(checked=True))) == ([], 1)
    assert [(check.by, check.because) for check in Check.objects.all()] == [(mona, "So it is printed.")]
    assert Fact.objects.filter(what="report.checked").count() == 1


def test_what_nobody_accepted_is_not_flagged(call: Call) -> None:
    make.report(make.past_action(call), estimates=[{"low": 300, "high": 200}], accepted=False)
    assert flagged() == []
