"""Many endorsements at once, and doubles made one, at the desk."""

import csv
import io

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile

from groundswell.core import work
from groundswell.core.models import Endorsement, Fact, Organisation
from tests import make

HEADER = "name,kind,country,town,website,signatory,role,contact"
SOUND = "Tide Watch,Union,Chile,Valparaíso,https://tide.example,Luz Vera,chair,office@tide.example"
ENTRY = "/desk/calls/clean-rivers/organisations/entry/"
DOUBLES = "/desk/calls/clean-rivers/organisations/"


@pytest.fixture
def reading(db):
    work.read_facts()


def send(browser, *rows: str, do: str = "look", **more):
    return browser.post(ENTRY, {"table": "\n".join([HEADER, *rows]), "do": do} | more)


def problems(answer) -> list[list[tuple[str, str]]]:
    return [entry.problems for entry in answer.context["entries"]]


def test_looking_asks_nobody_and_shows_every_row(call, clara_browser):
    answer = send(clara_browser, SOUND, "X,club,Nowhere,,,Y,,z")

    assert answer.status_code == 200
    assert [[name for name, _error in row] for row in problems(answer)] == [
        [],
        ["name", "kind", "country", "signatory", "contact"],
    ]
    assert SOUND in answer.content.decode()
    assert not Endorsement.objects.exists()


def test_asking_sends_each_sound_one_the_letter_that_proves_its_address(call, clara, clara_browser, reading):
    answer = send(clara_browser, SOUND, do="ask")
    work.work_off()

    assert answer["Location"] == DOUBLES
    endorsement = Endorsement.objects.get()
    assert (endorsement.state, endorsement.organisation.kind, endorsement.organisation.country) == (
        "asked",
        "union",
        "CL",
    )
    assert Fact.objects.get(what="endorsement.asked").person == clara
    assert mail.outbox[0].to == ["office@tide.example"]
    assert "Those who convene" in mail.outbox[0].body


def test_refused_rows_come_back_with_line_and_reason_and_the_others_are_asked(call, clara_browser):
    answer = send(clara_browser, "X,club,,,,,,", SOUND, do="ask")

    assert answer.status_code == 200
    assert [organisation.name for organisation in Organisation.objects.all()] == ["Tide Watch"]
    assert [entry.line for entry in answer.context["entries"]] == [2]
    kept = answer.context["form"].data["table"]
    assert "X\tclub" in kept
    assert "Tide Watch" not in kept


def test_refused_rows_are_downloaded_with_their_first_line_and_no_formula(call, clara_browser):
    kept = send(clara_browser, SOUND, "=X(),club,PT,,,Ana Lima,,a@x.example", do="ask").context["form"].data["table"]

    answer = clara_browser.post(ENTRY, {"table": kept, "do": "download"})

    [row] = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert (row["line"], row["name"], row["kind"]) == ("3", "'=X()", "club")
    assert "kind" in row["reason"]
    assert answer["Content-Disposition"] == 'attachment; filename="refused-clean-rivers.csv"'


def test_a_downloaded_table_that_was_put_right_is_taken(call, clara_browser):
    table = f"line,reason,{HEADER}\n7,kind: wrong,{SOUND}"

    clara_browser.post(ENTRY, {"table": table, "do": "ask"})

    assert Endorsement.objects.get().organisation.name == "Tide Watch"


def test_nobody_is_asked_twice(call, clara_browser):
    send(clara_browser, SOUND, SOUND.upper().replace("HTTPS", "https"), do="ask")
    answer = send(clara_browser, SOUND, do="ask")

    assert Endorsement.objects.count() == 1
    assert len(problems(answer)[0]) == 1


@pytest.mark.parametrize(
    "raw",
    [
        (HEADER + "\n" + SOUND).encode("utf-8-sig"),
        (HEADER + "\n" + SOUND).encode("utf-16"),
        (HEADER + "\r\n" + SOUND).encode("cp1252"),
        (HEADER + "\n" + SOUND).replace(",", ";").encode(),
        (HEADER + "\n" + SOUND).replace(",", "\t").encode(),
    ],
)
def test_a_file_is_read_as_spreadsheets_write_it(call, clara_browser, raw):
    answer = clara_browser.post(ENTRY, {"table": "", "file": SimpleUploadedFile("t.csv", raw), "do": "look"})

    [entry] = answer.context["entries"]
    assert entry.problems == []
    assert entry.given["town"] == "Valparaíso"
    assert "Tide Watch" in answer.context["form"].data["table"]


@pytest.mark.parametrize(
    "table",
    [
        "",
        "\x00",
        HEADER,
        "name,town\nTide Watch,Porto",
        "name," + HEADER + "\na," + SOUND,
        HEADER + "\n" + "\n".join(SOUND.replace("Tide", f"Tide {number}") for number in range(501)),
        "a" * 1_100_000,
    ],
)
def test_what_is_no_table_is_told_and_kept(call, clara_browser, table):
    answer = clara_browser.post(ENTRY, {"table": table, "do": "ask"})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["table"]
    assert answer.context["form"].data["table"] == table.replace("\x00", "") or "\x00" in table
    assert not Endorsement.objects.exists()


def test_a_closed_call_asks_nobody(call, clara_browser):
    call.stage = "closed"
    call.save()

    send(clara_browser, SOUND, do="ask")

    assert not Endorsement.objects.exists()


@pytest.mark.parametrize("path", [ENTRY, DOUBLES])
def test_only_convenors_enter_and_merge(call, client, mona_browser, otto_browser, clara_browser, path):
    answers = [browser.get(path).status_code for browser in (client, otto_browser, mona_browser, clara_browser)]

    assert answers == [302, 403, 403, 200]


def test_doubles_are_suggested_and_merged_into_the_one_that_was_chosen(call, clara_browser):
    double, kept = make.endorsement(call).organisation, make.endorsement(call).organisation
    assert "River Keepers" in clara_browser.get(DOUBLES).content.decode()

    clara_browser.post(DOUBLES, {"keep": str(kept.pk), "of": [str(double.pk), str(kept.pk)]})

    assert list(Organisation.objects.all()) == [kept]
    assert kept.aliases.get().slug == double.slug
    assert call.endorsements.count() == 2


@pytest.mark.parametrize("keep", ["", "x", "999999", "²"])
def test_what_was_not_suggested_is_not_merged(call, clara_browser, keep):
    make.endorsement(call)
    make.endorsement(call)

    assert clara_browser.post(DOUBLES, {"keep": keep}).status_code == 302
    assert Organisation.objects.count() == 2


def test_a_double_that_endorses_a_call_of_others_is_left_to_them(call, clara_browser):
    other = make.call("lakes", title="Lakes")
    double, kept = make.endorsement(call).organisation, make.endorsement(call).organisation
    double.endorsements.create(call=other, signatory="Ana", state="accepted")

    clara_browser.post(DOUBLES, {"keep": str(kept.pk), "of": [str(double.pk), str(kept.pk)]})

    assert Organisation.objects.count() == 2
