"""Many actions at once, out of a table."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from groundswell.core import work
from groundswell.core.models import Action, Code, Fact, Series
from tests import make
from tests.lib.test_filetypes import office
from tests.web.test_hostile_files import PDF, SCRIPT, TAKEN, bomb, huge_png

HEAD = "title\tkind\tdate\tstart\tend\ttown\tcountry\taddress\n"
ROWS = "Walk the Douro\tmarch\t2031-03-15\t10:00\t12:00\tPorto\tPortugal\tRibeira\nWatch the Tagus\tvigil\t16.3.2031\t7 pm\t\tLisbon\tPT\t\n"
TOGETHER = {"contact": "ana@rivers.example", "rules": "on"}
HANDSOFF = Path("/work/shared/data/handsoff-2025/actions.tsv")


def look(call, table, *, browser=None, **more):
    return (browser or Client()).post(f"/calls/{call.slug}/register/many/", {"table": table, "do": "look", **more})


def keep(call, table, *, browser=None, **more):
    return (browser or Client()).post(
        f"/calls/{call.slug}/register/many/", {"table": table, "do": "keep", **TOGETHER, **more}
    )


def problems(answer):
    return [[f"{name}: {error}" for name, error in entry.problems] for entry in answer.context["entries"]]


def code_in(text):
    return re.search(r"(?:[0-9A-Z]{4}-){5}[0-9A-Z]{4}", text)[0]


@pytest.fixture
def reading(db):
    work.read_facts()


def test_every_row_is_shown_as_it_was_understood_and_nothing_is_kept(call):
    answer = look(call, HEAD + ROWS)

    assert [entry.about for entry in answer.context["entries"]] == [
        {
            "title": "Walk the Douro", "kind": "march", "day": "Saturday 15 March 2031", "hours": "10:00 to 12:00",
            "zone": "Europe/Lisbon", "address": "Ribeira", "place": "Porto, Portugal",
        },
        {
            "title": "Watch the Tagus", "kind": "vigil", "day": "Sunday 16 March 2031", "hours": "19:00",
            "zone": "Europe/Lisbon", "address": "", "place": "Lisbon, Portugal",
        },
    ]  # fmt: skip
    assert problems(answer) == [[], []]
    assert Action.objects.count() == 0


def test_one_letter_proves_all_and_one_code_opens_all(call, reading):
    call.policy = "proof"
    call.save()
    answer = keep(call, HEAD + ROWS)
    work.work_off()

    assert answer["Location"] == "/proof/?sent=actions"
    assert [message.subject for message in mail.outbox] == ["Prove your address for 2 actions"]
    browser = make.browser()
    proven = browser.post("/proof/", {"code": code_in(mail.outbox[0].body)})
    assert set(Action.objects.values_list("state", flat=True)) == {"published"}
    work.work_off()
    assert [message.subject for message in mail.outbox[1:]] == ["Your host code for 2 actions"]
    for code in (code_in(proven.content.decode()), code_in(mail.outbox[1].body)):
        opened = make.browser().post("/host/", {"code": code}, follow=True)
        assert [action.title for action in opened.context["actions"]] == ["Walk the Douro", "Watch the Tagus"]


@pytest.mark.parametrize(
    "head",
    [
        "Title,Kind,Date,Start,End,Town,Country,Where to meet",
        "título;tipo;fecha;hora inicio;fin;ciudad;país;lugar",
        "العنوان\tالنوع\tالتاريخ\tالبداية\tالنهاية\tالمدينة\tالبلد\tالمكان",
    ],
)
def test_headings_and_signs_as_people_have_them(call, head):
    sign = next(sign for sign in "\t;," if sign in head)
    answer = look(call, head + "\n" + ROWS.replace("\t", sign))

    assert problems(answer) == [[], []]


@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_the_template_in_each_language_is_understood(call, language):
    at = "" if language == "en" else f"/{language}"
    answer = Client().get(f"{at}/calls/{call.slug}/register/many/template.csv")

    table = answer.content.decode()
    assert answer["Content-Type"].startswith("text/csv")
    assert problems(look(call, table)) == [[]]


def test_what_is_wrong_stands_beside_its_cell(call):
    answer = look(call, HEAD + "Wa\tball\tsoon\t25:00\t\tNowhereville-on-Sea\t\t\n")

    told = {name for name, _error in answer.context["entries"][0].problems}
    assert told == {"title", "kind", "date", "start", "town"}
    assert answer.status_code == 200


def test_a_date_that_may_be_two_days_is_asked_about(call):
    call.first_day = call.last_day = None
    call.save()
    answer = look(call, HEAD + ROWS.replace("2031-03-15", "3/4/2031").splitlines()[0] + "\n")

    assert problems(answer) == [["date: This may be 3 April 2031 or 4 March 2031. Write it as 2031-04-03."]]


def test_a_wrong_row_is_mended_in_the_page_and_the_others_stay(call):
    table = HEAD + ROWS + "Row the Minho\tmarch\t2032-03-15\t10:00\t\tTui\tSpain\t\n"
    answer = look(call, table, **{"cell-4-date": "2031-03-15"})

    assert problems(answer) == [[], [], []]
    assert keep(call, answer.context["form"].data["table"]).status_code == 302
    assert Action.objects.count() == 3


def test_towns_of_one_name_are_chosen_among(call):
    table = HEAD + "Walk it\tmarch\t2031-03-15\t10:00\t\tCambridge\t\t\n"
    first = look(call, table)
    choices = dict(first.context["entries"][0].wrong[0]["choices"])
    here = next(number for number, label in choices.items() if "Massachusetts" in label)
    then = look(call, table, **{"which-2": str(here)})

    assert problems(then) == [[]]
    assert then.context["entries"][0].form.zone == "America/New_York"


def test_a_point_tells_which_town_of_a_name_is_meant(call):
    answer = look(call, "title,date,start,town,lat,lon\nWalk it,2031-03-15,10:00,Cambridge,42.37,-71.11\n")

    assert answer.context["entries"][0].form.place["country"] == "US"


def test_wrong_rows_are_left_out_and_the_good_go_in_together(call):
    keep(call, HEAD + ROWS + "Row\tmarch\t2032-03-15\t10:00\t\tTui\tSpain\t\n")

    assert sorted(Action.objects.values_list("title", flat=True)) == ["Walk the Douro", "Watch the Tagus"]


def test_a_row_that_is_ticked_is_left_out(call):
    keep(call, HEAD + ROWS, **{"leave-2": "x"})

    assert Action.objects.get().title == "Watch the Tagus"


def test_doubles_in_the_table_and_of_what_is_here_are_told(call):
    make.action(call, title="watch the tagus", at="lisbon", starts=datetime(2031, 3, 16, 19, tzinfo=UTC))
    answer = look(call, HEAD + ROWS + ROWS.splitlines()[0] + "\n")

    assert problems(answer) == [[], [": It is registered here already."], [": The same stands in line 2."]]


def test_an_action_that_only_waits_is_told_to_nobody(call):
    make.action(
        call, title="Watch the Tagus", at="lisbon", starts=datetime(2031, 3, 16, 19, tzinfo=UTC), state="proposed"
    )

    assert problems(look(call, HEAD + ROWS)) == [[], []]


def test_a_table_sent_twice_is_one_set(call):
    for _time in range(2):
        assert keep(call, HEAD + ROWS).status_code == 302

    assert (Action.objects.count(), Series.objects.count()) == (2, 1)


def test_all_is_kept_where_address_or_rules_are_missing(call):
    answer = keep(call, HEAD + ROWS, contact="nobody", rules="")

    assert answer.status_code == 422
    assert set(answer.context["together"].errors) == {"contact", "rules"}
    assert "Walk the Douro" in answer.content.decode()
    assert Action.objects.count() == 0


def test_nothing_is_registered_where_one_is_refused_at_the_last_moment(call, monkeypatch):
    call.stage = "closed"
    call.save()

    assert keep(call, HEAD + ROWS).status_code == 200
    assert Action.objects.count() == 0


@pytest.mark.parametrize(
    "table", ["", "\n\n", "title", "a,b\n1,2", HEAD, "title\ttitle\n1\t2", '"', "\x00", HEAD + '"' + "x" * 200_000]
)
def test_what_is_no_table_is_said_so(call, table):
    assert look(call, table).status_code == 422


def test_more_rows_than_the_setting_allows_are_not_taken(call, settings):
    settings.MANY_AT_ONCE = 1
    answer = look(call, HEAD + ROWS)

    assert "at most 1" in str(answer.context["form"].errors["table"])


def test_looking_too_often_is_braked_and_the_table_is_kept(call):
    for _time in range(60):
        assert look(call, "").status_code == 422
    answer = look(call, HEAD + ROWS)

    assert answer.status_code == 429
    assert "Walk the Douro" in answer.content.decode()


def test_a_spreadsheet_file_is_asked_for_as_csv(call):
    file = SimpleUploadedFile("actions.xlsx", office("xl/workbook.xml"))
    answer = look(call, "", file=file)

    assert "CSV" in str(answer.context["form"].errors["file"])


def test_a_file_is_read_and_stands_in_the_page_from_then_on(call):
    file = SimpleUploadedFile("actions.csv", (HEAD + ROWS).replace("\t", ";").encode("utf-16"))
    answer = look(call, "", file=file)

    assert problems(answer) == [[], []]
    assert "Walk the Douro" in answer.context["form"].data["table"]


HOSTILE = [
    PDF, SCRIPT, bomb(), huge_png(), *(data for data, _name, _kind in TAKEN.values()), b"\xff\xfe\x00", b"\x00" * 99,
    b"title,date,start,town\n" + SCRIPT, HEAD.encode() + b"=cmd|' /C calc'!A0\t\t99999999999999\t\xd9\xa3\t\t\xff\t\t\n",
    b"title,date,start,town,lat,lon\nWalk,2031-03-15,1e9,Porto,1e999,nan\n",
    "title,date,start,town,kind,languages,access,website,online\n'=x,٣/٣/٣,²,\ud7ff,ﷺ,xx;yy,zz,javascript:1,نعم\n".encode(),
    b"title,date,start,end,town\nWalk,2031-03-15,9999999999,-1,Porto\n",
    b"title,date,start,end,town,country\nWalk,,0001-01-01T00:00:00+23:59,9999-12-31T23:59-23:59,Porto,PT\n",
    b"title,date,start,end,town\nWalk,0000-00-00,0001-01-01T00:00:00+23:59,9999-12-31T23:59,Porto\n",
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_hostile_files_are_answered_without_fault(call, number):
    answer = look(call, "", file=SimpleUploadedFile("a.csv", HOSTILE[number]))

    assert answer.status_code in (200, 422)
    assert SCRIPT.decode() not in answer.content.decode()


@pytest.mark.parametrize("name", ["cell-2-date", "which-2", "leave-x", "cell-2-town", "cell-2-nothing"])
@pytest.mark.parametrize("value", ["", "\x00", "9" * 400, "٣", "-1", "<b>"])
def test_hostile_mending_is_answered_without_fault(call, name, value):
    assert look(call, HEAD + ROWS, **{name: value}).status_code in (200, 422)


@pytest.mark.skipif(not HANDSOFF.exists(), reason="the real list lies outside the repository")
def test_a_real_list_of_150_is_understood_but_for_few(call):
    call.first_day = call.last_day = None
    call.save()
    head = "title\taddress\ttown\tregion\tpostcode\tlat\tlon\tstart\tend\tdate\n"
    later = 6 * 52 * 7 * 86_400  # the list is of 2025
    lines = [line.split("\t") for line in HANDSOFF.read_text().splitlines()[:150]]
    rows = [
        "\t".join([line[0] or "Hands off", *line[1:7], *(str(int(at) + later) if at else "" for at in line[7:9]), ""])
        for line in lines
    ]
    answer = look(call, head + "\n".join(rows))

    assert len(answer.context["entries"]) == 150
    assert sum(not entry.sound for entry in answer.context["entries"]) <= 8


def test_at_the_desk_a_moderator_enters_them_and_publishes_at_once(call, mona_browser):
    page = f"/desk/calls/{call.slug}/actions/entry/"
    answer = mona_browser.post(page, {"table": HEAD + ROWS, "do": "keep", "publish": "on"})

    assert answer["Location"] == f"/desk/calls/{call.slug}/"
    assert set(Action.objects.values_list("state", flat=True)) == {"published"}
    assert set(Fact.objects.filter(subject="action").values_list("by", flat=True)) == {"person"}


def test_at_the_desk_with_an_address_its_host_gets_the_code(call, mona_browser, reading):
    page = f"/desk/calls/{call.slug}/actions/entry/"
    mona_browser.post(page, {"table": HEAD + ROWS, "do": "keep", "contact": "ana@rivers.example"})
    work.work_off()

    assert [message.subject for message in mail.outbox] == ["Your host code for 2 actions"]
    assert call.actions.waiting().count() == 2
    assert Code.matching(code_in(mail.outbox[0].body), Code.HOST).series == Series.objects.get()


def test_looking_costs_as_many_queries_for_one_row_as_for_three(call, django_assert_max_num_queries):
    one = HEAD + ROWS.splitlines()[0] + "\n"
    three = HEAD + ROWS + "Row the Minho\tmarch\t2031-03-15\t10:00\t\tTui\tSpain\t\n"
    look(call, one)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counted = []
    for table in (one, three):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            look(call, table)
        counted.append(len(queries))
    assert counted[0] == counted[1]
