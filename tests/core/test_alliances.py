"""Alliances and their members: who is in, how it came about, and that nobody is counted twice."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from groundswell.core import alliances, collectives, endorsers, numbers
from groundswell.core.beside import beside as beside_of
from groundswell.core.endorsers import OrganisationFilter
from groundswell.core.errors import Refused
from groundswell.core.models import Fact, Membership, Organisation
from groundswell.core.permissions import calls_of, may_manage_members, may_merge
from tests import make


@pytest.fixture
def alliance(call) -> Organisation:
    return make.alliance(call)


def names(rows) -> list[str]:
    return [each.name for each in rows]


def through(call) -> list[str]:
    return names(Organisation.objects.through(call).order_by("folded"))


def test_member_with_an_address_is_listed_once_it_has_confirmed(alliance, clara):
    membership = make.member(alliance, "River Keepers", address="office@keepers.example", by=clara)
    before = names(alliances.listed(alliance))

    membership.confirm()
    membership.confirm()

    assert (before, names(alliances.listed(alliance))) == ([], ["River Keepers"])
    assert (membership.asked_by, membership.confirmed_by, membership.listed_at) == (
        clara,
        "organisation",
        membership.confirmed_at,
    )
    assert list(Fact.objects.about(membership).values_list("what", flat=True)) == [
        "membership.asked",
        "membership.confirmed",
    ]


def test_member_without_an_address_is_listed_as_named_and_may_be_asked_later(alliance):
    named = make.member(alliance, "River Keepers")
    asked = make.member(alliance, "River Keepers", address="office@keepers.example")

    assert (named.state, asked.pk, asked.state) == ("named", named.pk, "named")
    asked.confirm()
    assert (asked.state, asked.listed_at) == ("confirmed", named.listed_at)


def test_membership_that_ended_keeps_its_dates_and_may_begin_again(alliance):
    first = make.member(alliance, "River Keepers")
    first.end(by="organisation", because="We act on our own.")
    first.confirm()
    again = make.member(alliance, "River Keepers")

    assert (first.state, first.ended_by, first.because) == ("ended", "organisation", "We act on our own.")
    assert again.pk != first.pk
    assert again.member == first.member
    assert list(alliance.members.over()) == [first]


@pytest.mark.parametrize("address", ["", "office@keepers.example"])
def test_nobody_is_a_member_twice(alliance, address):
    make.member(alliance, "River Keepers", address="a@keepers.example").confirm()

    with pytest.raises(Refused):
        make.member(alliance, "river-keepers", address=address)


def test_an_organisation_that_is_here_already_is_the_one_that_is_meant(call, alliance):
    keepers = make.endorsement(call, "River Keepers").organisation

    assert make.member(alliance, "RIVER keepers").member == keepers
    assert make.member(alliance, "River Keepers", country="ES").member != keepers


def test_one_of_several_of_the_same_name_is_not_guessed(call, alliance):
    make.endorsement(call, "River Keepers")
    make.endorsement(call, "River Keepers")

    with pytest.raises(Refused, match="Merge them first"):
        make.member(alliance, "River Keepers")


def test_only_an_alliance_has_members(call):
    with pytest.raises(Refused):
        make.member(make.endorsement(call).organisation, "Tide Watch")


def test_no_alliance_is_a_member_of_itself_directly_or_through_others(call, alliance):
    inner = make.alliance(call, "Inner")
    innermost = make.alliance(call, "Innermost")
    make.member(alliance, "Inner", kind="alliance")
    make.member(inner, "Innermost", kind="alliance")

    for above, below in ((alliance, alliance), (inner, alliance), (innermost, alliance)):
        with pytest.raises(Refused):
            make.member(above, below.name, kind="alliance")


def test_merging_moves_members_and_makes_no_circle(call, alliance, clara):
    make.member(alliance, "River Keepers")
    double = make.alliance(call, alliance.name.upper())
    make.member(double, "River Keepers")
    make.member(double, "Tide Watch")

    alliance.absorb(double, by=clara)

    assert names(alliances.listed(alliance).order_by("folded")) == ["River Keepers", "Tide Watch"]
    upper = make.alliance(call, "Upper")
    other = make.alliance(call, "Upper")
    Membership.objects.create(alliance=upper, member=other, state="named")
    with pytest.raises(Refused):
        upper.absorb(other, by=clara)


# Endorsing with members.


def test_members_are_counted_apart_and_each_once(call, alliance):
    other = make.alliance(call, "Lakes Alliance")
    make.alliance(call, "For Itself", with_members=False)
    for name in ("River Keepers", "Tide Watch", "Boat School"):
        make.member(alliance, name)
    make.member(other, "Tide Watch")
    make.member(Organisation.objects.get(name="For Itself"), "Not Counted")
    make.member(alliance, "Asked Alone", address="a@asked.example")
    make.endorsement(call, "Boat School")  # not merged yet, and one organisation all the same

    assert endorsers.counts(call).total == 4
    assert through(call) == ["River Keepers", "Tide Watch"]
    assert (numbers.of_call(call).organisations, numbers.of_call(call).members) == (4, 2)
    assert endorsers.counts_through(call).countries == (("PT", 2),)


def test_support_of_members_ends_with_the_withdrawal_of_the_alliance(call, alliance):
    make.member(alliance, "River Keepers")
    before = endorsers.counts_through(call).total

    alliance.endorsements.get().withdraw()

    assert (before, endorsers.counts_through(call).total) == (1, 0)


def test_member_that_says_not_us_is_counted_no_more(call, alliance):
    membership = make.member(alliance, "River Keepers")
    before = endorsers.counts_through(call).total

    membership.end(by="organisation")

    assert (before, endorsers.counts_through(call).total) == (1, 0)


def test_member_that_endorses_itself_counts_as_an_endorser_alone(call, alliance, mona):
    make.member(alliance, "River Keepers")

    make.endorsement(call, "River Keepers")

    assert (endorsers.counts(call).total, through(call)) == (2, [])


def test_the_table_says_which(call, alliance):
    make.member(alliance, "River Keepers")
    make.member(alliance, "Tide Watch", address="a@tide.example").confirm()

    rows = list(endorsers.table(call, OrganisationFilter()))

    told = ("name", "support", "alliances", "confirmed", "members")
    assert [tuple(row[name] for name in told) for row in rows] == [
        ("Rivers Alliance", "own", None, None, "2"),
        ("River Keepers", "member", "Rivers Alliance", "no", None),
        ("Tide Watch", "member", "Rivers Alliance", "yes", None),
    ]
    for support, many in (("own", 1), ("member", 2)):
        assert len(list(endorsers.table(call, OrganisationFilter(support=support)))) == many


@pytest.mark.parametrize("many", [1, 3])
def test_the_table_and_the_counts_ask_as_much_for_one_as_for_three(call, many):
    for number in range(many):
        alliance = make.alliance(call, f"Alliance {number}")
        for member in range(many):
            make.member(alliance, f"Member {number} {member}")

    with CaptureQueriesContext(
        connection,
    ) as asked:
        list(endorsers.table(call, OrganisationFilter()))
    with CaptureQueriesContext(connection) as counted:
        endorsers.counts_through(call)

    assert (len(asked), len(counted)) == (5, 2)


def test_page_of_a_member_is_public_with_that_of_its_alliance(call, alliance):
    member = make.member(alliance, "River Keepers").member
    unseen = make.member(alliance, "Tide Watch", address="a@tide.example").member

    public = Organisation.objects.public()

    assert (member in public, unseen in public) == (True, False)
    call.stage = "draft"
    call.save()
    assert member not in public.all()


# Who may.


def test_members_are_managed_by_who_works_on_a_call_of_the_alliance(call, alliance, clara, mona, otto):
    asked = make.alliance(call, "Asked", state="asked")

    assert [may_manage_members(person, alliance) for person in (clara, mona, otto)] == [True, True, False]
    assert not may_manage_members(clara, asked)
    assert not may_manage_members(clara, make.endorsement(call).organisation)


def test_double_that_is_a_member_elsewhere_is_not_merged_from_here(call, alliance, clara, otto):
    member = make.member(alliance, "River Keepers").member

    assert (may_merge(clara, member), may_merge(otto, member)) == (True, False)


def test_member_and_endorser_of_one_name_are_suggested_as_doubles(call, alliance, clara):
    member = make.member(alliance, "River Keepers").member
    itself = make.endorsement(call, "River Keepers").organisation

    assert endorsers.doubles(call, calls_of(clara)) == [[member, itself]]


# Collectives.


def collective(call, name: str, town: str = "Porto", country: str = "PT", **fields) -> Organisation:
    return make.endorsement(call, name, kind="collective", town=town, country=country, **fields).organisation


def found(call, lat=41.15, lon=-8.61, km=50) -> list[tuple[str, bool, bool]]:
    return [(each.name, each.endorses, each.hosts) for each in collectives.near(call, lat, lon, km)]


def test_collectives_near_are_those_that_endorse_or_host_the_nearest_first(call, alliance):
    other = make.call("quiet-nights")
    collective(call, "Gaia Walkers", "Vila Nova de Gaia")
    collective(call, "Porto Walkers")
    collective(call, "Lisbon Walkers", "Lisboa")
    collective(call, "Not Yet", state="proven")
    collective(call, "Nowhere Walkers", "Nowhereville")
    make.endorsement(call, "Porto Union", kind="union", town="Porto")
    hosts = collective(other, "Douro Hosts")
    hosts.proven_at = make.now()
    hosts.save()
    make.action(call, organisations=["Douro Hosts"])
    make.member(alliance, "Of the Alliance", kind="collective", town="Porto")

    assert found(call) == [
        ("Douro Hosts", False, True),
        ("Of the Alliance", False, False),
        ("Porto Walkers", True, False),
        ("Gaia Walkers", True, False),
    ]


def test_a_town_is_found_in_any_script_and_in_its_own_country(call):
    collective(call, "Nile Walkers", "القاهرة", "EG")
    collective(call, "Chile Walkers", "Santiago", "CL")

    assert found(call, 30.06, 31.25) == [("Nile Walkers", True, False)]
    assert found(call, -33.45, -70.65) == [("Chile Walkers", True, False)]


def test_collectives_cost_as_many_queries_for_one_as_for_three(call):
    def asked() -> int:
        numbers.forget()
        with CaptureQueriesContext(connection) as queries:
            collectives.under(call)
        return len(queries)

    collective(call, "A")
    one = asked()
    collective(call, "B")
    collective(call, "C")

    assert asked() == one


def test_beside_an_action_are_those_around_that_day_in_that_town_or_close_by(call):
    gaia = make.place("porto", locality="Vila Nova de Gaia", town=2732547, lat=41.13363, lon=-8.61742)
    make.action(call, title="Here")
    make.action(call, title="Across the river", **gaia)
    make.action(call, at="lisbon", title="Far")
    make.action(call, title="Off", state="cancelled")
    make.action(call, title="Next day", starts=make.action(call).starts + make.timedelta(days=1))
    make.action(make.call("other"), title="Other call")
    make.action(call, title="Unknown point", lat=None, lon=None)

    def beside(**where) -> list[str]:
        return sorted(each.action.title for each in beside_of(call, make.DAY, **where))

    assert beside(town=2735943, point=(41.14961, -8.61099)) == [
        "Across the river",
        "Here",
        "Next day",
        "Unknown point",
        "Walk the river",
    ]
    assert beside(town=None, point=None) == []
