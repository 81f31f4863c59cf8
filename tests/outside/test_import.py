"""What `groundswell import` does with good files: what comes in, and what happens the second time."""

import csv
import io
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from groundswell.core import record
from groundswell.core.models import Action, Call, Citation, Estimate, Fact, Report
from groundswell.outside.models import Letter
from tests import make

RIVER = "b5a2"
pytestmark = pytest.mark.django_db


def bring_in(file: Path, call: str = "clean-rivers", **options: Any) -> tuple[str, int]:
    """The last line, and the exit status."""
    out, err, status = io.StringIO(), io.StringIO(), 0
    try:
        call_command("bring_in", str(file), call=call, stdout=out, stderr=err, **options)
    except SystemExit as end:
        status = int(end.code or 0)
    return (out.getvalue() or err.getvalue()).strip().rpartition("\n")[2], status


def counted(added: int, changed: int = 0, unchanged: int = 0, refused: int = 0) -> tuple[str, int]:
    line = f"{added} added, {changed} changed, {unchanged} unchanged, {refused} refused"
    return line, 1 if refused else 0


def event(uuid: str = RIVER, **fields: Any) -> dict[str, Any]:
    address = {"country": "Portugal", "locality": "Porto", "street": "Cais", "geom": "-8.61099;41.14961"}
    return {
        "uuid": uuid,
        "title": "March along the Douro",
        "beginsOn": "2031-03-15T10:00:00Z",
        "endsOn": "2031-03-15T12:00:00Z",
        "status": "CONFIRMED",
        "physicalAddress": address | fields.pop("address", {}),
        "options": {"timezone": None, "isOnline": False} | fields.pop("options", {}),
        "attributedTo": None,
        "tags": [],
    } | fields


@pytest.fixture
def peer(tmp_path):
    def written(*events: dict[str, Any]) -> Path:
        file = tmp_path / "events.json"
        file.write_text(json.dumps({"data": {"searchEvents": {"total": len(events), "elements": events}}}))
        return file

    return written


@pytest.fixture
def table(tmp_path):
    def written(text: str, name: str = "table.csv", encoding: str = "utf-8") -> Path:
        file = tmp_path / name
        file.write_bytes(text.encode(encoding))
        return file

    return written


def test_mobilizons_events_are_published_with_town_and_zone_from_the_point(call, peer):
    assert bring_in(peer(event())) == counted(1)

    action = Action.objects.get()
    assert (action.title, action.kind, action.state) == ("March along the Douro", "march", "published")
    assert (action.country, action.locality, action.town, action.timezone) == ("PT", "Porto", 2735943, "Europe/Lisbon")
    assert action.starts == datetime(2031, 3, 15, 10, tzinfo=UTC)


def test_the_same_file_changes_nothing_the_second_time(call, peer):
    file = peer(event("a"), event("b", title="Vigil"))

    assert bring_in(file) == counted(2)
    assert bring_in(file) == counted(0, 0, 2)
    assert [fact.what for fact in Fact.objects.filter(by="import")] == ["action.imported"] * 2


def test_a_later_answer_changes_what_changed_and_takes_nothing_away(call, peer):
    bring_in(peer(event("a"), event("b"), event("c")))

    assert bring_in(peer(event("a", title="Walk"), event("b", tags=[]), event("d"))) == counted(1, 1, 1)
    assert Action.objects.count() == 4
    assert Fact.objects.get(what="action.changed").changes["title"] == ["March along the Douro", "Walk"]


def test_what_means_nothing_to_us_is_no_change(call, peer):
    bring_in(peer(event()))

    assert bring_in(peer(event(options={"hideNumberOfParticipants": True}))) == counted(0, 0, 1)


def test_another_day_postpones_and_another_place_moves(call, peer):
    bring_in(peer(event("a"), event("b")))
    later = {"beginsOn": "2031-03-16T10:00:00Z", "endsOn": "2031-03-16T12:00:00Z"}
    bring_in(peer(event("a", **later), event("b", address={"street": "Ribeira"})))

    postponed, moved = Action.objects.order_by("id")
    assert (postponed.state, postponed.postponements.get().from_starts.day) == ("postponed", 15)
    assert (moved.state, moved.moves.get().before["address"]) == ("moved", "Cais")


