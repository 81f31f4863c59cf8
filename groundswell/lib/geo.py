"""Distances, boxes and directions on a round earth, in degrees and kilometres."""

from math import asin, atan2, cos, degrees, radians, sin, sqrt

EARTH_KM = 6371.0088  # the mean radius of the IUGG (Moritz 2000); a sphere is within 0.6 % of the ellipsoid
KM_PER_DEGREE = radians(1) * EARTH_KM

WINDS = ("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west")

Box = tuple[float, float, float, float]


def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """The great-circle distance by the haversine formula (Sinnott, "Virtues of the Haversine", 1984)."""
    phi1, phi2 = radians(lat1), radians(lat2)
    across = cos(phi1) * cos(phi2) * sin(radians(lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(sin((phi2 - phi1) / 2) ** 2 + across)))


def bearing(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Degrees from north, by the east, in which the great circle sets out from the first point to the second.

    At a pole there is one direction only, whatever longitude is written beside it.
    """
    if abs(lat1) >= 90:
        return 180.0 if lat1 > 0 else 0.0
    phi1, phi2, across = radians(lat1), radians(lat2), radians(lon2 - lon1)
    east = sin(across) * cos(phi2)
    north = cos(phi1) * sin(phi2) - sin(phi1) * cos(phi2) * cos(across)
    return degrees(atan2(east, north)) % 360


def wind(lat1: float, lon1: float, lat2: float, lon2: float) -> str:
    """That one of the eight winds in which the second point lies from the first."""
    return WINDS[round(bearing(lat1, lon1, lat2, lon2) / 45) % 8]


def box_around(lat: float, lon: float, km: float) -> Box:
    """West, south, east, north of the smallest box that holds every point within `km`.

    West is more than east where the box crosses 180°; a box with a pole in it goes all the way round.
    """
    reach = km / KM_PER_DEGREE
    south, north = lat - reach, lat + reach
    if south <= -90 or north >= 90:
        return -180.0, max(south, -90.0), 180.0, min(north, 90.0)
    # Not reach / cos(lat): the circle is widest a little nearer to the pole than its centre.
    width = degrees(asin(sin(radians(reach)) / cos(radians(lat))))
    return _wrapped(lon - width), south, _wrapped(lon + width), north


def _wrapped(lon: float) -> float:
    return (lon + 180) % 360 - 180 if not -180 <= lon <= 180 else lon
