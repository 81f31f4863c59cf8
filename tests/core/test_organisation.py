"""Two rows that are one organisation become one, and nothing that pointed at either is lost."""

import pytest

from groundswell.core.errors import Refused
from groundswell.core.models import Fact, Organisation
from tests import make


@pytest.fixture
def kept(call):
    return make.endorsement(call, "River Keepers").organisation


@pytest.fixture
def double(call):
    return make.endorsement(call, "RIVER  keepers!", website="https://keepers.example").organisation


def test_merging_keeps_every_endorsement_and_hosting(call, clara, kept, double):
    hosting = make.action(call, organisations=["River Keepers"]).hostings.get()
    hosting.organisation = double
    hosting.save()

    kept.absorb(double, by=clara)

    hosting.refresh_from_db()
    assert hosting.organisation == kept
    assert kept.endorsements.count() == 2
    assert [each.pk for each in Organisation.objects.endorsing(call)] == [kept.pk]


def test_merging_fills_in_what_the_kept_one_had_left_out(clara, kept, double):
    kept.absorb(double, by=clara)

    kept.refresh_from_db()
    assert (kept.name, kept.website) == ("River Keepers", "https://keepers.example")


def test_merging_writes_a_fact_for_each_call(call, clara, kept, double):
    other = make.call("lakes", title="Lakes")
    double.endorsements.create(call=other, signatory="Ana", state="accepted")

    kept.absorb(double, by=clara)

    facts = Fact.objects.filter(what="organisation.merged")
    assert {fact.call for fact in facts} == {call, other}
    assert {fact.person for fact in facts} == {clara}


def test_the_old_address_leads_to_the_kept_one_however_often_it_is_merged(call, clara, kept, double):
    first, second = kept.slug, double.slug
    kept.absorb(double, by=clara)
    last = make.endorsement(call, "River Keepers").organisation

    last.absorb(kept, by=clara)

    assert set(last.aliases.values_list("slug", flat=True)) == {first, second}
    assert Organisation.named("River Keepers").slug not in {first, second, last.slug}


@pytest.mark.parametrize("other", [{"name": "Tide Watch"}, {"country": "ES"}])
def test_others_than_doubles_are_not_merged(call, clara, kept, other):
    different = make.endorsement(call, **({"name": "River Keepers"} | other)).organisation

    with pytest.raises(Refused):
        kept.absorb(different, by=clara)

    assert Organisation.objects.count() == 2


@pytest.mark.parametrize(
    ("proven", "country", "state", "hosted"),
    [
        (True, "PT", "published", 1),
        (False, "PT", "published", 0),
        (True, "ES", "published", 0),
        (True, "", "published", 1),
        (True, "PT", "proposed", 0),
    ],
)
def test_a_name_means_a_proven_organisation_of_the_same_country(call, proven, country, state, hosted):
    organisation = make.endorsement(call, country=country).organisation
    organisation.proven_at = call.made_at if proven else None
    organisation.save()
    make.action(call, organisations=["river keepers"], state=state)

    assert organisation.hosted().count() == hosted


def test_merging_what_is_merged_already_is_refused(clara, kept, double):
    again = Organisation.objects.get(pk=double.pk)
    kept.absorb(double, by=clara)

    with pytest.raises(Refused):
        kept.absorb(again, by=clara)
