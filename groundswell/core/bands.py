"""Latitudes in bands of a degree: by these an index finds what is in a box.

No index finds two ranges at once: by latitude and longitude it has, for a box, all that lies around the earth between
its north and its south. By band and longitude it has, band by band, what is in the box.
"""

from __future__ import annotations

from math import ceil, floor

from django.db import connection
from django.db.models import BooleanField, Case, Func, IntegerField, Q, When
from django.db.models.lookups import In

# Of more, nearly all are within the box. PostgreSQL takes being in these bands and being between these latitudes for
# two things, and reckons with a tenth of what there is: it is not to see into the second.
FEW_BANDS = 2


class Band(Func):
    """Of a latitude: whole degrees from the south pole. SQLite cuts the rest off, PostgreSQL rounds it.

    Without a parameter, so that a database knows in a question the expression that its index is of.
    """

    output_field = IntegerField()
    template = "CAST(%(expressions)s + 90 AS INTEGER)"


def between(south: float, north: float) -> Q:
    """Of a latitude between these, by the bands that may have one, however the database makes them."""
    among = Q(In(Band("lat"), range(floor(south + 90), ceil(north + 90) + 1)))
    exactly = Q(lat__gte=south, lat__lte=north)
    if connection.vendor == "postgresql" and north - south > FEW_BANDS:
        return among & Q(Case(When(exactly, then=True), default=False, output_field=BooleanField()))
    return among & exactly
