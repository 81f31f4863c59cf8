"""Somebody who hosts beside the first one, and somebody who asks them something."""

from groundswell.core.models import Action, CoHost, Exchange


def fill(action: Action) -> None:
    other = CoHost.invite(action, address="maria@rivers.example", language=action.language)
    other.confirm()
    if action.contact_id:
        asked = "Is there a ramp from the bus stop to the water? I come with a pram."
        Exchange.begin(action, text=asked, address="joana@home.example", language="en")
