import json
import shutil
import subprocess
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


@pytest.mark.skipif(not shutil.which("ogrinfo"), reason="GDAL is not installed")
def test_gdal_reads_every_feature(call, tmp_path):
    make.action(call, title="أنهار نظيفة", organisations=["River Keepers"])
    make.action(call, online=True, lat=None, lon=None)
    (tmp_path / "actions.geojson").write_bytes(body("/actions.geojson"))

    command = ["ogrinfo", "-al", "actions.geojson"]
    told = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True)

    assert "Feature Count: 2" in told.stdout
    assert "POINT (-8.61099 41.14961)" in told.stdout
    assert told.stderr == ""
