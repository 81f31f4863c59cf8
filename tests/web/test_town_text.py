"""What is on in a town as plain text."""

import html
from datetime import timedelta

import pytest

from groundswell.core.models import HeldPlace
from groundswell.lib import sms
from groundswell.lib.clock import now
from groundswell.web.showing import Shown
from groundswell.web.town_text import LONGEST, line
from tests import make

PLAIN = "/places/pt/porto-2735943/text.txt"
PAGE = "/places/pt/porto-2735943/text/"


def plain(query: str = "", prefix: str = "") -> list[str]:
    answer = make.browser().get(f"{prefix}{PLAIN}{query}")
    assert answer.status_code == 200 and answer["Content-Type"] == "text/plain; charset=utf-8"
    return answer.content.decode().splitlines()


def test_each_action_is_a_line_and_the_text_says_when_it_was_written_and_where_it_stands(call, settings):
    settings.BASE_URL = "https://rivers.example"
    make.action(call, title="Walk the Douro", address="Cais da Ribeira")
    make.action(call, "lisbon", title="Walk the Tejo")

    head, told, address = plain()

    assert head.startswith("What is on in Porto. Written on ")
    assert told == "Sat 15 Mar 2031 12:00 Walk the Douro, Cais da Ribeira."
    assert address == "https://rivers.example/places/pt/porto-2735943/"


def test_states_are_told(call):
    make.action(call, title="Off", address="").cancel(by="host", because="Flood.")
    make.action(call, title="Later", address="").postpone(by="host", because="Flood.")
    exact = {"geo_precision": "point", "lat": 41.137, "lon": -8.609}
    make.action(call, title="There", address="", geo_precision="point").change(by="host", address="The hill", **exact)

    assert sorted(plain()[1:-1]) == [
        "Later. POSTPONED, no new date yet.",
        "Sat 15 Mar 2031 12:00 Off. CANCELLED.",
        "Sat 15 Mar 2031 12:00 There, The hill. MOVED to this place.",
    ]


def test_a_place_that_is_held_back_is_not_told(call):
    action = make.action(call, title="Vigil", address="Secret yard", meeting_point="Red door")
    action.change(by="host", shown_from=action.starts - timedelta(hours=3))

    assert HeldPlace.objects.count() == 1
    assert plain()[1] == "Sat 15 Mar 2031 12:00 Vigil, place is told on 15 Mar at 09:00."


def test_what_is_over_is_left_out_unless_it_is_asked_for(call):
    make.past_action(call, title="Last year")
    make.action(call, title="Next")

    assert len(plain()) == 3
    assert len(plain("?from=2024-01-01")) == 4


def test_it_knows_the_words_call_kind_and_from(call):
    make.action(call, title="March", kind="march")
    make.action(call, title="Vigil", kind="vigil")
    make.action(make.call("lakes"), title="Swim", kind="march")

    assert "Vigil" in plain("?kind=vigil")[1] and len(plain("?kind=vigil")) == 3
    assert "Swim" in plain("?call=lakes")[1] and len(plain("?call=lakes")) == 3
    assert plain("?from=2032-01-01")[1] == "Nothing here yet."


def test_what_cannot_be_read_is_told_to_programs_and_people(call):
    answer = make.browser().get(f"{PLAIN}?kind=nonsense")

    assert answer.status_code == 400 and answer.content.decode().startswith("kind: “nonsense” is not known here.")
    page = make.browser().get(f"{PAGE}?kind=nonsense")
    assert page.status_code == 200 and "is not known here" in page.content.decode()


@pytest.mark.parametrize("letters", [30, 100, 160])
def test_a_line_is_one_short_message_where_it_can_be(call, letters):
    action = make.action(call, title=("walk " * 40)[:letters].strip(), address=("along the quay " * 20)[:200])

    told = line(Shown(action))

    assert len(told) <= LONGEST and sms.length(told).messages == 1
    assert told.startswith("Sat 15 Mar 2031 12:00 walk")


def test_a_short_line_is_whole(call):
    assert line(Shown(make.action(call, title="Walk.", address=""))) == "Sat 15 Mar 2031 12:00 Walk."


def test_a_long_list_says_how_many_more_there_are(call):
    for number in range(43):
        make.action(call, title=f"Walk {number}")

    assert len(plain()) == 1 + 40 + 1 + 1 and plain()[-2] == "And 3 more:"


def test_the_page_counts_letters_and_messages(call):
    make.action(call, title="Walk", address="")
    make.action(call, title="مسيرة", address="")

    page = html.unescape(make.browser().get(PAGE).content.decode())

    assert "(27 characters, 1 message)" in page and "All of it: " in page and f'href="{PLAIN}"' in page


def test_it_is_in_the_language_of_its_address(call):
    make.action(call)

    assert plain(prefix="/ar")[-1].endswith("/ar/places/pt/porto-2735943/")
    assert "\u2068" not in "".join(plain(prefix="/ar"))


def test_no_other_line_can_be_slipped_in_by_a_title(call):
    make.action(call, title="Walk\nSat 16 Mar 12:00 Other", address="There\r\nX")

    assert len(plain()) == 3


def test_now_is_written_in_the_zone_of_the_town(call):
    at = make.browser().get("/places/fj/suva-2198148/text.txt").content.decode()

    assert any(f"{(now() + timedelta(hours=hours)):%H:}" in at for hours in (12, 13))
