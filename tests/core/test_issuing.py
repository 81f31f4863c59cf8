"""Who issues a statement: rows that lead to pages, and words where no page is meant."""

import pytest

from groundswell.core import endorsers, issuers, permissions
from groundswell.core.models import Call, Fact, Issuing, Organisation, Statement
from groundswell.core.models.issuing import NewOrganisation
from tests import make


@pytest.fixture
def statement(call):
    return make.statement(call, issued_by=["Old name"])


def organisation(name: str = "River Keepers", **fields) -> Organisation:
    return Organisation.named(name, **{"kind": "ngo", "country": "PT"} | fields)


def test_issuers_are_rows_in_the_order_given_and_each_once(statement, clara):
    keepers = organisation()

    statement.change(by=clara, issued_by=[keepers, NewOrganisation("Eel Watch", "ngo", "KE"), "Ferrymen", keepers])

    told = [(each.name, bool(each.organisation)) for each in Issuing.objects.filter(statement=statement)]
    assert told == [("River Keepers", True), ("Eel Watch", True), ("Ferrymen", False)]
    assert Organisation.objects.get(name="Eel Watch").country == "KE"
    assert Fact.objects.get(what="statement.changed").changes["issued_by"] == [
        ["Old name"],
        ["River Keepers", "Eel Watch", "Ferrymen"],
    ]


def test_the_same_issuers_again_are_no_change(statement, clara):
    keepers = organisation()
    for _time in range(2):
        Statement.objects.get().change(by=clara, issued_by=[keepers, "Ferrymen"])

    assert Fact.objects.filter(what="statement.changed").count() == 1


def test_whoever_issued_a_public_statement_has_a_page(call, clara):
    keepers, eels, owls = organisation(), organisation("Eel Watch"), organisation("Owls")
    make.statement(call, issued_by=[keepers])
    make.statement(call, "draft", state="draft", issued_by=[eels])
    make.statement(make.call("lakes", stage="draft"), "hidden", issued_by=[owls])

    assert list(Organisation.objects.public()) == [keepers]
    assert permissions.may_see_organisation(clara, eels)
    assert not permissions.may_see_organisation(clara, owls)


def test_whoever_signed_a_public_statement_has_a_page(statement):
    for state in ("accepted", "proven"):
        make.signature(statement, organisation=f"Guild {state}", state=state, accepted_at=None)
    make.signature(statement, organisation="Guild")

    assert [each.name for each in Organisation.objects.public()] == ["Guild"]


def test_merging_doubles_keeps_what_either_issued(call, clara):
    kept, double = organisation(), organisation()
    both, one = make.statement(call, "both", issued_by=[kept, double]), make.statement(call, "one", issued_by=[double])

    kept.absorb(double, by=clara)

    assert [list(each.issuings.values_list("organisation", flat=True)) for each in (both, one)] == [[kept.pk]] * 2
    assert Fact.objects.get(what="organisation.merged").call == call


def test_doubles_are_found_among_those_who_issue(call, clara):
    make.endorsement(call)
    issues = organisation()
    make.statement(call, issued_by=[issues])

    (heap,) = endorsers.doubles(call, permissions.calls_of(clara))

    assert issues in heap and len(heap) == 2


def test_merging_what_issued_a_statement_of_another_call_is_for_its_convenors(call, clara, otto):
    double = organisation()
    make.statement(Call.objects.get(slug="quiet-nights"), issued_by=[double])

    assert not permissions.may_merge(clara, double)
    assert permissions.may_merge(otto, double)


def test_a_name_means_the_one_that_the_call_knows_and_asks_where_it_knows_two(call):
    known = make.endorsement(call).organisation
    elsewhere = make.endorsement(make.call("lakes"), "Ríver keepers").organisation
    [found] = issuers.of_names(["river KEEPERS", "Nobody"], call, None).values()
    assert (found.plain, list(found.all)) == (known, [known, elsewhere])

    make.statement(call, issued_by=[elsewhere])
    assert issuers.of_names(["River Keepers"], call, None)["river keepers"].plain is None


def test_a_name_that_the_statement_has_means_the_same_again(call, statement):
    make.endorsement(call)
    elsewhere = make.endorsement(make.call("lakes")).organisation
    statement.change(by="server", issued_by=[elsewhere])

    assert issuers.of_names(["River Keepers"], call, statement)["river keepers"].plain == elsewhere
