"""The finest squares of the ground, as the map with script asks for them."""

import gzip
import json

import pytest
from django.test import Client

from groundswell.lib.ground import CLOSE


@pytest.mark.parametrize(("takes", "encoding"), [("gzip", "gzip"), ("", None), ("gzip;q=0, identity", None)])
def test_square_is_told_compressed_to_whoever_takes_it_so(takes, encoding):
    answer = Client().get("/map/ground/17-13.json", headers={"Accept-Encoding": takes})

    body = gzip.decompress(answer.content) if encoding else answer.content
    assert (answer.status_code, answer.headers.get("Content-Encoding")) == (200, encoding)
    assert body == gzip.decompress((CLOSE / "17-13.json.gz").read_bytes())
    assert set(json.loads(body)["countries"]) == {"ES", "FR", "GB", "GG", "JE", "PT"}
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/json", "public, max-age=604800")
    assert "Accept-Encoding" in answer["Vary"]


@pytest.mark.parametrize("name", ["0-0", "99-99", "index.json", "..-secret"])
def test_square_that_is_none_is_not_there(name):
    assert Client().get(f"/map/ground/{name}.json").status_code == 404
