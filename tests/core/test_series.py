from datetime import UTC, date, datetime, timedelta

import pytest

from groundswell.core import chores
from groundswell.core.errors import Refused
from groundswell.core.models import Action, Code, Contact, Fact, LostCode, Route, RoutePlan, Series
from groundswell.core.models.code import end_older_of_set
from groundswell.core.models.lost_code import answer_lost_codes
from groundswell.core.models.series import Sketch, another
from groundswell.lib import days
from tests import make

# Fridays on both sides of the night in which Portugal's clocks go forward (30 March 2031).
FRIDAYS = [date(2031, 3, 14), date(2031, 3, 21), date(2031, 3, 28), date(2031, 4, 4), date(2031, 4, 11)]


@pytest.fixture
def spring(call):
    call.last_day = date(2031, 12, 31)
    call.first_day = date(2031, 1, 1)
    call.save()
    return call


@pytest.fixture
def vigil(spring):
    """At seven in the evening of the first Friday."""
    return make.action(
        spring,
        title="Vigil",
        kind="vigil",
        starts=datetime(2031, 3, 14, 19, tzinfo=UTC),
        ends=datetime(2031, 3, 14, 20, 30, tzinfo=UTC),
        contact=make.contact(),
        organisations=["Choir"],
    )


@pytest.fixture
def series(vigil):
    return Series.repeat(vigil, FRIDAYS, step="week", by="host")


def of(series, name="title"):
    return [getattr(action, name) for action in series.actions.order_by("starts")]


def change(series, lead, scope, **fields):
    lead.refresh_from_db()
    organisations = fields.pop("organisations", lead.organisation_names())
    series.change(lead, scope, by="host", organisations=organisations, **fields)


def test_repeat_makes_an_action_of_each_date(series):
    assert of(series, "day") == FRIDAYS
    assert len(set(of(series, "ref"))) == 5
    assert [action.organisation_names() for action in series.actions.all()] == [["Choir"]] * 5


def test_repeat_keeps_the_hours_of_the_town_when_its_clocks_change(series):
    starts = [f"{action.local_start:%H:%M}" for action in series.actions.all()]
    ends = [f"{action.local_end:%H:%M}" for action in series.actions.all()]

    assert (set(starts), set(ends)) == ({"19:00"}, {"20:30"})
    assert [action.starts.hour for action in series.actions.order_by("starts")] == [19, 19, 19, 18, 18]


def test_repeat_past_midnight_ends_on_the_morning_after(vigil):
    vigil.ends = datetime(2031, 3, 15, 1, tzinfo=UTC)
    vigil.save()
    series = Series.repeat(vigil, FRIDAYS, step="week", by="host")

    assert {action.local_end.date() - action.day for action in series.actions.all()} == {timedelta(days=1)}


def test_repeat_again_adds_only_the_new_dates(series, vigil):
    with pytest.raises(Refused):
        Series.repeat(vigil, FRIDAYS, step="week", by="host")
    Series.repeat(vigil, [*FRIDAYS, date(2031, 4, 18)], step="week", by="host")

    assert of(series, "day") == [*FRIDAYS, date(2031, 4, 18)]


def test_repeat_outside_the_days_of_the_call_makes_none_at_all(vigil):
    with pytest.raises(Refused):
        Series.repeat(vigil, [*FRIDAYS, date(2032, 1, 2)], step="", by="host")

    assert Action.objects.count() == 1
    assert Series.objects.count() == 0


def test_repeat_more_than_sixty_times_is_refused(vigil):
    with pytest.raises(Refused):
        Series.repeat(vigil, days.every("day", vigil.day, date(2031, 12, 1), most=61), step="day", by="host")


def test_repeat_gives_each_its_own_attendance_state_and_contact(series, vigil):
    vigil.refresh_from_db()
    vigil.cancel(by="host", because="Rain")

    assert of(series, "state") == ["cancelled", "proposed", "proposed", "proposed", "proposed"]
    assert len({action.contact_id for action in series.actions.all()}) == 5
    assert {action.contact.address() for action in series.actions.all()} == {"host@rivers.example"}


def test_repeat_goes_to_review_by_the_policy_of_the_call(vigil):
    vigil.call.policy = "proof"
    vigil.call.save()
    series = Series.repeat(vigil, FRIDAYS, step="week", by="host")

    assert of(series, "state") == ["published"] * 5


def test_change_of_this_one_and_the_later_ones(series):
    lead = series.actions.order_by("starts")[2]
    change(series, lead, "later", title="Vigil with choir")

    assert of(series) == ["Vigil", "Vigil"] + ["Vigil with choir"] * 3


