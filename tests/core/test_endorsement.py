import pytest

from groundswell.core.errors import Refused
from groundswell.core.models import Call, Endorsement
from tests import make

OFFICE = "ana@keepers.example"
ABOUT = {"signatory": "Ana", "role": "", "language": "en", "kind": "ngo", "country": "PT", "town": "", "website": ""}


def ask(call: Call, name: str = "River Keepers", address: str = OFFICE) -> Endorsement:
    return Endorsement.ask(call, name=name, address=address, **ABOUT)


@pytest.mark.parametrize("state", ["proven", "accepted"])
def test_asking_again_is_refused_once_it_endorses_with_this_address(call, state):
    ask(call)
    Endorsement.objects.update(state=state)

    with pytest.raises(Refused, match="endorses the call already"):
        ask(call)


def test_asking_is_taken_from_another_address_for_another_name_and_after_a_withdrawal(call):
    first = ask(call)
    first.prove()

    ask(call, address="board@keepers.example")
    ask(call, name="Choir of Porto")
    ask(make.call("quiet-nights"))
    Endorsement.objects.filter(pk=first.pk).update(state="withdrawn")
    ask(call)

    assert Endorsement.objects.count() == 5
