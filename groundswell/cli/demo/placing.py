"""Places that are not simply said: one held back until the evening before, one to be announced, one online as well."""

from datetime import timedelta
from typing import Any

from groundswell.core.models import Action, Call

BEFORE = timedelta(hours=18)


def fill(call: Call) -> None:
    held, announced_later, both = (_in(call, town) for town in ("Concepción", "Lyon", "Amarante"))
    if held:
        held.change(by="host", meeting_point="At the blue boats", shown_from=held.starts - BEFORE)
    if announced_later:
        nowhere: dict[str, Any] = {
            "address": "",
            "lat": None,
            "lon": None,
            "geo_precision": "unknown",
            "announced": False,
        }
        announced_later.change(by="host", because="The hall is not confirmed yet.", **nowhere)
    if both:
        both.change(by="host", also_online=True, join_address="https://talks.rivers.example/amarante",
                    meeting_point="By the fountain, north side")  # fmt: skip


def waiting(call: Call) -> None:
    """For the desk, which must decide about what it alone sees."""
    proposed = call.actions.waiting().filter(locality="Boise").first()
    if proposed:
        proposed.change(by="host", shown_from=proposed.starts - BEFORE)


def _in(call: Call, town: str) -> Action | None:
    return Action.objects.filter(call=call, state="published", locality=town).first()
