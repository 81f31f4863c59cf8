from __future__ import annotations

from typing import Any

from django.db import models

PLACE = (
    "online", "also_online", "join_address", "announced", "country", "region", "locality", "town", "address",
    "meeting_point", "lat", "lon", "geo_precision",
)  # fmt: skip


class Placed(models.Model):
    """Where: the words people use, the town in the gazetteer, the point and how exact it is.

    Columns of what is placed and not a table apart, because every list filters and sorts by them.
    """

    online = models.BooleanField(default=False)  # and nowhere else
    also_online = models.BooleanField(default=False)  # in its town, and at the same time online
    join_address = models.URLField(blank=True, max_length=500)  # on the web, for those who join online
    announced = models.BooleanField(default=True)  # False: where in its town, or in its country, is still to be said
    country = models.CharField(max_length=2, blank=True)  # ISO 3166-1 alpha-2
    region = models.CharField(max_length=120, blank=True)
    locality = models.CharField(max_length=120, blank=True)
    town = models.IntegerField(null=True)  # of the gazetteer (GeoNames id); none where it does not know the town
    address = models.CharField(max_length=300, blank=True)  # in free words: square, street, building
    meeting_point = models.CharField(max_length=200, blank=True)  # where there: "by the fountain, north side"
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    geo_precision = models.CharField(max_length=10, default="unknown")

    class Meta:
        abstract = True

    @property
    def place(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in PLACE}
