import pytest
from hypothesis import given
from hypothesis import strategies as some

from groundswell.lib import points

PORTO = (41.1496, -8.611)


@pytest.mark.parametrize(
    "text",
    [
        "41.1496, -8.6110", "41.1496,-8.611", "41.1496 -8.611", "41.1496; -8.611", "41.1496/-8.611", "(41.1496, -8.611)",
        "41.1496, −8.611", "\u200e41.1496, -8.611\u200e", "41,1496; -8,611", "41,1496 -8,611", "41,1496, -8,611",
        "٤١٫١٤٩٦، -٨٫٦١١", "41.1496° N, 8.611° W", "41.1496N 8.611W", "N 41.1496, W 8.611", "8.611° W, 41.1496° N",
    ],
)  # fmt: skip
def test_two_numbers_are_read_however_a_map_shows_them(text):
    assert points.read(text) == PORTO


@pytest.mark.parametrize(
    "text",
    [
        "41°08'58.6\"N 8°36'39.6\"W", "41°08′58.6″N, 8°36′39.6″W", "41º08’58.6”N 8º36’39.6”W", "N41°08'58.6\" W8°36'39.6\"",
        "41° 8' 58.6'' N 8° 36' 39.6'' W", "8°36'39.6\"W 41°08'58.6\"N", "41 08'58.6\"n 8 36'39.6\"w",
    ],
)  # fmt: skip
def test_degrees_minutes_and_seconds_are_read(text):
    assert points.read(text) == pytest.approx((41.149611, -8.611), abs=1e-6)


def test_degrees_with_minutes_alone_are_read():
    assert points.read("33°27.4'S 70°38.9'W") == pytest.approx((-33.456667, -70.648333), abs=1e-6)


@pytest.mark.parametrize(
    "text",
    [
        "geo:41.1496,-8.6110", "geo:41.1496,-8.6110;u=35", "geo:41.1496,-8.6110?z=17", "GEO:0,0?q=41.1496,-8.611(Here)",
        "https://www.openstreetmap.org/#map=17/41.1496/-8.6110", "https://www.openstreetmap.org/#map=17.4/41.1496/-8.6110&layers=N",
        "https://www.openstreetmap.org/?mlat=41.1496&mlon=-8.6110#map=17/41.2/-8.7",
        "https://www.openstreetmap.org/node/1#map=17/41.1496/-8.6110", "openstreetmap.org/#map=5/41.1496/-8.611",
        "https://www.google.com/maps/@41.1496,-8.6110,17z", "https://maps.google.com/?q=41.1496,-8.611",
        "https://www.google.com/maps/place/Porto/@41.2,-8.7,17z/data=!3m1!4b1!4m6!3m5!1s0x0!8m2!3d41.1496!4d-8.611!16z",
        "https://www.google.com/maps/search/?api=1&query=41.1496%2C-8.6110", "https://maps.apple.com/?ll=41.1496,-8.6110&q=Here",
        "https://www.google.com/maps/place/41.1496,-8.611", "https://www.google.com/maps/search/41.1496,+-8.6110",
    ],
)  # fmt: skip
def test_links_of_maps_are_read_for_the_point_that_they_mean(text):
    assert points.read(text) == PORTO


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "Porto", "41.1496", "41.1496,", "1,2,3", "41.1496, -8.611, 3", "41°61'0\"N 8°0'0\"W", "41N 8N", "41N 8",
        "N41N 8W", "geo:", "geo:x,y", "https://rivers.example/a/page?with=words", "http://[", "٣", "NaN, NaN", "1e3, 2",
        "Infinity,0", "4" * 5000, "41°08'58.6\"O 8°36'39.6\"W",
    ],
)  # fmt: skip
def test_what_names_no_point_is_refused(text):
    with pytest.raises(points.Unreadable):
        points.read(text)


@pytest.mark.parametrize(
    "text", ["https://maps.app.goo.gl/abcDEF", "https://goo.gl/maps/xyz", "https://osm.org/go/b3X_8"]
)
def test_a_short_link_is_told_from_others_because_only_its_server_knows_the_point(text):
    with pytest.raises(points.ShortLink):
        points.read(text)


@pytest.mark.parametrize("text", ["91, 0", "0, 181", "-90.1 0", "geo:100,0", "https://osm.org/#map=3/95/0"])
def test_numbers_of_no_point_on_the_earth_are_told_so(text):
    with pytest.raises(points.NoSuchPoint):
        points.read(text)


@given(some.text(max_size=60) | some.from_regex(r"[-0-9.,°'\"NSEW ]{0,40}") | some.from_regex(r"https://[!-~]{0,60}"))
def test_whatever_is_pasted_it_is_a_point_or_refused(text):
    try:
        lat, lon = points.read(text)
    except ValueError:
        return
    assert -90 <= lat <= 90 and -180 <= lon <= 180


@given(some.floats(-90, 90), some.floats(-180, 180))
def test_what_a_page_shows_is_read_again(lat, lon):
    assert points.read(f"{lat:.6f}, {lon:.6f}") == (round(lat, 6), round(lon, 6))
