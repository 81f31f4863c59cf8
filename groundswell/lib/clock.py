"""Time, asked for in one place so that tests can stand still."""

from datetime import datetime
from zoneinfo import ZoneInfo, available_timezones

from django.utils import timezone


def now() -> datetime:
    return timezone.now()


def minute() -> str:
    """Now, for what is kept no longer than this: with its day, or the same minute of another day would be served."""
    return f"{now():%Y-%m-%d %H:%M}"


def zone(name: str) -> ZoneInfo:
    """The zone of an IANA name; raises ValueError for a name that is none."""
    if name not in ZONES:
        raise ValueError(f"{name!r} is not a time zone")
    return ZoneInfo(name)


ZONES = frozenset(available_timezones())


def in_zone(local: datetime, name: str) -> datetime:
    """A wall-clock time in a zone as an instant.

    In the hour that a clock change skips, the time moves on by that hour; in the hour that comes twice, the first one
    is meant (PEP 495, fold=0).
    """
    aware = local.replace(tzinfo=zone(name))
    return aware.astimezone(ZoneInfo("UTC")).astimezone(aware.tzinfo)