def test_change_of_all_writes_a_fact_for_each(series):
    change(series, series.actions.get(day=FRIDAYS[3]), "all", title="Lanterns")

    assert of(series) == ["Lanterns"] * 5
    assert Fact.objects.filter(what="action.changed").count() == 5


def test_change_of_all_touches_nothing_that_is_over_or_cancelled(series, vigil):
    Action.objects.filter(pk=vigil.pk).update(
        starts=datetime(2025, 3, 14, 19, tzinfo=UTC), over=datetime(2025, 3, 15, tzinfo=UTC)
    )
    series.actions.get(day=FRIDAYS[1]).cancel(by="host", because="Rain")
    change(series, series.actions.get(day=FRIDAYS[2]), "all", title="Lanterns")

    assert of(series) == ["Vigil", "Vigil", "Lanterns", "Lanterns", "Lanterns"]


def test_change_of_all_leaves_what_was_changed_of_one_alone_in_that_field(series):
    special = series.actions.get(day=FRIDAYS[4])
    special.change(by="host", title="The great vigil")
    change(series, series.actions.get(day=FRIDAYS[1]), "all", title="Lanterns", description="Bring a lantern.")

    assert of(series)[-2:] == ["Lanterns", "The great vigil"]
    assert of(series, "description") == ["Bring a lantern."] * 5


def test_change_together_twice_reaches_all_both_times(series):
    for title in ("Lanterns", "Candles"):
        change(series, series.actions.get(day=FRIDAYS[0]), "all", title=title)

    assert of(series) == ["Candles"] * 5


def test_change_of_the_hour_is_the_same_hour_for_all_across_the_clock_change(series):
    lead = series.actions.get(day=FRIDAYS[0])
    change(series, lead, "all", starts=lead.starts - timedelta(hours=1), ends=None)

    assert {f"{action.local_start:%H:%M}" for action in series.actions.all()} == {"18:00"}
    assert of(series, "day") == FRIDAYS
    assert of(series, "ends") == [None] * 5


def test_change_of_the_day_moves_each_by_as_many_days(series):
    lead = series.actions.get(day=FRIDAYS[0])
    change(series, lead, "all", starts=lead.starts - timedelta(days=1), ends=lead.ends - timedelta(days=1))

    assert of(series, "day") == [day - timedelta(days=1) for day in FRIDAYS]


def test_change_of_the_place_moves_each_and_keeps_the_hours_by_the_new_clock(series):
    change(
        series,
        series.actions.get(day=FRIDAYS[0]),
        "all",
        **make.place("santiago"),
        timezone="America/Santiago",
        starts=datetime(2031, 3, 14, 22, tzinfo=UTC),
        ends=None,
    )

    assert set(of(series, "locality")) == {"Santiago"}
    assert {f"{action.local_start:%H:%M}" for action in series.actions.all()} == {"19:00"}


def test_change_that_one_cannot_take_changes_none(series):
    lead = series.actions.get(day=FRIDAYS[0])
    with pytest.raises(Refused, match="12 April"):
        series.call.last_day = FRIDAYS[4]
        series.call.save()
        change(series, lead, "all", starts=lead.starts + timedelta(days=1), ends=None)

    assert of(series, "day") == FRIDAYS


def test_change_of_the_hosts_goes_along(series):
    change(series, series.actions.get(day=FRIDAYS[0]), "all", organisations=["Choir", "Parish"])

    assert [action.organisation_names() for action in series.actions.all()] == [["Choir", "Parish"]] * 5


def test_cancel_of_all_says_why_on_each(series):
    lead = series.actions.get(day=FRIDAYS[1])
    series.cancel(lead, "later", by="host", because="Flood")

    assert of(series, "state") == ["published", *["withdrawn"] * 4]
    assert Fact.objects.filter(what="action.withdrawn").count() == 4


def test_set_leaves_out_what_was_handed_over_to_another_address(series):
    other = series.actions.get(day=FRIDAYS[2])
    other.contact = Contact.keep("new@rivers.example", language="en", until=other.over)
    other.save()

    assert other not in series.hosted()
    assert not series.holds(other)
    change(series, series.actions.get(day=FRIDAYS[0]), "all", title="Lanterns")
    assert of(series) == ["Lanterns", "Lanterns", "Vigil", "Lanterns", "Lanterns"]


def test_another_is_proven_at_once_and_in_no_set(vigil):
    made = another(vigil, Sketch.of(vigil).on(date(2031, 5, 2)))

    assert (made.series, made.contact.address(), made.state) == (None, "host@rivers.example", "proposed")
    assert made.proven_at
    assert (made.coming, made.ref != vigil.ref) == (0, True)


def test_another_of_one_whose_address_is_not_proven_is_refused(vigil):
    vigil.proven_at = None
    with pytest.raises(Refused):
        another(vigil, Sketch.of(vigil))


