import json

import pytest
from hypothesis import given
from hypothesis import strategies as some

from groundswell.lib import tracks
from groundswell.lib.tracks import Spot, Track, Unreadable, read

LINE = [(41.1402, -8.6094), (41.1405, -8.614)]
TRACK = """<trk><name>Ana's watch</name><trkseg><trkpt lat="41.1402" lon="-8.6094"><ele>12</ele><time>2026-01-01T10:00:00Z
</time></trkpt></trkseg><trkseg><trkpt lat="41.1405" lon="-8.614"/></trkseg></trk>"""
WAYPOINT = '<wpt lat="41.1402" lon="-8.6094"><name> Ponte\n Luís </name><desc>Ana lives here</desc></wpt>'
ROUTE = '<rte><rtept lat="41" lon="-8"><name>A</name></rtept><rtept lat="42" lon="-8"/></rte>'


def gpx(inside: str, *, before: str = "", version: str = "1/1") -> bytes:
    return f'<?xml version="1.0"?>{before}<gpx xmlns="http://www.topografix.com/GPX/{version}">{inside}</gpx>'.encode()


def geo(geometry: object, **properties: object) -> bytes:
    return json.dumps({"type": "Feature", "geometry": geometry, "properties": properties}).encode()


def why(data: bytes) -> str:
    with pytest.raises(Unreadable) as error:
        read(data)
    return str(error.value)


@pytest.mark.parametrize("version", ["1/0", "1/1"])
def test_gpx_track_is_read_with_all_its_pieces_and_nothing_of_whoever_walked_it(version):
    assert read(gpx(TRACK + WAYPOINT, version=version)) == Track(LINE, [Spot("Ponte Luís", *LINE[0])])


def test_gpx_route_is_read_where_there_is_no_track():
    assert read(gpx(ROUTE)) == Track([(41, -8), (42, -8)], [Spot("A", 41, -8)])
    assert read(gpx(ROUTE + TRACK)).line == LINE


def test_gpx_in_another_encoding_is_read():
    text = '<?xml version="1.0" encoding="{}"?><gpx>' + WAYPOINT + "</gpx>"

    for encoding in ("utf-16", "iso-8859-1", "utf-8-sig"):
        assert read(text.format(encoding.removesuffix("-sig")).encode(encoding)).spots[0].name == "Ponte Luís"


BOMB = '<!DOCTYPE gpx [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;">]>'
FETCH = '<!DOCTYPE gpx [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
OUTSIDE = '<!DOCTYPE gpx SYSTEM "http://evil.example/x.dtd">'


@pytest.mark.parametrize("before", [BOMB, FETCH, OUTSIDE])
def test_gpx_with_entities_is_refused(before):
    assert why(gpx('<wpt lat="1" lon="1"><name>&a;</name></wpt>', before=before)) == Unreadable.BROKEN


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", Unreadable.NEITHER),
        (b"PK\x03\x04", Unreadable.NEITHER),
        (b"[1, 2]", Unreadable.NEITHER),
        (b"<html><body/></html>", Unreadable.NEITHER),
        (gpx(""), Unreadable.EMPTY),
        (gpx(TRACK)[:-20], Unreadable.BROKEN),
        (gpx(TRACK.replace("41.1402", "91")), Unreadable.NOWHERE),
        (gpx(TRACK.replace("41.1402", "nan")), Unreadable.NOWHERE),
        (gpx(TRACK.replace("41.1402", "x")), Unreadable.NOWHERE),
        (gpx("<trk><trkseg><trkpt/></trkseg></trk>"), Unreadable.NOWHERE),
        (gpx("<a>" * 200 + "</a>" * 200), Unreadable.BROKEN),
        (b'<?xml version="1.0" encoding="klingon"?><gpx/>', Unreadable.BROKEN),
        (gpx("\x00"), Unreadable.BROKEN),
        (b"{", Unreadable.BROKEN),
        (b'{"a": ' * 50_000, Unreadable.BROKEN),
        (b"{}", Unreadable.EMPTY),
        (b'{"type": "LineString", "coordinates": [[1]]}', Unreadable.NOWHERE),
        (b'{"type": "LineString", "coordinates": {"a": 1}}', Unreadable.NOWHERE),
        (b'{"type": "LineString", "coordinates": [["x", "y"]]}', Unreadable.NOWHERE),
        (b'{"type": "LineString", "coordinates": [[-8, 1e999]]}', Unreadable.NOWHERE),
        (b'{"type": "MultiLineString", "coordinates": null}', Unreadable.NOWHERE),
        (b'{"type": "FeatureCollection", "features": 7}', Unreadable.EMPTY),
        (geo({"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]}), Unreadable.EMPTY),
    ],
)
def test_what_cannot_be_read_says_why(data, reason):
    assert why(data) == reason


def test_line_with_too_many_points_is_given_up(monkeypatch):
    monkeypatch.setattr(tracks, "MOST_POINTS", 3)

    assert why(gpx(TRACK * 2)) == Unreadable.TOO_LONG
    assert why(geo({"type": "LineString", "coordinates": [[n, n] for n in range(4)]})) == Unreadable.TOO_LONG


def test_geojson_lines_are_read_wherever_they_stand():
    line = {"type": "LineString", "coordinates": [[-8.6094, 41.1402, 12.0], [-8.614, 41.1405]]}
    many = {"type": "MultiLineString", "coordinates": [[[-8.6094, 41.1402]], [[-8.614, 41.1405]]]}
    place = {"type": "Feature", "geometry": {"type": "Point", "coordinates": [-8.6, 41.1]}, "properties": {"name": "A"}}
    collection = {"type": "FeatureCollection", "features": [place, json.loads(geo(line, name="x", time="y"))]}
    heap = {"type": "GeometryCollection", "geometries": [many]}

    assert read(json.dumps(line).encode()) == read(geo(many)) == read(geo(heap)) == Track(LINE)
    assert read(json.dumps(collection).encode()) == Track(LINE, [Spot("A", 41.1, -8.6)])


def test_name_with_half_a_character_is_kept_without_it():
    data = (
        b'{"type": "Feature", "geometry": {"type": "Point", "coordinates": [1, 1]}, "properties": {"name": "A\\ud800"}}'
    )

    assert read(data).spots == [Spot("A", 1, 1)]


def test_what_is_written_is_read_again():
    spots = [Spot("Ponte & <Luís>", 41.1402, -8.6094)]
    told = "".join(tracks.gpx(LINE, spots, name='A "walk"\x0b', link="https://a.example/?b&c", creator="<G>"))
    features = {"type": "FeatureCollection", "features": tracks.geojson(LINE, spots)}

    assert read(told.encode()) == read(json.dumps(features).encode()) == Track(LINE, spots)


@given(some.binary(max_size=200), some.sampled_from([b"", b"<gpx>", b"{", b'{"type": "LineString", "coordinates": ']))
def test_nothing_breaks_the_reader(data, start):
    """It is read, or refused with a sentence; nothing else comes of it."""
    try:
        found = read(start + data)
    except Unreadable as refusal:
        assert str(refusal)
    else:
        assert isinstance(found, Track)
