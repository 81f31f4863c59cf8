"""Points merged into dots, and names beside them."""

from itertools import combinations

from groundswell.lib.dots import Dot, labelled, merged, to_the_rim


def spread(many: int) -> list[tuple[float, float, int, str, int]]:
    return [((i * 97) % 1000, (i * 61) % 470, 1 + i % 3, "on", i) for i in range(many)]


def test_no_point_is_lost_however_many_are_merged() -> None:
    points = spread(3000)

    dots = merged(points, most=60)

    assert len(dots) <= 60
    assert sum(dot.count for dot in dots) == sum(point[2] for point in points)
    assert sorted(each for dot in dots for each in dot.of) == list(range(3000))


def test_dots_do_not_cover_each_other() -> None:
    dots = merged(spread(300))

    assert all((a.x - b.x) ** 2 + (a.y - b.y) ** 2 > (0.7 * (a.r + b.r)) ** 2 for a, b in combinations(dots, 2))


def test_what_is_cancelled_is_a_dot_of_its_own() -> None:
    dots = merged([(10, 10, 3, "on", 1), (10, 10, 1, "off", 2)])

    assert sorted((dot.kind, dot.count) for dot in dots) == [("off", 1), ("on", 3)]


def test_the_larger_the_more() -> None:
    dots = merged([(10, 10, 100, "on", 1), (500, 10, 25, "on", 2), (900, 10, 1, "on", 3)])

    assert [dot.of for dot in dots] == [[1], [2], [3]]
    assert dots[0].r > dots[1].r > dots[2].r


def test_a_cancelled_dot_leaves_the_number_of_another_to_be_read() -> None:
    large, cancelled = Dot("on", 100, 100, 25, 40), Dot("off", 102, 99, 8, 1)

    to_the_rim([large, cancelled], "off")

    assert round(((cancelled.x - 100) ** 2 + (cancelled.y - 100) ** 2) ** 0.5) in (28, 29)


def boxes(
    names: list[tuple[tuple[float, float], str]], dots: list[tuple[float, float, float]]
) -> list[tuple[float, ...]]:
    found = []
    for label in labelled(names, dots, (1000, 600)):
        wide, high = len(label.text) * 21 * 0.5, 20
        left = {"start": label.x, "middle": label.x - wide / 2, "end": label.x - wide}[label.anchor]
        found.append((left, label.y - high / 2, left + wide, label.y + high / 2))
    return found


def test_names_cover_neither_each_other_nor_a_dot_nor_the_edge() -> None:
    names = [(((i * 137) % 1000, (i * 71) % 600), f"Town number {i}") for i in range(80)]
    dots = [((i * 211) % 1000, (i * 97) % 600, 20.0) for i in range(12)]

    placed = boxes(names, dots)  # type: ignore[arg-type]

    assert len(placed) > 10
    around = [(x - r, y - r, x + r, y + r) for x, y, r in dots]
    meeting = [
        (a, b) for a, b in [*combinations(placed, 2), *((a, b) for a in placed for b in around)]
        if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
    ]  # fmt: skip
    assert meeting == []
    assert all(left >= 0 and top >= 0 and right <= 1000 and bottom <= 600 for left, top, right, bottom in placed)


def test_the_first_names_go_first() -> None:
    found = labelled([((500, 300), "Large"), ((505, 300), "Small")], [], (1000, 600), most=(1, 1))

    assert [label.text for label in found] == ["Large"]
