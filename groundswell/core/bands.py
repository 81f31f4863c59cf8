"""Latitudes in bands of a degree: by these an index finds what is in a box.

No index finds two ranges at once: by latitude and longitude it has, for a box, all that lies around the earth between
its north and its south. By band and longitude it has, band by band, what is in the box.
"""

from __future__ import annotations

from math import ceil, floor

from django.db.models import Func, IntegerField, Q
from django.db.models.lookups import In


class Band(Func):
    """Of a latitude: whole degrees from the south pole. SQLite cuts the rest off, PostgreSQL rounds it.

    Without a parameter, so that a database knows in a question the expression that its index is of.
    """

    output_field = IntegerField()
    template = "CAST(%(expressions)s + 90 AS INTEGER)"


def between(south: float, north: float) -> Q:
    """Which bands may have a latitude between these, however the database makes them."""
    return Q(In(Band("lat"), range(floor(south + 90), ceil(north + 90) + 1)))
