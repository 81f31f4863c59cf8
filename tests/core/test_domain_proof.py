"""How a proof by domain stands, lapses and is carried over. Where it is looked for: tests/outside/test_domains.py."""

from datetime import timedelta

import pytest

from groundswell.core import profile
from groundswell.core.errors import Refused
from groundswell.core.models import DomainProof, Fact, Organisation
from groundswell.lib.clock import now
from tests import make


@pytest.fixture
def keepers(call):
    return make.endorsement(call, website="https://www.keepers.example/about").organisation


@pytest.fixture
def proof(keepers):
    return DomainProof.ask(keepers, by="server")


def age(proof: DomainProof, days: int) -> DomainProof:
    DomainProof.objects.filter(pk=proof.pk).update(seen_at=now() - timedelta(days=days))
    proof.refresh_from_db()
    return proof


def facts() -> list[str]:
    return list(Fact.objects.filter(subject="domainproof").order_by("id").values_list("what", flat=True))


def test_asking_again_keeps_the_word(keepers, proof):
    assert DomainProof.ask(keepers, by="server").word == proof.word
    assert facts() == ["domainproof.asked"]


def test_what_is_to_be_put_where(proof):
    assert proof.line == f"groundswell={proof.word}"
    assert proof.file_address == "https://www.keepers.example/.well-known/groundswell.txt"
    assert proof.record_name == "_groundswell.keepers.example"


@pytest.mark.parametrize("website", ["", "https://127.0.0.1/", "https://localhost/", "http://[::1]/"])
def test_without_a_website_of_its_own_there_is_nothing_to_prove(call, website):
    with pytest.raises(Refused):
        DomainProof.ask(make.endorsement(call, website=website).organisation, by="server")


def test_seen_once_it_stands_and_the_organisation_with_it(keepers, proof):
    proof.see("file")
    proof.see("record")

    keepers.refresh_from_db()
    assert profile.proofs(keepers) == [proof]
    assert (proof.how, keepers.proven_at) == ("record", proof.proven_at)
    assert facts() == ["domainproof.asked", "domainproof.proven"]


def test_a_site_that_is_down_for_some_days_keeps_its_proof(proof):
    proof.see("file")
    age(proof, 13).miss(file="no-answer", record="not-there")

    assert proof.standing


def test_it_lapses_after_two_weeks_and_can_come_back(keepers, proof):
    proof.see("file")
    age(proof, 15).miss(file="not-there", record="not-there")

    keepers.refresh_from_db()
    assert (proof.standing, profile.proofs(keepers), keepers.proven_at) == (False, [], None)

    proof.see("record")

    assert proof.standing
    assert facts() == ["domainproof.asked", "domainproof.proven", "domainproof.lapsed", "domainproof.proven"]


def test_a_lapse_leaves_what_was_proven_by_mail(keepers, proof):
    Organisation.objects.update(proven_at=now() - timedelta(days=99))
    proof.see("file")
    age(proof, 15).miss(file="not-there", record="not-there")

    keepers.refresh_from_db()
    assert keepers.proven_at


def test_another_website_ends_the_proof_of_the_first(keepers, proof):
    proof.see("file")

    keepers.change(by="server", website="https://www.keepers.example/other-page")
    assert len(profile.proofs(keepers)) == 1
    keepers.change(by="server", website="https://tide.example")

    assert profile.proofs(keepers) == []
    assert list(DomainProof.objects.wanted()) == []
    assert DomainProof.ask(keepers, by="server").host == "tide.example"


def test_merging_carries_the_proof_that_stands(call, clara, keepers, proof):
    double = make.endorsement(call, website="https://www.keepers.example").organisation
    stands = DomainProof.ask(double, by="server")
    stands.see("file")

    keepers.absorb(double, by=clara)

    assert profile.proofs(keepers) == [stands]
    assert list(keepers.domain_proofs.all()) == [stands]


def test_merging_keeps_the_proof_of_the_one_that_stays(call, clara, keepers, proof):
    proof.see("file")
    double = make.endorsement(call, website="https://www.keepers.example").organisation
    DomainProof.ask(double, by="server")

    keepers.absorb(double, by=clara)

    assert profile.proofs(keepers) == [proof]
