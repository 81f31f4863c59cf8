"""Clara has a name and an address that must not be seen either, and works on all calls."""

import pytest

from groundswell.core.models import Action, Call, Person, Role
from tests import make
from tests.private_fields.marks import INTERNAL, SECRET
from tests.private_fields.scene import set_scene


@pytest.fixture
def clara(call: Call) -> Person:
    person = make.person(SECRET["person's address"], role=Role.CONVENOR, call=call, name=INTERNAL["person's name"])
    Role.objects.create(person=person, kind=Role.CONVENOR, call=None)
    return person


@pytest.fixture
def scene(call: Call, clara: Person) -> Action:
    return set_scene(call, clara)
