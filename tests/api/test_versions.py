"""A tag stands for one document: as long as it is the same, so is every byte; what changes one changes the other."""

import gzip
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from groundswell.api import kept
from groundswell.core.models import Action, Call, Decision, Endorsement, Fact, Organisation
from groundswell.lib import clock
from tests import make
from tests.api import reading
from tests.api.reading import get

CALL = "/calls/clean-rivers"
ALL = ["/actions.ics", "/actions.geojson"]  # all five are told of one call below
OF_CALL = [f"{CALL}/actions.{shape}" for shape in reading.SHAPES]
RECORD = ["/record.csv", "/record.json", f"{CALL}/record.geojson"]
NARROWED = [
    f"{CALL}/actions.json?country=PT",
    f"{CALL}/actions.atom?page=1",
    f"{CALL}/actions.ics?state=published",
    f"{CALL}/actions.geojson?organisation=river-keepers",
    f"{CALL}/actions.json?organisation=river-keepers",
    f"/ar{CALL}/actions.ics",
]
OF_ACTION = [*(f"/actions/{{ref}}.{shape}" for shape in reading.SHAPES), "/actions/{ref}.jsonld"]
FRAMED = ["/oembed?url=http://testserver/actions/{ref}/", f"/oembed?url=http://testserver{CALL}/"]
BESIDE = [f"{CALL}.json", f"{CALL}/organisations.csv", f"{CALL}/organisations.json"]
DOCUMENTS = [*ALL, *OF_CALL, *RECORD, *NARROWED, *OF_ACTION, *FRAMED, *BESIDE]
TOLD = [*ALL, *OF_CALL, *NARROWED, *OF_ACTION]  # all that happens to an action is in these


@pytest.fixture
def action(call: Call) -> Action:
    make.endorsement(call)
    Organisation.objects.update(slug="river-keepers", proven_at=clock.now())
    made = make.action(call, title="Douro", organisations=["River Keepers"])
    make.past_action(call, title="Mondego")
    reading.fact(made)
    Fact.objects.update(at=clock.now() - timedelta(hours=1))
    return made


@pytest.fixture
def elsewhere(action: Action) -> Action:
    """Of another call."""
    made = make.action(make.call("quiet-nights", title="Week of Quiet Nights"), title="Night")
    make.past_action(made.call, title="Evening")
    reading.fact(made)
    Fact.objects.update(at=clock.now() - timedelta(hours=1))
    return made


def cancelled(action: Action) -> None:
    action.cancel(by="host", because="The bridge is closed.")


def moved(action: Action) -> None:
    action.change(by="host", because="More room.", address="Library")


def put_off(action: Action) -> None:
    action.change(by="host", because="Flood.", undated=True)


def renamed(action: Action) -> None:
    action.change(by="host", title="Tejo")


def hosted_by_others(action: Action) -> None:
    action.change(by="host", organisations=["Tide"])


def hidden(action: Action) -> None:
    Decision.take(
        action, "hide", by=make.person("mona@rivers.example", role="moderator", call=action.call), because="A decoy."
    )


def reported(action: Action) -> None:
    make.report(action.call.actions.get(state="happened"), low=200, high=300)


def beside_it(action: Action) -> None:
    reading.fact(make.action(action.call, title="Tejo", at="lisbon"))


def call_renamed(action: Action) -> None:
    action.call.change(by="server", title="World Day for Rivers")


def endorsement_withdrawn(action: Action) -> None:
    Endorsement.objects.get().withdraw(because="Our board said no.")


def organisation_renamed(action: Action) -> None:
    Organisation.objects.get().change(by="server", name="Keepers of the River")


CHANGES: list[Callable[[Action], None]] = [
    cancelled, moved, put_off, renamed, hosted_by_others, hidden, reported, beside_it, call_renamed,
    endorsement_withdrawn, organisation_renamed,
]  # fmt: skip


def read(path: str, **headers: str) -> tuple[int, bytes, Any]:
    response = get(path, **headers)
    whole = response.getvalue()
    return response.status_code, gzip.decompress(whole) if response.get("Content-Encoding") else whole, response


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_tag_stands_for_the_same_document_or_is_another(action, change):
    """Whoever asks with a tag has, afterwards, what somebody has who asks for the first time."""
    paths = [path.format(ref=action.ref) for path in DOCUMENTS]
    before = {path: read(path) for path in paths}
    assert {path for path in paths if get(path, if_none_match=before[path][2]["ETag"]).status_code != 304} == set()

    change(action)

    wrong = []
    for path in paths:
        status, body, _response = read(path, if_none_match=before[path][2]["ETag"])
        kept.forget()
        new = read(path)
        right = before[path][:2] if status == 304 else (status, body)
        if right != new[:2]:
            wrong.append(path)
    assert wrong == []


