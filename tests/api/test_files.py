"""The files of the record, read by programs that others wrote."""

import csv
import io
import json
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.test import Client

from groundswell.api import files, parquet, shapes
from groundswell.core.models import Call, Series
from tests import make


@pytest.fixture
def told(call: Call) -> Call:
    make.report(
        make.past_action(call, at="cairo", title='=مسيرة, "النهر"', organisations=["River Keepers"]),
        low=200,
        high=401,
        arrests_any=False,
        sources=[{"address": "https://news.example/1"}],
    )
    make.past_action(call, at="suva", lat=None, lon=None, geo_precision="unknown", online=True)
    make.action(call, at="santiago").postpone(by="host", because="Flood")
    return call


@pytest.fixture
def announced(told: Call) -> Call:
    """One of several dates, with a route and what is said of access; called off, and taken up again."""
    more = {"toilets": {"no": True}, "distance": {"metres": 0}}
    series = Series.objects.create(call=told, kind="dates")
    walk = make.action(told, access=["step-free"], access_more=more, series=series)
    make.route(walk)
    make.route(make.action(told), [])
    walk.cancel(by="host", because="Storm")
    walk.stand_again(by="host", because="It is over")
    return told


def body(client: Client, address: str) -> bytes:
    response = client.get(address)
    assert response.status_code == 200, response.content
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]


def text(client: Client, address: str) -> str:
    response = client.get(address)
    return (b"".join(response) if response.streaming else response.content).decode()  # type: ignore[arg-type]


def test_a_package_is_valid_to_frictionless(announced: Call, client: Client, tmp_path: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    ZipFile(io.BytesIO(body(client, "/calls/clean-rivers/record.zip"))).extractall(tmp_path)

    report = frictionless.Package(str(tmp_path / "datapackage.json")).validate()

    assert report.flatten(["type", "message"]) == []
    rows = {task.name: task.stats.get("rows") for task in report.tasks}
    names = ("actions", "reports", "sources", "series", "routes", "access", "resumptions")
    assert [rows[name] for name in names] == [5, 1, 1, 1, 2, 3, 1]


def test_a_package_has_routes_that_maps_read_and_says_yes_no_and_not_known_of_access(
    announced: Call, client: Client
) -> None:
    file = ZipFile(io.BytesIO(body(client, "/record.zip")))

    route = next(csv.DictReader(io.StringIO(file.read("data/routes.csv").decode())))
    line = json.loads(route["line"])
    assert (line["type"], line["coordinates"][0]) == ("LineString", [-8.6094, 41.1402])
    assert [stop["name"] for stop in json.loads(route["stops"])] == ["Ponte Luís I", "Praça da Ribeira", "Alfândega"]
    access = csv.DictReader(io.StringIO(file.read("data/access.csv").decode()))
    assert [(row["word"], row["there"], row["metres"]) for row in access] == [
        ("step-free", "1", ""),
        ("toilets", "0", ""),
        ("distance", "", "0"),
    ]


def test_a_package_is_the_same_each_time_and_says_what_it_is(told: Call, client: Client) -> None:
    first = body(client, "/record.zip")
    from groundswell.api import kept

    kept.forget()

    assert body(client, "/record.zip") == first
    file = ZipFile(io.BytesIO(first))
    descriptor = json.loads(file.read("datapackage.json"))
    assert descriptor["licenses"][0]["name"] == "CC-BY-4.0"
    assert {"CITATION.cff", "datacite.json", "README.md", "codebook.csv"} <= set(file.namelist())
    assert b"host@rivers.example" not in b"".join(map(file.read, file.namelist()))


def test_a_package_has_no_filter(told: Call, client: Client) -> None:
    assert client.get("/record.zip?country=CL").status_code == 400


def test_pandas_reads_csv_and_json_lines_alike(told: Call, client: Client) -> None:
    pandas = pytest.importorskip("pandas")
    table = pandas.read_csv(io.BytesIO(body(client, "/record.csv?bom=1")))
    lines = pandas.read_json(io.BytesIO(body(client, "/record.jsonl")), lines=True)

    assert list(table["size_high"].fillna(-1)) == list(lines["size_high"].fillna(-1)) == [401, -1, -1]
    assert list(table.columns) == list(lines.columns)


def test_the_mark_for_spreadsheets_is_there_where_it_is_asked_for(told: Call, client: Client) -> None:
    assert (body(client, "/record.csv?bom=1")[:4], body(client, "/record.csv")[:2]) == (b"\xef\xbb\xbfi", b"id")


def test_a_page_of_parquet_has_the_rows_of_that_page_of_csv(
    told: Call, client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    duckdb = pytest.importorskip("duckdb")
    for module in (files, shapes):
        monkeypatch.setattr(module, "ON_A_PAGE", 2)
    file = tmp_path / "record.parquet"
    ids = []
    for words in ("page=1", "page=2", "page=3", "sort=coming"):
        file.write_bytes(body(client, f"/record.parquet?{words}"))
        with duckdb.connect() as database:
            parquet_ids = [row[0] for row in database.execute(f"SELECT id FROM '{file}'").fetchall()]
        csv_ids = [row["id"] for row in csv.DictReader(io.StringIO(text(client, f"/record.csv?{words}")))]
        assert parquet_ids == csv_ids
        ids.append(len(parquet_ids))

    assert ids == [2, 1, 0, 3]


def test_an_order_that_no_fact_tells_of_is_made_anew_each_time(told: Call, client: Client) -> None:
    pytest.importorskip("duckdb")

    assert client.get("/record.parquet").has_header("ETag") is True
    assert client.get("/record.parquet?sort=coming").has_header("ETag") is False


def test_duckdb_reads_parquet_with_points_and_unknowns(told: Call, client: Client, tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    file = tmp_path / "record.parquet"
    file.write_bytes(body(client, "/record.geoparquet?sort=date"))

    with duckdb.connect() as database:
        rows = database.execute(f"SELECT title, size_low, arrests_any, date::VARCHAR FROM '{file}'").fetchall()
        key = database.execute(f"SELECT value FROM parquet_kv_metadata('{file}') WHERE key = 'geo'").fetchone()
    assert rows == [
        ('=مسيرة, "النهر"', 200, False, "2024-03-16"),
        ("Walk the river", None, None, "2024-03-17"),
        ("Walk the river", None, None, None),
    ]
    assert json.loads(key[0])["columns"]["geometry"]["geometry_types"] == ["Point"]


def test_without_duckdb_the_web_says_so(told: Call, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "find_spec", lambda _name: None)

    response = client.get("/record.parquet")

    assert (response.status_code, "DuckDB" in response.content.decode()) == (501, True)
