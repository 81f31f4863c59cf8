"""Every page of the demo, in English and in Arabic, light and dark, on a phone and on a desk.

axe-core finds nothing (WCAG 2.2 A and AA), nothing runs over the edge, and no page asks another host for anything.
"""

import json
import re
from typing import Any

import pytest

from tests.journeys.conftest import Letters

pytestmark = pytest.mark.browser
PUBLIC = [
    "/", "/calls/", "{call}", "{call}actions/", "{call}actions/?near=Nowhereville&country=XX", "{call}actions/?q=nothing-like-it",
    "/map/", "{call}map/", "{call}map/?country=PT", "{call}map/?near=Porto&radius=300", "{call}map/?bbox=-10,35,30,60", "{call}map/?near=Nowhereville&country=XX", "{call}map/?country=GL",
    "{call}calendar/", "{call}calendar/?view=week", "{call}calendar/?view=day&by=place&country=PT", "{call}calendar/?view=bogus&day=0000-00-00", "{call}calendar/?day=2029-01-01", "{call}now/", "{past}now/", "/calendar/", "/now/",
    "{call}actions/?near=Lisbone", "{call}actions/?near=41.15,-8.65&radius=300", "{call}actions/?near=Hanga+Roa&radius=1",
    "{call}organisations/", "{call}organisations/?country=KE&letter=f", "{call}organisations/?q=nothing-like-it", "{call}organisations/embed/", "/organisations/", "{organisation}", "{call}endorse/", "{call}register/", "{call}record/", "/record/", "/actions/", "/proof/?sent=action", "/host/",
    "{call}organisations/", "{call}organisations/?country=KE&letter=f", "{call}organisations/?q=nothing-like-it", "{call}organisations/embed/", "{call}embed/", "/actions/embed/?country=PT", "{cancelled}embed/", "/organisations/", "{organisation}", "{call}endorse/", "{call}register/", "{call}record/", "/record/", "/actions/", "/proof/?sent=action", "/host/",
    "{call}toolkit/", "{call}toolkit/?kind=poster&language=xx", "{lesson}", "{call}pledges/", "{call}pledges/2/", "{call}milestones/", "{past}milestones/",
    "{call}?text=fr",
    "/search/", "/search/?q=river", "/search/?q=rivr+walk", "/search/?q=nothing-like-it", "/actions/?q=rivr",
    "/about/", "/about/privacy/", "/nothing/", "/desk/sign-in/", "/demo/letters/",
    "{call}organisations/?support=member", "{call}collectives/", "{call}collectives/?near=Porto", "{call}collectives/?near=Hanga+Roa", "{alliance}", "{alliance}members/", "{call}statements/", "{statement}", "{statement}?text=ar", "{statement}sign/", "{statement}sign/?as=person", "/statements/on-the-weir/",
    "{call}parts/", "{past}parts/", "/calls/rios-limpios/", "/calls/rios-limpios/register/",
    "{call}agreement/", "{call}agreement/1/", "{call}agreement/comparison/", "{call}agreement/sign/",
    "{campaign}", "{campaign}background/", "{campaign}pledges/", "{campaign}pledges/4/", "{campaign}milestones/",
    "/organisations/international-union-of-lock-keepers/", "/organisations/international-union-of-lock-keepers/steward/", "/organisations/les-amis-de-la-loire/steward/", "/desk/steward/",
    "{call}press/", "{past}press/", "{call}press/pt/", "/statements/los-rios-del-sur/",
    "/places/", "/places/?town_name=Springfield", "/places/?town_name=Nowhereville", "/places/pt/", "/places/aq/", "/places/pt/porto-2735943/", "/places/pt/porto-2735943/text/", "/places/cl/hanga-roa-4030754/", "{call}places/", "{call}places/?country=PT", "{call}places/?country=XX",
]  # fmt: skip
DESK = [
    "/desk/",
    "/desk/calls/new/",
    "{desk}",
    "{desk}?show=public",
    "{desk}?show=changed",
    "{desk}?show=decided",
    "{desk}trusted/",
    "{desk}answers/",
    "{desk}answers/1/",
    "{desk}queue/",
    "{desk}edit/",
    "{desk}people/",
    "{desk}organisations/",
    "{desk}convenors/",
    "{desk}parts/",
    "/desk/calls/rios-limpios/parts/",
    "{desk}organisations/entry/",
    "{desk}digest/",
    "/desk{alliance}members/",
    "/desk{alliance}members/entry/",
    "{desk}toolkit/",
    "{desk}toolkit/lesson/",
    "{desk}pledges/",
    "{desk}pledges/2/",
    "{desk}milestones/",
    "{desk}agreement/",
    "{desk}agreement/draft/",
    "/desk{campaign}campaign/",
    "/desk{campaign}pledges/",
    "{desk}?noun=assent",
    "{desk}?show=public&noun=taking",
    "{desk}press/",
    "/desk/statements/rivers-know-no-borders/edit/",
    "{desk}languages/",
    "{desk}languages/?lacking=yes",
    "{desk}languages/fr/",
    "{desk}languages/fr/call/",
    "{desk}statements/",
    "{desk}statements/new/",
    "{desk}?noun=signature",
    "{desk}?show=public&noun=signature",
    "/desk{statement}",
    "/desk{statement}edit/",
    "/desk{statement}texts/new/",
    "/desk{statement}texts/en/",
    "/desk{statement}letter/",
    *(
        f"/desk/organisations/international-union-of-lock-keepers/{page}"
        for page in ("", "edit/", "logo/", "domain/", "stewards/", "leaving/", "stewards/3/")
    ),
]
PARTS = 3  # each in a browser's time that a slow machine can spare
AXE = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    from tests.cli.conftest import Server

    server = Server("demo", data=tmp_path_factory.mktemp("demo") / "data", GROUNDSWELL_RATE_LIMITS="0")
    yield server
    server.stop()