def test_register_keeps_all_or_none(spring, vigil):
    sketch = Sketch.of(vigil)
    sketches = [sketch.on(date(2031, 5, 2)), sketch.on(date(2033, 5, 2))]
    with pytest.raises(Refused, match="Vigil"):
        Series.register(spring, sketches, kind="table", address="ana@rivers.example", language="en")

    assert (Action.objects.count(), Series.objects.count()) == (1, 0)


def test_one_proof_proves_all(spring, vigil):
    sketch = Sketch.of(vigil)
    made = Series.register(
        spring,
        [sketch.on(date(2031, 5, day)) for day in (2, 9)],
        kind="table",
        address="ana@rivers.example",
        language="en",
    )
    for _time in range(2):
        made.prove()

    assert spring.actions.waiting().count() == 2
    assert Fact.objects.filter(what="series.proven").count() == 1


def test_enter_at_the_desk_is_by_that_person_and_public_if_they_say_so(spring, vigil):
    mona = make.person("mona@rivers.example", role="moderator", call=spring)
    about = {"address": "", "language": "en", "by": mona}
    shown = Series.enter(spring, [Sketch.of(vigil).on(date(2031, 5, 2))], publish=True, **about)
    waits = Series.enter(spring, [Sketch.of(vigil).on(date(2031, 5, 9))], publish=False, **about)

    assert (of(shown, "state"), of(waits, "state")) == (["published"], ["proposed"])
    assert set(Fact.objects.filter(call=spring).values_list("by", "person")) == {("person", mona.pk)}
    assert spring.actions.waiting().count() == 1


def test_code_of_one_set_opens_no_other(series, spring, vigil):
    second = another(vigil, Sketch.of(vigil).on(date(2031, 6, 6)))
    other = Series.repeat(second, [date(2031, 6, 13)], step="", by="host")
    Code.mint(Code.HOST, series=series)

    assert not set(series.hosted()) & set(other.hosted())


def test_address_of_a_set_is_kept_as_long_as_that_of_its_last_action(series, vigil):
    last = series.actions.get(day=FRIDAYS[-1])
    last.change(by="host", starts=last.starts + timedelta(days=60), ends=None)

    series.contact.refresh_from_db()
    last.contact.refresh_from_db()
    assert series.contact.until == last.contact.until


def test_address_of_a_set_is_erased_with_that_of_its_last_action(series):
    contacts = [action.contact for action in series.actions.order_by("starts")]
    for contact in contacts[:-1]:
        Contact.objects.filter(pk=contact.pk).erase()
    assert Series.forget_addresses() == 0

    Contact.objects.filter(pk=contacts[-1].pk).erase()
    chores.erase_overdue()
    series.contact.refresh_from_db()
    assert (series.contact.sealed, series.contact.fingerprint) == ("", "")


def test_new_code_for_a_set_ends_the_older_ones_of_the_same_hand(series):
    old, new = (Code.mint(Code.HOST, series=series) for _ in range(2))
    of_one = Code.mint(Code.HOST, action=series.actions.earliest("id"))

    end_older_of_set(series, new)

    assert [bool(Code.matching(code, Code.HOST)) for code in (old, of_one, new)] == [False, False, True]


def test_who_lost_the_code_of_one_of_a_set_is_sent_one_for_all(series):
    LostCode.say(address=series.contact.address(), ref=series.actions.earliest("id").ref)

    answer_lost_codes()

    asked = Fact.objects.filter(what__endswith="code_asked")
    assert [(fact.what, fact.subject_id) for fact in asked] == [("series.code_asked", series.pk)]


def test_each_date_has_the_route_the_places_and_the_rounding_of_the_first(vigil):
    make.route(vigil)
    vigil.admit(by="host", capacity=40, rounded=True)

    series = Series.repeat(vigil, FRIDAYS[1:3], step="week", by="host")

    told = [(Route.of(action).points, action.capacity, action.coming_rounded) for action in series.actions.all()]
    assert told == [(make.WAY, 40, True)] * 3


def test_copy_of_a_held_place_is_held_as_long_before_its_own_start(vigil):
    vigil.change(by="host", address="At the locks", shown_from=vigil.starts - timedelta(hours=3))

    series = Series.repeat(vigil, FRIDAYS[1:2], step="week", by="host")

    copy = series.actions.latest("starts")
    assert (copy.address, copy.true_place["address"]) == ("", "At the locks")
    assert copy.shown_from == copy.starts - timedelta(hours=3)


def test_route_is_changed_of_all_at_once(series):
    lead = series.actions.earliest("starts")

    change(series, lead, "all", route=RoutePlan(make.WAY))

    assert [Route.of(action).points for action in series.actions.all()] == [make.WAY] * 5