@pytest.mark.parametrize("change", [cancelled, moved, put_off, renamed], ids=lambda change: change.__name__)
def test_what_happens_to_an_action_reaches_every_document_of_it(action, change):
    paths = [path.format(ref=action.ref) for path in TOLD]
    before = {path: read(path) for path in paths}

    change(action)

    told = {path: read(path, if_none_match=before[path][2]["ETag"])[:2] for path in paths}
    assert {path for path in paths if told[path][0] != 200 or told[path][1] == before[path][1]} == set()


def test_what_is_hidden_is_gone_for_whoever_has_it(action):
    paths = [path.format(ref=action.ref) for path in [*OF_ACTION, FRAMED[0]]]
    tags = {path: get(path)["ETag"] for path in paths}

    hidden(action)

    assert {get(path, if_none_match=tag).status_code for path, tag in tags.items()} == {404}


def test_what_is_over_is_told_without_a_fact(action, monkeypatch):
    paths = [f"{CALL}/actions.json", f"{CALL}/actions.geojson", f"/actions/{action.ref}.json", ALL[1]]
    before = {path: read(path) for path in paths}
    for where in ("groundswell.core.models.action.now", "groundswell.api.kept.now", "groundswell.core.filter.now"):
        monkeypatch.setattr(where, lambda: action.over + timedelta(seconds=1))

    after = {path: read(path, if_none_match=before[path][2]["ETag"]) for path in paths}

    assert {status for status, _body, _response in after.values()} == {200}
    assert [path for path in paths if b"happened" not in after[path][1]] == []


@pytest.mark.parametrize("change", CHANGES[:7], ids=lambda change: change.__name__)
def test_what_happens_under_another_call_is_nothing_to_this_one(action, elsewhere, change):
    paths = [*OF_CALL, f"/ar{CALL}/actions.ics", *(path.format(ref=action.ref) for path in OF_ACTION), f"{CALL}.json"]
    tags = {path: get(path)["ETag"] for path in paths}

    change(elsewhere)

    assert {path for path, tag in tags.items() if get(path, if_none_match=tag).status_code != 304} == set()
    assert get(ALL[0], if_none_match="W/nothing").status_code == 200


@pytest.mark.parametrize("path", [OF_CALL[0], "/actions/{ref}.jsonld", FRAMED[0]])
def test_tags_are_read_as_rfc_9110_says(action, path):
    path = path.format(ref=action.ref)
    plain, pressed = get(path)["ETag"], get(path, accept_encoding="gzip")["ETag"]

    assert plain != pressed
    assert not plain.startswith("W/")
    for tags in (plain, f"W/{plain}", f'"other", {plain}', "*", f'W/"other" , W/{plain}'):
        assert get(path, if_none_match=tags).status_code == 304, tags
        assert Client().head(path, headers={"If-None-Match": tags}).status_code == 304, tags
    for tags in ('"other"', pressed, plain.strip('"'), ""):
        assert get(path, if_none_match=tags).status_code == 200, tags
    assert get(path, if_none_match=pressed, accept_encoding="gzip").status_code == 304
    # A tag counts for more than a day.
    since = get(path)["Last-Modified"]
    assert get(path, if_none_match='"other"', if_modified_since=since).status_code == 200
    assert get(path, if_modified_since="yesterday").status_code == 200


@pytest.mark.parametrize("encoding", ["", "gzip"])
@pytest.mark.parametrize("path", [OF_CALL[0], OF_CALL[3], "/record.csv", "/actions/{ref}.jsonld", FRAMED[0]])
def test_304_says_what_200_says(action, path, encoding):
    path = path.format(ref=action.ref)
    first = get(path, accept_encoding=encoding)
    again = get(path, accept_encoding=encoding, if_none_match=first["ETag"])

    names = ("ETag", "Vary", "Cache-Control", "Last-Modified", "Access-Control-Allow-Origin")
    assert [again[name] for name in names] == [first[name] for name in names]
    assert (again.status_code, again.getvalue(), first["Vary"]) == (304, b"", "Accept-Encoding")
    head = Client().head(path, headers={"Accept-Encoding": encoding})
    assert [head[name] for name in names] == [first[name] for name in names]
    assert head.getvalue() == b""


def test_nothing_kept_tells_how_many_are_coming(action):
    paths = [path.format(ref=action.ref) for path in DOCUMENTS]
    Action.objects.update(coming=4711)

    assert [path for path in paths if b"4711" in read(path)[1]] == []
    told = [f"{CALL}/actions.json?sort=coming", f"{CALL}/press.json"]
    assert [path for path in told if "ETag" in get(path) or "Last-Modified" in get(path)] == []
