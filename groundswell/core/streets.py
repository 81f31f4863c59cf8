"""The file of streets that an operator may name (GROUNDSWELL_STREETS): what it covers, for pages that draw from it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.urls import reverse

from groundswell.lib import pmtiles
from groundswell.lib.geo import Box

OPENSTREETMAP = "© OpenStreetMap"  # whose streets they are in nearly every such file


@dataclass(frozen=True)
class Streets:
    url: str  # another one for another file, so that browsers may keep it
    box: Box
    least: int
    most: int
    by: str

    def cover(self, lat: float, lon: float) -> bool:
        west, south, east, north = self.box
        return west <= lon <= east and south <= lat <= north


def current() -> Streets | None:
    """None: there are none, or they cannot be read (`groundswell doctor` says why)."""
    path: Path | None = settings.STREETS
    try:
        return _read(path, mark(path)) if path else None
    except (OSError, pmtiles.Unreadable):
        return None


def mark(path: Path) -> str:
    """Another one for another content."""
    stat = path.stat()
    return f"{stat.st_mtime_ns:x}-{stat.st_size:x}"


@lru_cache(maxsize=2)
def _read(path: Path, mark: str) -> Streets:
    found = pmtiles.read(path)
    return Streets(f"{reverse('streets')}?of={mark}", found.box, found.least, found.most, found.by or OPENSTREETMAP)
