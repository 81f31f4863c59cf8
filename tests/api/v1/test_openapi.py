"""The description is of what there is."""

import json
import re
from pathlib import Path
from typing import Any

from openapi_spec_validator import OpenAPIV31SpecValidator

from groundswell.api import v1
from groundswell.api.v1 import actions
from groundswell.core.filter import WORDS
from tests.api.v1.test_lists import get

TOLD = (Path(__file__).parents[3] / "docs" / "api.md").read_text()


def test_it_is_sound_by_somebody_elses_reader(db: Any):
    assert [str(fault) for fault in OpenAPIV31SpecValidator(get("/api/v1/openapi.json")).iter_errors()] == []


def test_every_address_is_described(db: Any):
    described = {path.removeprefix("http://testserver") for path in get("/api/v1/openapi.json")["paths"]}
    there = {"/" + re.sub(r"<(?:slug:)?(\w+)>", r"{\1}", str(each.pattern)) for each in v1.urls()}

    assert described == there - {"/api/v1/openapi.json"}


def test_every_filter_word_is_described():
    assert tuple(word["name"] for word in actions.WORDS) == tuple(word for word in WORDS if word != "page")


def test_docs_name_each_address(db: Any):
    for path in get("/api/v1/openapi.json")["paths"]:
        assert f"`{path.removeprefix('http://testserver')}`" in TOLD.replace("<", "{").replace(">", "}"), path


def test_it_asks_nobody_else(db: Any):
    assert set(re.findall(r"https?://([\w.]+)", json.dumps(get("/api/v1/openapi.json")))) <= {"testserver"}
