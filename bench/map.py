"""The points of a view at 1,000 and at 100,000 actions: how much the server's time grows, and what the first view of the
interactive map weighs at 6,000.

uv run python -m bench.map
"""

import gzip
import re
import statistics
from functools import partial
from pathlib import Path

from bench import ground
from bench.lists import get, make_actions

GOAL, BYTES = 1.5, 150 * 1024
FEW, MANY, A_DAY = 1_000, 100_000, 6_000
STATIC = Path(__file__).parent.parent / "groundswell/web/static"
VIEWS = {
    "the world": "?zoom=2",
    "a continent": "?zoom=4&bbox=-22.5,21.9,45,66.5",
    "a town": "?zoom=11&bbox=-9.4,38.5,-8.9,38.9",
}


def main() -> None:
    ground.stand_up()
    from django.db import connection

    for slug, many in (("few", FEW), ("day", A_DAY), ("many", MANY)):
        make_actions(slug, many)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    for name, query in VIEWS.items():
        points = {slug: f"/calls/{slug}/map/points.json{query}" for slug in ("few", "day", "many")}
        first = {slug: ground.seconds(partial(get, address)) * 1000 for slug, address in points.items()}
        kept = {slug: ground.median_ms(partial(get, address)) for slug, address in points.items()}
        changed = {slug: statistics.median(after_a_change(slug, query) for _time in range(5)) for slug in points}
        ratio = kept["many"] / kept["few"]
        ground.tell(f"points of {name}, unchanged, {MANY:,} ÷ {FEW:,}", ratio, GOAL,
                    times=", ".join(f"{slug} {kept[slug]:.1f} ms" for slug in points),
                    first=", ".join(f"{slug} {first[slug]:.0f} ms" for slug in points),
                    after_a_change=", ".join(f"{slug} {changed[slug]:.0f} ms" for slug in points),
                    bytes=", ".join(f"{slug} {size(address)}" for slug, address in points.items()))  # fmt: skip
    parts = first_view("day")
    ground.tell(f"first view of the map at {A_DAY:,} actions, compressed bytes ÷ {BYTES:,}", sum(parts.values()) / BYTES, 1,
                **{name: f"{size:,}" for name, size in parts.items()}, sum=f"{sum(parts.values()):,}")  # fmt: skip


def after_a_change(slug: str, query: str) -> float:
    """Milliseconds."""
    from groundswell.core.models import Action

    action = Action.objects.filter(call__slug=slug).order_by("pk")[500]
    action.change(by="host", because="", organisations=[], title=f"{action.title[:60]}, again")
    return ground.seconds(partial(get, f"/calls/{slug}/map/points.json{query}")) * 1000


def first_view(slug: str) -> dict[str, int]:
    """What a browser asks for to show it, each as it is sent."""
    page = f"/calls/{slug}/map/"
    html = answered(page)
    files = {Path(name).name: pressed((STATIC / name).read_bytes()) for name in sorted(parts_of(html.decode()))}
    data = {"points": f"{page}points.json?zoom=2", "towns": "/map/towns.json?zoom=2"}
    return {"page": pressed(html)} | files | {name: size(address) for name, address in data.items()}


def parts_of(html: str) -> set[str]:
    """Styles and scripts with what these import, and the ground."""
    found = set(re.findall(r'(?:href|src|data-ground)="/static/(web/[^"#]+\.(?:css|js|json|svg))"', html))
    scripts = [name for name in found if name.endswith(".js")]
    while scripts:
        script = scripts.pop()
        for inner in re.findall(r'(?:from|import) "(\.[^"]+)"', (STATIC / script).read_text()):
            name = str((STATIC / script).parent.joinpath(inner).resolve().relative_to(STATIC.resolve()))
            if name not in found:
                found.add(name)
                scripts.append(name)
    return found


def size(address: str) -> int:
    return pressed(answered(address))


def answered(address: str) -> bytes:
    from django.test import Client

    answer = Client().get(address)
    assert answer.status_code == 200, address
    body: bytes = answer.getvalue()
    return body


def pressed(body: bytes) -> int:
    return len(gzip.compress(body, 6))


if __name__ == "__main__":
    main()
