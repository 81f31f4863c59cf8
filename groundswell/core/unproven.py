"""An action whose address has not answered yet: where else the letter goes, and once more."""

from django.db import transaction
from django.utils.translation import gettext as _

from groundswell.core.errors import Refused
from groundswell.core.models import Action, Code, Contact, Fact
from groundswell.core.models.action_states import PROPOSED


@transaction.atomic
def ask_elsewhere(action: Action, address: str, *, language: str) -> None:
    """The first address was wrong: it is erased at once, and what was mailed there opens nothing any more."""
    _refuse_proven(action)
    before = action.contact
    action.contact = Contact.keep(address, language=language, until=action.contact_until)
    action.save()
    if before:
        Contact.objects.filter(pk=before.pk).erase()
    Code.objects.filter(action=action, purpose=Code.PROOF).delete()
    Fact.write("action.asked_elsewhere", action, by="host")


@transaction.atomic
def ask_again(action: Action) -> None:
    """Another letter to the same address; the link in the first one still works."""
    _refuse_proven(action)
    Fact.write("action.asked_again", action, by="host")


def _refuse_proven(action: Action) -> None:
    action.lock()
    if action.proven_at or action.state != PROPOSED:
        raise Refused(_("This address is proven already. The letter with your host code went there."))
