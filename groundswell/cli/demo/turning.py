"""Actions that went on and back: put off without a date, taken up again, moved back, called off in truth."""

import random
from datetime import timedelta
from typing import Any

from groundswell.core.models import Action, Person

# What hosts said about access besides yes.
SAID = (
    {"seating": {"no": True, "note": "Bring a cushion."}, "distance": {"metres": 1200, "surface": "gravel"}},
    {"toilets": {"no": True, "note": "The nearest are in the library, 200 m away."}, "step-free": {"no": True}},
    {"distance": {"metres": 300, "surface": "paved", "note": "Level all the way."}},
    {"captions": {"note": "The speeches can be had on paper."}, "livestream": {"no": True}},
)


def fill(actions: list[Action], past: list[Action], chance: random.Random, mona: Person) -> None:
    """Of each kind one or two, from the middle of the list, so that they do not all stand at its beginning."""
    standing = [action for action in actions if action.state == "published" and not action.online]
    some = chance.sample(standing, 9)
    for action in some[1:3]:
        action.postpone(by="host", because="The river is in flood; we look for another day.")
    some[2].change(by="host", because="The water has gone down.", **_next_day(some[2]))
    some[4].cancel(by="host", because="Storm warning.")
    some[4].stand_again(by="host", because="The storm passes to the north.")
    square = some[5].address
    some[5].change(by="host", because="The hall has more room.", address="In the town hall")
    some[5].change(by="host", because="The sun shines after all.", address=square)
    some[6].change(by="host", because="The bridge is closed; we talk online instead.", online=True)
    some[7].change(by=mona, because="The path along the water is closed.", address="At the weir")
    some[8].change(by="host", because="Ice on the path.", **_next_day(some[8]), address="In the library")
    unreported = (action for action in past if action.state == "happened" and not action.reports.exists())
    if missed := next(unreported, None):
        missed.did_not_happen(by="host", because="Nobody could get there: the ferry did not sail.")


def _next_day(action: Action) -> dict[str, Any]:
    first, last = action.call.first_day, action.call.last_day
    assert first and last
    by = timedelta(days=1 if action.day < last else -1)
    return {"starts": action.starts + by, "ends": action.ends and action.ends + by}


def more_about_access(action: Action, chance: random.Random) -> None:
    """Some say more than yes; a no is never of what there is."""
    if chance.random() < 0.3:
        said = chance.choice(SAID)
        action.access_more = {word: more for word, more in said.items() if word not in action.access}
