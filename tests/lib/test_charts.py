"""The charts: where marks stand, and that what is not known is never drawn as nothing."""

import io
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from groundswell.lib import fonts
from groundswell.lib.charts import axes, maps, png, sheet, sizes, spans, svg, timeline
from groundswell.lib.charts.drawing import BLANK, COUNT, LEFT, MAYBE, NONE, RIGHT, SURE, Bar, Drawing, Line, Sign, Words

HEADS = timeline.Heads("How many", "How often")
drawing = pytest.mark.skipif(
    not fonts.available() or not fonts.face("A"), reason='needs the extra "pictures", and a font of the system'
)


def bars(drawn: Drawing) -> list[tuple[str, float]]:
    """Of each bar its kind and its height."""
    return [(mark.kind, round(mark.height, 1)) for mark in drawn.marks if isinstance(mark, Bar)]


def of(*steps: timeline.Step) -> Drawing:
    return timeline.draw(steps, HEADS, str, 400)


@pytest.mark.parametrize(
    ("most", "steps"),
    [(0, [0, 1]), (3, [0, 1, 2, 3]), (100, [0, 50, 100]), (174_000, [0, 50_000, 100_000, 150_000, 200_000])],
)
def test_an_axis_goes_up_in_round_steps(most: int, steps: list[int]) -> None:
    assert axes.round_steps(most) == steps


def test_halves_of_powers_of_ten() -> None:
    assert [axes.half(number) for number in (0, 1, 2, 3, 9, 10, 29, 30, 100_000)] == [-1, 0, 0, 1, 1, 2, 2, 3, 10]


def test_a_range_is_filled_to_its_lowest_and_pale_to_its_highest_figure() -> None:
    assert bars(of(timeline.Step("Mon", 50, 100, 1, 0))) == [(SURE, 85), (MAYBE, 85), (COUNT, 64)]


def test_a_step_that_nobody_counted_is_a_hollow_stub_and_one_without_actions_is_empty() -> None:
    assert bars(of(timeline.Step("Mon", None, None, 0, 2), timeline.Step("Tue", None, None, 0, 0))) == [
        (NONE, 9),
        (BLANK, 64),
    ]


def test_that_nobody_came_is_not_that_nobody_counted() -> None:
    assert bars(of(timeline.Step("Mon", 0, 0, 1, 0))) == [(COUNT, 64)]


def test_labels_never_stand_closer_than_they_are_wide() -> None:
    drawn = of(*(timeline.Step(f"{day} March", 1, 1, 1, 0) for day in range(1, 31)))
    places = [mark.x for mark in drawn.marks if isinstance(mark, Words) and "March" in mark.text]

    assert min(b - a for a, b in pairwise(places)) > 8 * 12 * 0.56


def test_unknown_sizes_are_a_bar_apart_with_a_scale_of_its_own() -> None:
    drawn = sizes.draw([sizes.Size("10", 2, 1)], sizes.Apart(3, 9, "3 counted", "9 not"), "Sizes", "people", str, 400)

    assert [(mark.kind, round(mark.width)) for mark in drawn.marks if isinstance(mark, Bar)][:2] == [
        (BLANK, 300),
        (COUNT, 100),
    ]
    assert bars(drawn)[2:] == [(SURE, 113.3), (MAYBE, 56.7)]


def test_each_figure_of_a_span_has_its_sign_on_the_scale() -> None:
    one = spans.Span("March", "100 – 10,000", 100, 10_000, ((100, "square"), (1_000, "disc"), (10_000, "up")))
    drawn = spans.draw([one], {"square": "police"}, str, 444)
    signs = [(mark.shape, round(mark.x)) for mark in drawn.marks if isinstance(mark, Sign)]

    assert signs == [("square", 5), ("square", 22), ("disc", 222), ("up", 422)]


def test_mirrored_it_begins_on_the_right() -> None:
    drawn = Drawing(100, 10, [Bar(SURE, 0, 0, 30, 5), Words("label", 0, 0, "A"), Line("axis", 0, 0, 100, 0)])

    assert drawn.mirrored().marks == [
        Bar(SURE, 70, 0, 30, 5),
        Words("label", 100, 0, "A", RIGHT),
        Line("axis", 100, 0, 0, 0),
    ]
    assert drawn.mirrored().mirrored() == drawn
    assert (drawn.marks[1].at, LEFT) == (LEFT, LEFT)  # type: ignore[union-attr]


