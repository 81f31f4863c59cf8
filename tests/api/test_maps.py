import json
import struct
from pathlib import Path
from typing import Any

import pytest

from tests import make
from tests.api.reading import body


def features(path: str) -> list[dict[str, Any]]:
    read = json.loads(body(path))
    assert read["type"] == "FeatureCollection"
    found: list[dict[str, Any]] = read["features"]
    return found


def test_feature_tells_the_action(call):
    action = make.action(call, organisations=["River Keepers"])

    assert features("/actions.geojson") == [
        {
            "type": "Feature",
            "id": f"http://testserver/actions/{action.ref}/",
            "geometry": {"type": "Point", "coordinates": [-8.61099, 41.14961]},
            "properties": {
                "ref": action.ref,
                "call": "clean-rivers",
                "title": "Walk the river",
                "kind": "march",
                "state": "published",
                "date": "2031-03-15",
                "start": "2031-03-15T12:00:00+00:00",
                "end": None,
                "timezone": "Europe/Lisbon",
                "online": False,
                "country": "PT",
                "region": "Porto",
                "locality": "Porto",
                "address": "Riverside",
                "geo_precision": "town",
                "organisations": ["River Keepers"],
                "url": f"http://testserver/actions/{action.ref}/",
            },
        }
    ]


def test_feature_without_a_point_has_no_geometry(call):
    make.action(call, online=True, lat=None, lon=None)

    assert [feature["geometry"] for feature in features("/actions.geojson")] == [None]


def test_feature_gives_a_size_only_where_somebody_counted(call):
    counted = make.past_action(call, title="counted")
    make.past_action(call, title="not counted")
    make.report(counted, low=400, high=900)
    sizes = {
        each["properties"]["title"]: [each["properties"].get(name) for name in ("size_low", "size_high")]
        for each in features("/record.geojson")
    }

    assert sizes == {"counted": [400, 900], "not counted": [None, None]}
    assert body("/record.geojson").count(b"size_low") == 1


def read_by_gdal(file: Path) -> tuple[str, list[dict[str, Any]], list[str | None]]:
    """What GDAL takes it for: the system of its points, its rows, and where they are (as WKB, in hexadecimal)."""
    raw = pytest.importorskip("pyogrio.raw")
    told, _numbers, points, columns = raw.read(file)
    rows = [dict(zip(told["fields"], row, strict=True)) for row in zip(*columns, strict=True)]
    return told["crs"], rows, [point and point.hex() for point in ([] if points is None else points)]


def test_gdal_reads_every_feature(call, tmp_path):
    make.action(call, title="أنهار نظيفة", organisations=["River Keepers"])
    make.action(call, title="Letters", online=True, lat=None, lon=None)
    (tmp_path / "actions.geojson").write_bytes(body("/actions.geojson"))

    crs, rows, points = read_by_gdal(tmp_path / "actions.geojson")

    at = struct.pack("<BIdd", 1, 1, -8.61099, 41.14961).hex()
    assert (crs, [row["title"] for row in rows], points) == ("EPSG:4326", ["أنهار نظيفة", "Letters"], [at, None])


def test_gdal_reads_the_sizes_of_the_record(call, tmp_path):
    make.report(make.past_action(call, title="counted"), low=400, high=900)
    make.past_action(call, title="not counted")
    for ending in ("geojson", "csv"):
        (tmp_path / f"record.{ending}").write_bytes(body(f"/record.{ending}"))

    _crs, features, _points = read_by_gdal(tmp_path / "record.geojson")
    _crs, rows, _points = read_by_gdal(tmp_path / "record.csv")

    assert sorted((row["title"], str(row["size_low"])) for row in features) == [
        ("counted", "400.0"),
        ("not counted", "nan"),
    ]
    assert sorted((row["title"], row["size_low"]) for row in rows) == [("counted", "400"), ("not counted", "")]
