"""What people write is shown as they wrote it: never as markup, never as a script, on no page and in no letter."""

import time
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.core import mail
from django.template import engines
from django.test import Client

from groundswell.core import work
from groundswell.core.models import Action, Call, Cancellation, Decision, Endorsement, Move, Reader, Report
from groundswell.lib.markdown import to_html
from tests import make
from tests.conftest import signed_in

EVIL = """"'><script>evil()</script><img src=x onerror=evil()>{{ 7|add:35 }}{% now "Y" %}${7*6}</title></textarea>"""
ALLOWED = {"http", "https", "mailto", ""}
DATA = "application/ld+json"  # which no browser runs
WAYS = ("javascript:evil()", "JaVaScRiPt:evil()", "java\tscript:evil()", "data:text/html,evil", "vbscript:evil()")


class Reading(HTMLParser):
    """Keeps what would do something."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "script" and not (given.get("src") or "").startswith("/static/") and given.get("type") != DATA:
            self.found.append(f"script {attrs}")
        if tag in ("img", "iframe", "object", "embed", "base", "style") and not (given.get("src") or "").startswith(
            "/static/"
        ):
            self.found.append(f"{tag} {attrs}")
        for name, value in attrs:
            scheme = "".join((value or "").split()).lower().partition(":")[0]
            if (
                name.startswith("on")
                or name in ("style", "srcdoc")
                or (name in ("href", "src", "action", "formaction") and scheme in ("javascript", "data", "vbscript"))
            ):
                self.found.append(f"{tag} {name}={value}")


def doing(text: str) -> list[str]:
    reading = Reading()
    reading.feed(text)
    return reading.found


@pytest.fixture
def evil(call, clara):
    """Markup in every column that holds what somebody wrote, however it came there."""
    Reader.named("mail")
    Call.objects.update(
        title=EVIL[:160], summary=EVIL, body=EVIL, demands=[EVIL], ground_rules=EVIL, hashtags=[EVIL.replace("|", "")]
    )
    call.refresh_from_db()
    written = {"title": EVIL[:160], "description": EVIL, "address": EVIL, "locality": EVIL[:120], "region": EVIL[:120], "town": None, "website": WAYS[0], "organisations": [EVIL[:160]]}  # fmt: skip
    made = {
        state: make.action(call, contact=make.contact(), **written, state=state)
        for state in ("published", "cancelled", "moved", "proposed")
    }
    Cancellation.objects.create(action=made["cancelled"], because=EVIL, before="published", by="host")
    place = {"online": False, "address": EVIL, "locality": EVIL, "country": "PT", "town": None}
    Move.objects.create(action=made["moved"], before=place, after=place, because=EVIL, by="host")
    made["published"].change(by="host", because=EVIL, title=f"!{EVIL}"[:160])
    said = {"seating": {"no": True, "note": EVIL}, "sign-language": {"which": EVIL}, "distance": {"note": EVIL}}
    streams = [{"livestream": {"address": address, "note": EVIL}} for address in (*WAYS, EVIL)]
    for more in (*streams, said):
        made["moved"].change(by="host", because=EVIL, access=["livestream", "sign-language"], access_more=more)
    made["moved"].postpone(by="host", because=EVIL)
    made["cancelled"].stand_again(by="host", because=EVIL)
    made["cancelled"].cancel(by="host", because=EVIL)
    past = make.past_action(call, **written)
    told = dict.fromkeys(("participants", "claims", "arrests", "injuries_crowd", "injuries_police", "property_damage", "police_measures", "participant_measures", "notes"), EVIL)  # fmt: skip
    estimates = [{"words": EVIL, "low": 1, "high": 2, "counted_by": EVIL[:120]}]
    sources = [{"publisher": EVIL, "title": EVIL, "address": address, "archived": address} for address in (*WAYS, EVIL)]
    for accepted in (True, False):
        make.report(past, estimates=estimates, sources=sources, accepted=accepted, **told)
    for state in ("accepted", "proven"):
        endorsement = make.endorsement(call, EVIL[:160], state)
        endorsement.signatory = endorsement.role = EVIL[:120]
        endorsement.save()
        endorsement.organisation.website, endorsement.organisation.town = WAYS[0], EVIL[:120]
        endorsement.organisation.save()
    make.endorsement(call, EVIL[:150] + "!", "accepted").withdraw(because=EVIL)
    clara.name = EVIL[:120]
    clara.save()
    decided = make.action(call, contact=make.contact(), **written, state="proposed")
    Decision.take(decided, "decline", by=clara, because=EVIL)
    return made["published"]


def pages() -> Iterator[str]:
    yield from ("/", "/calls/", "/actions/", "/record/", "/calls/clean-rivers/")
    yield from (
        f"/calls/clean-rivers/{page}/" for page in ("actions", "organisations", "record", "register", "endorse")
    )
    for action in Action.objects.all():
        yield from (f"/actions/{action.ref}/{page}" for page in ("", "report/", "history/"))
        yield f"/desk/actions/{action.ref}/"
    yield from (
        f"/desk/calls/clean-rivers/{page}"
        for page in (
            "",
            "edit/",
            "people/",
            "?show=public",
            "?show=public&noun=report",
            "?show=public&noun=endorsement",
            "?show=changed",
            "?show=decided",
            "trusted/",
            "answers/",
            "queue/",
        )
    )
    yield "/desk/"


@pytest.mark.parametrize("language", ["", "/ar"])
def test_markup_that_was_written_does_nothing_on_any_page(evil, clara, language):
    browser = signed_in(clara)
    for page in pages():
        answer = browser.get(language + page)
        assert answer.status_code == 200, page
        assert doing(answer.content.decode()) == [], page
        assert "42</title>" not in answer.content.decode()


@pytest.mark.parametrize("page", ["/actions/?q={}", "/actions/?near={}", "/actions/?{}=1", "/calls/clean-rivers/organisations/?kind={}", "/proof/?sent={}", "/desk/sign-in/?next={}", "/nothing/{}/", "/actions/?country={}"])  # fmt: skip
def test_markup_in_an_address_does_nothing(call, page):
    from urllib.parse import quote

    answer = Client().get(page.format(quote(EVIL)))

    assert doing(answer.content.decode()) == []


def test_markup_that_was_typed_does_nothing_in_the_form_again(call):
    for page in (
        "/calls/clean-rivers/register/",
        "/calls/clean-rivers/endorse/",
        "/proof/",
        "/host/",
        "/desk/first/",
        "/desk/sign-in/",
    ):
        names = [
            *make.registering(),
            "code",
            "email",
            "name",
            "signatory",
            "role",
            "near_town",
            "point",
            "website",
            "town_id",
        ]
        answer = make.browser().post(page, dict.fromkeys(names, EVIL))
        assert doing(answer.content.decode()) == [], page


def test_pages_of_a_host_do_nothing_either(evil):
    from groundswell.core.models import Code

    host = make.browser()
    host.post("/host/", {"code": Code.mint(Code.HOST, action=evil)})
    for page in ("/host/", "/host/action/", "/host/cancellation/"):
        assert doing(host.get(page).content.decode()) == []


def test_letters_are_plain_text_as_it_was_written(evil):
    work.work_off()

    assert mail.outbox
    for letter in mail.outbox:
        assert letter.content_subtype == "plain" and not getattr(letter, "alternatives", None)
        assert "&lt;" not in letter.body and "&quot;" not in letter.body + letter.subject
        assert "\n" not in letter.subject and "42" not in letter.subject


def test_title_with_line_ends_adds_no_head_to_a_letter(call):
    Reader.named("mail")
    typed = make.registering(title="Walk\r\nBcc: eve@evil.example\r\n\r\nClick here")
    make.browser().post("/calls/clean-rivers/register/", typed)

    work.work_off()

    [letter] = mail.outbox
    assert letter.recipients() == ["ana@rivers.example"]
    assert "Bcc" not in letter.message()


@pytest.mark.parametrize("way", WAYS)
def test_markdown_links_lead_only_where_links_may(way):
    texts = (
        f"[x]({way})",
        f"[x](<{way}>)",
        f"<{way}>",
        f"[x]: {way}\n\n[x]",
        f"![x]({way})",
        f'<a href="{way}">x</a>',
        way.replace("j", "&#106;", 1),
    )
    assert [doing(to_html(text)) for text in texts] == [[]] * len(texts)


def test_markdown_shows_no_picture_and_no_html_of_anybody():
    text = "![x](https://evil.example/pixel.png) <img src=https://evil.example/x> <iframe src=//evil.example></iframe> <style>*{}</style> <b onclick=x>b</b>"
    html = to_html(text + "\n\n<form action=//evil.example><input name=code></form>\n\n<svg onload=evil()>")

    assert doing(html) == []
    for tag in ("<img", "<iframe", "<style", "<b ", "<form", "<input", "<svg"):
        assert tag not in html


@pytest.mark.parametrize(
    "bomb",
    [
        "[",
        "![",
        "](",
        "*",
        "**a ",
        "_",
        "`",
        "> ",
        "- ",
        "1. ",
        "<",
        "&",
        "|",
        "\\",
        "[a](",
        "[[a]",
        "<!--",
        "a**b",
        "|a|\n|-|\n",
        "\t",
        "(",
        "![a][",
        "# ",
    ],
)
def test_markdown_bombs_take_no_time(bomb):
    start = time.perf_counter()
    to_html((bomb * 20_000)[:20_000])

    assert time.perf_counter() - start < 5


def test_templates_are_never_made_of_what_people_write(evil):
    assert engines["django"].from_string("{{ title }}").render({"title": "{{ 7|add:35 }}"}) == "{{ 7|add:35 }}"
    assert Report.objects.exists() and Endorsement.objects.exists()