def discs(*spots: maps.Spot) -> list[tuple[str, float]]:
    [(_sheet, marks)] = maps.of([maps.Sheet("Now", "", spots)]).sheets
    return [(mark.kind, mark.r) for mark in marks if isinstance(mark, Sign)]


def test_the_area_of_a_disc_says_the_number_and_its_ring_the_highest() -> None:
    assert discs(maps.Spot(0, 0, 100, 400, 1)) == [(SURE, 37), (MAYBE, 74)]


def test_where_nobody_counted_a_point_is_hollow() -> None:
    assert discs(maps.Spot(0, 0, None, None, 3)) == [(NONE, maps.UNKNOWN)]


def test_points_at_one_place_are_one_disc_of_what_is_known() -> None:
    assert discs(maps.Spot(0, 0, 50, 50, 1), maps.Spot(0, 0, 50, 50, 1), maps.Spot(0, 0, None, None, 1)) == [(SURE, 74)]


def test_all_maps_share_one_frame_and_one_scale() -> None:
    made = maps.of(
        [maps.Sheet("a", "", (maps.Spot(0, 0, 100, 100, 1),)), maps.Sheet("b", "", (maps.Spot(1, 1, 400, 400, 1),))]
    )

    assert [mark.r for _sheet, marks in made.sheets for mark in marks if isinstance(mark, Sign)] == [37, 74]


def test_the_ground_of_the_world_is_as_light_as_was_asked() -> None:
    world = maps.of([maps.Sheet("a", "", (maps.Spot(60, -120, 1, 1, 1), maps.Spot(-40, 170, 1, 1, 1)))])

    assert (world.frame.world, world.land.count("M") > 10, len(world.land) < 6_000) == (True, True, True)


def a_sheet() -> Drawing:
    drawn = of(timeline.Step("<Mon>", 50, 100, 1, 0), timeline.Step("Tue", None, None, 0, 2))
    return sheet.of(drawn, "Title & more", "How it is read", ["Source: reports", "https://rivers.example/record/"])


def test_a_file_is_well_formed_and_says_what_it_is_and_where_it_is_from() -> None:
    root = ElementTree.fromstring(svg.standalone(a_sheet(), "Title & more", "Read so", "en", False))
    words = [each.text for each in root.iter("{http://www.w3.org/2000/svg}text")]

    assert [root.find(f"{{http://www.w3.org/2000/svg}}{name}").text for name in ("title", "desc")] == [
        "Title & more",
        "Read so",
    ]  # type: ignore[union-attr]
    assert (words[0], words[-2:]) == ("Title & more", ["Source: reports", "https://rivers.example/record/"])
    assert "<Mon>" in words


def test_a_file_has_its_looks_with_it_and_a_page_has_them_in_its_stylesheet() -> None:
    file, page = svg.standalone(a_sheet(), "t", "d", "en", False), svg.inline(a_sheet(), "one", "t", "d")

    assert ("class=" in file, 'fill="#1e40af"' in file) == (False, True)
    assert ('class="c-sure"' in page, "fill=" in page, "style=" in page + file) == (True, False, False)


def test_from_right_to_left_words_begin_where_lines_do() -> None:
    drawn = Drawing(100, 20, [Words("label", 100, 10, "نهر", RIGHT), Words("label", 0, 10, "آخر")])
    file = svg.standalone(drawn, "t", "d", "ar", True)

    assert ('direction="rtl"' in file, 'text-anchor="end" x="0"' in file, 'text-anchor="end" x="100"' in file) == (
        True,
        True,
        False,
    )


def test_every_kind_of_mark_has_its_look_in_the_stylesheet_of_pages() -> None:
    from pathlib import Path

    from groundswell.lib.charts.looks import LOOKS

    styles = (Path(svg.__file__).parents[2] / "web/static/web/record.css").read_text()
    assert [kind for kind in LOOKS if kind not in ("disc", "sea") and f".c-{kind}" not in styles] == []


@drawing
def test_as_png_it_is_the_same_drawing_twice_as_sharp() -> None:
    from PIL import Image

    made = png.painted(a_sheet())
    assert made
    picture = Image.open(io.BytesIO(made))

    assert (picture.format, picture.width) == ("PNG", 1800)
    assert {(255, 255, 255), (30, 64, 175)} <= {colour for _many, colour in picture.convert("RGB").getcolors() or []}


@drawing
def test_what_no_font_here_can_write_is_no_picture() -> None:
    assert png.painted(Drawing(100, 20, [Words("label", 0, 10, "\U00010ffd")])) is None