@pytest.fixture(scope="module")
def addresses(demo) -> dict[str, str]:
    """A call that is open, and an action in each state."""
    _head, still_open, over = demo.get("/calls/")[1].decode().split("<h2>")
    slug = "clean-rivers"  # the others that are open are part of it
    assert slug in re.findall(r'href="/calls/([\w-]+)/"', still_open)
    [past] = {*re.findall(r'href="/calls/([\w-]+)/"', over)}
    found = {"call": f"/calls/{slug}/", "desk": f"/desk/calls/{slug}/", "past": f"/calls/{past}/"}
    names = demo.get(f"/calls/{slug}/organisations/")[1].decode()
    found["organisation"] = re.search(r'href="(/organisations/[\w-]+/)"', names)[1]
    found["alliance"] = "/organisations/alianza-por-los-rios-vivos/"
    found["campaign"] = "/calls/rivers-alive/"
    toolkit = json.loads(demo.get(f"/calls/{slug}/toolkit.json")[1])["resources"]
    found["lesson"] = f"/calls/{slug}/toolkit/{next(each['ref'] for each in toolkit if each['lesson'])}/"
    found["statement"] = "/statements/rivers-know-no-borders/"
    for shape in (f"/calls/{slug}/actions.geojson", "/actions.geojson"):
        for feature in json.loads(demo.get(shape)[1])["features"]:
            state = feature["properties"]["state"]
            found.setdefault(state, f"/actions/{feature['properties']['ref']}/")
    return found


def wrong_with(page: Any) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options=AXE).response["violations"]
    nodes = [(each["id"], node["html"]) for each in found for node in each["nodes"]]
    # Where a point of a map stands is essential, and it may lie under a button of the map (WCAG 2.2, 2.5.8: Essential).
    nodes = [(rule, html) for rule, html in nodes if (rule, "leaflet-marker-icon" in html) != ("target-size", True)]
    faults = [f"{rule}: {html[:160]}" for rule, html in nodes[:6]]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        faults.append("runs over the edge")
    return faults


