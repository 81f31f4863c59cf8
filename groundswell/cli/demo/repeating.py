"""A vigil every Friday, under the campaign: one host, one code, an action of its own for each date."""

from datetime import datetime, time, timedelta

from groundswell.core import gazetteer
from groundswell.core.models import Call, Person, Series
from groundswell.core.models.series import DATES, Sketch
from groundswell.core.placing import Said, place
from groundswell.lib.clock import in_zone, now
from groundswell.lib.days import WEEK

FRIDAY = 4
MANY = 5


def fill(call: Call, clara: Person) -> None:
    town = gazetteer.best("Porto", country="PT")
    assert town
    first = now().date() + timedelta(days=(FRIDAY - now().weekday()) % 7 + 7)
    where = place(Said(country="PT", locality="Porto", address="Cais da Ribeira, by the bridge"))
    fields = {
        "kind": "vigil",
        "title": "Friday lanterns on the quay",
        "description": "An hour of quiet, with a lantern for every outfall that we know. Bring one in a jar.",
        "starts": in_zone(datetime.combine(first, time(19)), town.timezone),
        "ends": in_zone(datetime.combine(first, time(20)), town.timezone),
        "timezone": town.timezone,
        "languages": ["pt", "en"],
        "access": ["step-free", "child-friendly"],
    }
    sketch = Sketch(fields, where.columns, ["River Keepers of Porto"])
    sketches = [sketch.on(first + timedelta(weeks=week)) for week in range(MANY)]
    vigils = Series.register(call, sketches, kind=DATES, step=WEEK, address="vigil@rivers.example", language="en")
    vigils.prove()
    for action in vigils.actions.all():
        action.publish(by=clara)