def test_what_its_source_calls_off_is_cancelled_and_may_be_called_on_again(call, peer):
    bring_in(peer(event("a"), event("b", status="CANCELLED"), event("c", status="TENTATIVE")))
    assert [action.state for action in Action.objects.order_by("id")] == ["published", "cancelled", "published"]

    assert bring_in(peer(event("a", status="CANCELLED"), event("b"))) == counted(0, 2)
    assert [action.state for action in Action.objects.order_by("id")] == ["cancelled", "published", "published"]
    assert Action.objects.first().cancellation.by == "import"


def test_what_was_cancelled_here_is_not_brought_back(call, peer, mona):
    bring_in(peer(event()))
    Action.objects.get().cancel(by=mona, because="Storm.")

    assert bring_in(peer(event(title="Walk"))) == counted(0, 0, 0, 1)
    assert Action.objects.get().state == "cancelled"


def test_what_is_over_has_happened(peer):
    past = event(beginsOn="2024-03-16T10:00:00Z", endsOn="2024-03-16T12:00:00Z")

    assert bring_in(peer(past), "old-rivers", new_call="Old Rivers") == counted(1)
    assert Action.objects.get().state == "happened"


def test_bringing_in_mails_nobody(call, peer):
    from groundswell.core.work import work_off

    bring_in(peer(event()))
    bring_in(peer(event(title="Walk")))
    work_off()

    assert Letter.objects.count() == 0


def test_a_new_call_is_made_and_published_once(db, peer):
    bring_in(peer(event()), "clean-rivers", new_call="Clean Rivers")
    bring_in(peer(event()), "clean-rivers", new_call="Clean Rivers")

    made = Call.objects.get()
    assert (made.title, made.stage, made.first_day, made.last_day) == ("Clean Rivers", "open", None, None)


def test_a_dry_run_counts_and_writes_nothing(db, peer):
    assert bring_in(peer(event()), new_call="Clean Rivers", dry_run=True) == counted(1)
    assert (Call.objects.count(), Action.objects.count(), Fact.objects.count()) == (0, 0, 0)


def test_rows_outside_the_calls_days_are_refused_with_line_and_reason(call, peer):
    file = peer(event(), event("late", beginsOn="2031-05-01T10:00:00Z", endsOn=None))

    assert bring_in(file) == counted(1, refused=1)
    refused = file.with_name("events.json.refused.csv").read_text().splitlines()
    assert refused[0] == "line,reason,row"
    assert refused[1].startswith("1,The date is outside the days of this call.,")


@pytest.fixture
def limit():
    """Python's own; libraries that other tests read with set it higher, for the whole process."""
    before = csv.field_size_limit(131_072)
    yield 131_072
    csv.field_size_limit(before)