def look_at(page: Any, demo: Any, paths: list[str], prefix: str) -> dict[str, list[str]]:
    foreign: list[str] = []
    page.on(
        "request",
        lambda request: (
            None if request.url.startswith((f"http://127.0.0.1:{demo.port}", "data:")) else foreign.append(request.url)
        ),
    )
    page.on(
        "console", lambda line: foreign.append(line.text) if line.type == "error" and "404" not in line.text else None
    )
    faults = {}
    for path in paths:
        page.goto(f"http://127.0.0.1:{demo.port}{prefix}{path}")
        for scheme, width in (("light", 360), ("dark", 1280)):
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 800})
            if found := wrong_with(page):
                faults[f"{prefix}{path} {scheme} {width}"] = found
    return faults | ({"asked for": foreign} if foreign else {})


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_public_pages_have_no_fault(chromium, demo, addresses, prefix, part):
    states = [addresses[state] for state in ("published", "moved", "postponed", "cancelled", "happened")]
    paths = [path.format(**addresses) for path in PUBLIC] + states + [addresses["happened"] + "report/"]
    # The policy of our pages forbids what axe does to look at them.
    context = chromium.new_context(bypass_csp=True, reduced_motion="reduce")

    assert look_at(context.new_page(), demo, paths[part::PARTS], prefix) == {}


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_desk_pages_have_no_fault(chromium, demo, addresses, prefix, part):
    context = chromium.new_context(bypass_csp=True, reduced_motion="reduce")
    page = context.new_page()
    letters = Letters(demo.data / "letters")
    before = len(letters.to("clara@rivers.example"))
    page.goto(f"http://127.0.0.1:{demo.port}{prefix}/desk/sign-in/")
    page.fill("main [name=email]", "clara@rivers.example")
    page.click("main form .submit button")
    letter = letters.wait("clara@rivers.example", before + 1, lambda: page.wait_for_timeout(200))
    page.fill("main [name=code]", re.search(r"^([A-Z0-9-]{6,})$", letter, re.M)[1])
    page.click("main form .submit button")
    page.wait_for_url("**/desk/")

    assert look_at(page, demo, [path.format(**addresses) for path in DESK[part::PARTS]], prefix) == {}


@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_forms_sent_empty_have_no_fault(chromium, demo, addresses, prefix):
    context = chromium.new_context(bypass_csp=True, viewport={"width": 360, "height": 740})
    page = context.new_page()
    faults = {}
    for path in ("{call}register/", "{call}endorse/", "{call}pledges/2/", "{statement}sign/", "/proof/", "/host/"):
        page.goto(f"http://127.0.0.1:{demo.port}{prefix}{path.format(**addresses)}")
        page.click("main form.form .submit button")
        assert page.locator(".errorlist").count() > 0
        if found := wrong_with(page):
            faults[path] = found

    assert faults == {}


def test_everything_is_reached_with_the_keyboard(chromium, demo, addresses):
    """Every link, button and field takes the focus in turn, and shows that it has it."""
    page = chromium.new_context(viewport={"width": 1280, "height": 800}).new_page()
    for path in (addresses["call"], addresses["call"] + "register/", addresses["published"]):
        page.goto(f"http://127.0.0.1:{demo.port}{path}")
        wanted = page.evaluate(
            "[...document.querySelectorAll('a[href], button, input, select, textarea, summary')].filter(e => e.checkVisibility() && e.type != 'hidden')"
            # Of a group of radio buttons one is on the way; the arrows go to the others.
            ".filter(e => e.type != 'radio' || e.checked || !document.querySelector(`[name='${e.name}']:checked`)).length"
        )
        reached = set()
        for _tab in range(wanted + 20):
            page.keyboard.press("Tab")
            mark = page.evaluate(
                """() => { const e = document.activeElement; if (e === document.body) return null;
                   e.dataset.seen ??= String(Math.random());
                   const shows = (s) => s.outlineStyle !== 'none' || s.boxShadow !== 'none';
                   const card = e.closest('li.action, li.call');  // the whole card is the link
                   return [e.dataset.seen, [getComputedStyle(e), getComputedStyle(e, '::after'), card && getComputedStyle(card)].some((s) => s && shows(s)),
                           e.outerHTML.slice(0, 80)] }"""
            )
            if mark:
                reached.add(mark[0])
                assert mark[1], f"no sign of focus: {mark[2]}"
        assert len(reached) >= wanted, path
