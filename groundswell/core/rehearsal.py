"""An action as it would stand, for whoever is about to register it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from groundswell.core.models import Action, Call
from groundswell.core.models.action_states import PUBLISHED


@contextmanager
def rehearsed(call: Call, **given: Any) -> Iterator[Action]:
    """Registered and public within the block alone: no row of it, no fact and no address outlives it.

    A real row, so that all that hangs on rows shows as it will. Ask `core.numbers` nothing within: it remembers.
    """
    with transaction.atomic():
        action = Action.register(call, **given)
        Action.objects.filter(pk=action.pk).update(state=PUBLISHED)
        action.state = PUBLISHED
        yield action
        transaction.set_rollback(True)