def test_long_words_come_in_whole_and_other_tables_of_this_process_keep_their_limit(call, table, limit):
    words = "Along the river. " * (limit // 16)

    bring_in(table(f'title,date,locality,country,description\nWalk,2031-03-15,Porto,PT,"{words}"\n'))

    assert Action.objects.get().description[:17] == "Along the river. "
    assert csv.field_size_limit() == limit


def test_a_longitude_more_than_once_round_is_brought_back(call, peer):
    bring_in(peer(event(address={"geom": "-368.61099;41.14961"})))

    assert round(Action.objects.get().lon, 5) == -8.61099


def test_a_table_with_our_columns_needs_no_mapping(call, table):
    file = table(
        "title;kind;date;start;end;country;locality;organizations;size_text;arrests_any;source_1\n"
        "Walk;march;2031-03-15;09:30;11:00;PT;Porto;River Keepers; Otters;;;\n".replace("Keepers; O", "Keepers, O")
    )

    assert bring_in(file) == counted(1)
    action = Action.objects.get()
    assert (action.local_start.isoformat(), action.timezone) == ("2031-03-15T09:30:00+00:00", "Europe/Lisbon")
    assert (action.organisation_names(), action.geo_precision) == (["River Keepers, Otters"], "town")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_a_table_is_read_in_whatever_encoding(call, table, encoding):
    bring_in(table("title,date,country,locality\nMarcha pelo rio São João,2031-03-15,PT,Porto\n", encoding=encoding))

    assert Action.objects.get().title == "Marcha pelo rio São João"


HEADLESS = """
delimiter = "|"
header = false
columns = ["venue", "town", "lat", "lon", "start"]
[fields]
title = ["Rivers! {venue}", "Rivers! {town}"]
kind = "rally"
locality = "{town}"
lat = "{lat}"
lon = "{lon}"
start = "{start}"
[formats]
start = "epoch"
"""


def test_a_headless_table_is_read_by_its_mapping_and_doubles_are_one(call, table, tmp_path):
    mapping = tmp_path / "map.toml"
    mapping.write_text(HEADLESS)
    rows = "Cais|Porto|41.14961|-8.61099|1931342400\n|Suva|-18.14161|178.44149|1931342400\n"
    file = table(rows + rows.splitlines()[0] + "\n")

    assert bring_in(file, map=mapping) == counted(2, 0, 1)
    assert bring_in(file, map=mapping) == counted(0, 0, 3)
    assert list(Action.objects.order_by("title").values_list("title", "kind", "country", "timezone")) == [
        ("Rivers! Cais", "rally", "PT", "Europe/Lisbon"),
        ("Rivers! Suva", "rally", "FJ", "Pacific/Fiji"),
    ]


GROUPED = """
groups = ["walks"]
[fields]
title = "{type}"
kind = "{type}"
country = "{land}"
lat = "{coords.0}"
lon = "{coords.1}"
date = "{date}"
time = "{time}"
[formats]
date = "%m/%d"
year = 2031
"""


def test_grouped_lists_and_hand_typed_hours_are_read_by_a_mapping(call, tmp_path):
    mapping, file = tmp_path / "map.toml", tmp_path / "walks.json"
    mapping.write_text(GROUPED)
    walk = {"type": "Rally, March", "date": "3/15", "coords": [41.14961, -8.61099]}
    hours = ["12:00 PM", "2-4pm", "11-1pm", "10:30AM - 12PM", "noonish"]
    file.write_text(json.dumps([{"land": "PT", "walks": [walk | {"time": time} for time in hours]}], indent=1))

    assert bring_in(file, map=mapping) == counted(4, refused=1)
    times = [
        (one.local_start.strftime("%H:%M"), one.local_end and one.local_end.strftime("%H:%M"))
        for one in Action.objects.order_by("id")
    ]
    assert times == [("12:00", None), ("14:00", "16:00"), ("11:00", "13:00"), ("10:30", "12:00")]
    assert {one.kind for one in Action.objects.all()} == {"rally"}


CCC = (
    "date,locality,state,lat,lon,location,title,event_type,organizations,participants,claims_summary,online,size_text,"
    "size_low,size_high,arrests,arrests_any,source1,source2\n"
)
CCC_ROWS = (
    "2025-03-01,Bangor,ME,44.80118,-68.77781,Pier,NA,rally; march,River Keepers; Otters,anglers,for clean rivers,0,"
    "dozens,24,24,NA,0,riverpaper.example,NA\n"
    "2025-03-01,Bangor,ME,44.80118,-68.77781,Pier,Paddle,demonstration,NA,NA,for clean rivers,0,count pic,30,35,2.0,1,"
    "riverpaper.example,NA\n"
    "2025-03-02,Bangor,ME,NA,NA,NA,Paddle,demonstration,NA,NA,for clean rivers,0,NA,NA,NA,NA,0,NA,NA\n"
)


def test_the_counting_consortiums_table_comes_as_actions_with_reports(table):
    file = table(CCC + CCC_ROWS)
    assert bring_in(file, "old-rivers", new_call="Old Rivers") == counted(3)
    assert bring_in(file, "old-rivers") == counted(0, 0, 3)

    first, second, third = Action.objects.order_by("id")
    assert (first.title, first.kind, first.day, first.timed) == ("Rally, Bangor", "rally", date(2025, 3, 1), False)
    assert first.organisation_names() == ["River Keepers", "Otters"]
    assert [(one.size_low, one.size_high) for one in (first, second, third)] == [(24, 24), (30, 35), (None, None)]
    words = Estimate.objects.order_by("id").values_list("words", "rule", "method")
    assert list(words) == [("dozens", "ccc", "unknown"), ("count pic", "", "photo")]
    told = Report.objects.order_by("id").values_list("state", "arrests", "arrests_any", "claims")
    assert list(told)[:2] == [
        ("accepted", "", False, "for clean rivers"),
        ("accepted", "2", True, "for clean rivers"),
    ]
    assert [source.publisher for source in first.reports.get().sources.all()] == ["riverpaper.example"]
    assert [one.timezone for one in (first, third)] == ["America/New_York", "America/New_York"]


def test_the_consortiums_rows_without_ids_are_each_their_own(table):
    row = CCC_ROWS.splitlines(keepends=True)[0]
    file = table(CCC + row + row)

    assert bring_in(file, "old-rivers", new_call="Old Rivers") == counted(2)
    assert bring_in(file, "old-rivers") == counted(0, 0, 2)


def test_lines_in_another_encoding_are_read_line_by_line(tmp_path):
    file = tmp_path / "ccc.csv"
    rows = CCC_ROWS.splitlines(keepends=True)
    file.write_bytes(
        (CCC + rows[0].replace("Otters", "Água")).encode()
        + rows[1].replace("Paddle", "People’s Paddle").encode("cp1252")
    )
    bring_in(file, "old-rivers", new_call="Old Rivers")

    first, second = Action.objects.order_by("id")
    assert (first.organisation_names()[1], second.title) == ("Água", "People’s Paddle")


def test_as_actions_leaves_out_what_was_reported(table):
    bring_in(table(CCC + CCC_ROWS), "old-rivers", new_call="Old Rivers", as_="actions")

    assert (Action.objects.count(), Report.objects.count()) == (3, 0)


def test_several_estimates_in_one_cell_keep_who_gave_them(table, tmp_path):
    mapping = tmp_path / "map.toml"
    mapping.write_text(
        'key = ["n"]\n[fields]\ntitle = "Walk"\ndate = "{day}"\ncountry = "PT"\nlocality = "Porto"\n'
        'estimates = "{told}"\n[estimates]\nthousands = "."\n'
    )
    file = table('n,day,told\n1,1984-01-12,"30.000 (Voz, Ribeira); 50.000–60.000 (Cais)"\n')
    bring_in(file, "old-rivers", new_call="Old Rivers", map=mapping)

    assert list(Estimate.objects.values_list("counted_by", "low", "high")) == [
        ("Voz", 30_000, 30_000),
        ("Ribeira", 30_000, 30_000),
        ("Cais", 50_000, 60_000),
    ]
    assert (Action.objects.get().size_low, Action.objects.get().size_high) == (30_000, 60_000)
    cited = Citation.objects.order_by("id").values_list("estimate__counted_by", "source__publisher", "estimate__given")
    assert list(cited) == [("Voz", "Voz", "figure"), ("Ribeira", "Ribeira", "figure"), ("Cais", "Cais", "range")]
    assert bring_in(file, "old-rivers", map=mapping) == counted(0, 0, 1)

    file = table('n,day,told\n1,1984-01-12,"30.000 (Voz); 40.000 (Cais)"\n')
    assert bring_in(file, "old-rivers", map=mapping) == counted(0, 1)
    assert list(cited.all()) == [("Voz", "Voz", "figure"), ("Cais", "Cais", "figure")]


def test_the_consortiums_further_columns_are_kept_where_they_fit(table):
    more = "claims_verbatim,notables,macroevent,participant_deaths,police_deaths\n"
    lines = CCC_ROWS.splitlines()
    file = table(
        CCC.replace("\n", f",{more}")
        + f"{lines[0].replace('riverpaper.example', 'www.instagram.com')},clean it; now,Ana Lima,20250301-bangor,1.0,NA\n"
        + f"{lines[1]},NA,NA,NA,NA,NA\n"
    )
    bring_in(file, "old-rivers", new_call="Old Rivers")

    first, second = Report.objects.order_by("id")
    names = (
        "slogans", "slogans_any", "participants", "organisations", "organisations_any", "counter_action",
        "counter_action_any", "deaths", "deaths_any",
    )  # fmt: skip
    assert [getattr(first, name) for name in names] == [
        "clean it\nnow", True, "anglers; Ana Lima", "River Keepers; Otters", True, "", None, "participant: 1", True,
    ]  # fmt: skip
    assert [getattr(second, name) for name in names] == ["", None, "", "", None, "", None, "", None]
    assert [first.sources.get().kind, second.sources.get().kind] == ["post", ""]


def test_where_the_consortium_says_that_no_organisation_was_there_it_becomes_none(table):
    bring_in(
        table(CCC + CCC_ROWS.splitlines()[0].replace("River Keepers; Otters", "none") + "\n"),
        "old-rivers",
        new_call="Old Rivers",
    )

    report = Report.objects.get()
    assert (report.organisations, report.organisations_any, report.action.organisation_names()) == ("", False, [])


def test_all_that_our_table_tells_of_a_report_comes_back(call, table):
    told = {
        "slogans": "Clean it!\nNow!", "organisations": "Otters", "injuries_others": "one", "injuries_others_any": True,
        "deaths": "none", "deaths_any": False, "counter_action": "Ten stood opposite", "counter_action_any": True,
        "permit": "conditions", "permit_detail": "Not on the bridge.", "slogans_any": True, "organisations_any": True,
        "claims_any": False, "police_measures_any": False, "participant_measures_any": None,
    }  # fmt: skip
    make.report(make.past_action(call), low=10, high=20, **told)
    row = next(record.rows(Action.objects.all())) | {"slogans": "Clean it!; Now!", "id": "", "url": ""}
    text = io.StringIO()
    sheet = csv.DictWriter(text, row)
    sheet.writeheader()
    sheet.writerow({name: int(value) if isinstance(value, bool) else value for name, value in row.items()})
    assert bring_in(table(text.getvalue()), "copy", new_call="Copy") == counted(1)

    copy = Report.objects.get(action__call__slug="copy")
    assert {name: getattr(copy, name) for name in told} == told


def test_reports_join_the_action_of_that_id_or_that_town_and_day(call, table):
    by_id = make.past_action(call, title="Douro")
    by_town = make.past_action(call, at="lisbon", title="Tejo")
    file = table(
        "id,date,country,locality,size_low,size_high\n"
        f"{by_id.ref},,,,100,200\n"
        ",2024-03-16,PT,Lisboa,30,30\n"
        ",2024-03-17,PT,Lisboa,30,30\n"
    )

    assert bring_in(file, as_="reports") == counted(2, refused=1)
    assert bring_in(file, as_="reports") == counted(0, 0, 2, 1)
    by_id.refresh_from_db()
    by_town.refresh_from_db()
    assert [(one.size_low, one.size_high) for one in (by_id, by_town)] == [(100, 200), (30, 30)]


def test_geojson_points_come_in_with_their_properties(call, tmp_path):
    file = tmp_path / "points.geojson"
    feature = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [178.44149, -18.14161]},
        "properties": {"title": "Rewa", "start": "2031-03-15T09:00:00+12:00", "kind": "vigil"},
    }
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))

    assert bring_in(file) == counted(1)
    action = Action.objects.get()
    assert (action.kind, action.country, action.local_start.hour) == ("vigil", "FJ", 9)


CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
X-WR-TIMEZONE:Europe/Lisbon
BEGIN:VEVENT
UID:walk@rivers.example
DTSTART:20310315T090000
DTEND:20310315T110000
SUMMARY:River march
LOCATION:Cais\\, Porto\\, Portugal
RRULE:{rule}
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n")


@pytest.mark.parametrize(("rule", "days"), [("FREQ=DAILY;COUNT=2", [15, 16]), ("FREQ=WEEKLY", [15])])
def test_a_calendars_rule_is_followed_where_it_ends(call, table, rule, days):
    file = table(CALENDAR.format(rule=rule), "walks.ics")

    assert bring_in(file) == counted(len(days))
    assert bring_in(file) == counted(0, 0, len(days))
    assert [action.day.day for action in Action.objects.order_by("day")] == days
    assert {(one.kind, one.town, one.timezone) for one in Action.objects.all()} == {("march", 2735943, "Europe/Lisbon")}


def test_a_point_where_maps_put_what_they_do_not_know_is_left_out(call, peer):
    bring_in(peer(event(address={"geom": "0.003;0.005"})))

    action = Action.objects.get()
    assert (action.locality, action.geo_precision, action.timezone) == ("Porto", "town", "Europe/Lisbon")


def test_a_region_behind_the_towns_name_tells_which_town_is_meant(call, table):
    bring_in(table('title,date,locality\nWalk,2031-03-15,"Springfield, Illinois"\n'))

    action = Action.objects.get()
    assert (action.locality, action.region, action.timezone) == ("Springfield", "Illinois", "America/Chicago")
