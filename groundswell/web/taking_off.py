"""What was added to a call's pages is taken off them: one form for all, with its reason."""

from typing import Protocol

from django.http import HttpRequest

from groundswell.core.models import Person
from groundswell.web.access import who_works
from groundswell.web.forms.resources import TakeOffForm


class Removable(Protocol):
    def take_off(self, *, by: Person | str, because: str) -> None: ...


def form_to_take_off(request: HttpRequest, thing: Removable) -> TakeOffForm | None:
    """The form to show; none once the thing is off."""
    if request.method != "POST":
        return TakeOffForm()
    form = TakeOffForm(request.POST)
    if not form.is_valid():
        return form
    thing.take_off(by=who_works(request), because=form.cleaned_data["because"])
    return None
