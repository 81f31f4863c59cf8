import gzip
from pathlib import Path

import pytest

from groundswell.lib import pmtiles
from groundswell.lib.pmtiles import Unreadable
from tests import streets


def test_head_says_what_is_covered_and_whose_it_is(tmp_path: Path) -> None:
    found = pmtiles.read(streets.write(tmp_path / "porto.pmtiles"))

    west, south, east, north = found.box
    assert south < streets.PORTO[0] < north
    assert west < streets.PORTO[1] < east
    assert (found.least, found.most, found.by) == (10, 10, "© OpenStreetMap")
    assert found.layers == {"earth", "landuse", "water", "buildings", "roads", "places"}
    assert found.size == (tmp_path / "porto.pmtiles").stat().st_size


@pytest.mark.parametrize(
    ("head", "why"),
    [({"version": 2}, "version 2"), ({"kind": 2}, "pictures"), ({"compression": 4}, "compressed in a way")],
)
def test_what_browsers_cannot_draw_is_refused(tmp_path: Path, head: dict[str, int], why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        pmtiles.read(streets.write(tmp_path / "other.pmtiles", **head))


def test_what_is_cut_off_missing_or_something_else_is_refused(tmp_path: Path) -> None:
    whole = streets.write(tmp_path / "whole.pmtiles").read_bytes()
    (tmp_path / "short.pmtiles").write_bytes(whole[:-1])
    (tmp_path / "head.pmtiles").write_bytes(whole[:100])
    (tmp_path / "other.pmtiles").write_bytes(gzip.compress(whole))

    said = []
    for name in ("short", "head", "other", "none"):
        with pytest.raises(Unreadable) as refusal:
            pmtiles.read(tmp_path / f"{name}.pmtiles")
        said.append(str(refusal.value))
    assert said == [
        "its end is missing: copy it again", "it is no PMTiles file", "it is no PMTiles file", "it cannot be read: No such file or directory",
    ]  # fmt: skip
