"""Fills an empty database. In bulk where nothing is lost by it; by the verbs where what they leave behind is shown."""

import random
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import transaction

from groundswell.cli.demo import (
    agreeing,
    allying,
    briefing,
    campaign,
    coalition,
    going,
    hosting,
    past,
    placing,
    repeating,
    reviewing,
    speaking,
    stating,
    stewarding,
    together,
    turning,
    waiting,
    words,
)
from groundswell.cli.demo.making import Maker
from groundswell.core.models import Action, Call, Code, Fact, Person, Reader, Role
from groundswell.lib.clock import now

SLUG = "clean-rivers"
AHEAD = timedelta(days=21)  # the next day of action is at least so far away, so that there is time to register


@transaction.atomic
def fill() -> str:
    """Returns the code of one host."""
    chance = random.Random(1867)
    clara, mona = _people()
    coming = day_of_action(now().date() + AHEAD)
    before = day_of_action(date(coming.year - 1, 1, 1))
    if before >= now().date():
        before = day_of_action(date(coming.year - 2, 1, 1))
    over = _call(before, "archived", clara)
    Role.give(mona, Role.MODERATOR, call=over, by=clara)
    gone = past.fill(over, chance, clara, mona)
    coalition.milestones(over, clara)
    call = _call(coming, "open", clara)
    Role.give(mona, Role.MODERATOR, call=call, by=clara)
    maker = Maker(call, chance, since=now() - timedelta(days=80), until=now() - timedelta(days=3))
    actions = maker.actions()
    waiting.endorse(call, chance, mona)
    allying.fill(call, mona)
    coalition.fill(call, chance, clara)
    stating.fill(call, chance, clara)
    together.fill(call, chance, clara, mona)
    agreeing.fill(call, chance, clara)
    campaign.fill([call, over], clara)
    repeating.fill(Call.objects.get(slug=campaign.SLUG), clara)
    briefing.fill(call, clara)
    speaking.fill(call, clara)
    speaking.fill(over, clara)
    Reader.named("mail")  # from here on letters are written
    changed(actions, chance)
    placing.fill(call)
    turning.fill(actions, gone, chance, mona)
    waiting.fill(call, chance, mona)
    placing.waiting(call)
    reviewing.fill(call, clara, mona)
    stewarding.fill(clara)
    together.waiting(call, clara)
    _draft(clara)
    hosted = _hosted(call)
    going.fill(call, hosted)
    hosting.fill(hosted)
    return Code.mint(Code.HOST, action=hosted)


def day_of_action(after: date) -> date:
    """The first second Saturday of a March that is not before this day."""
    for year in (after.year, after.year + 1):
        first = date(year, 3, 1)
        second_saturday = first + timedelta(days=(5 - first.weekday()) % 7 + 7)
        if second_saturday >= after:
            return second_saturday
    raise AssertionError("every year has a March")


def changed(actions: list[Action], chance: random.Random) -> None:
    """Some were cancelled, moved or postponed since."""
    some = chance.sample([action for action in actions if not action.online], 28)
    for action, because in zip(some[:10], words.CANCELLED * 2, strict=True):
        action.cancel(by="host", because=words.CANCELLED_IN.get(action.language, because))
    for action, because in zip(some[10:19], words.MOVED * 3, strict=True):
        action.change(by="host", because=because, address=f"{action.address} (north bank)")
    sunday = timedelta(days=1)
    for action, because in zip(some[19:], words.POSTPONED * 5, strict=False):
        if action.day == action.call.first_day:
            action.change(by="host", because=because, starts=action.starts + sunday, ends=_later(action.ends, sunday))


def _later(moment: datetime | None, by: timedelta) -> datetime | None:
    return moment + by if moment else None


def _people() -> tuple[Person, Person]:
    clara = Person.objects.with_address("clara@rivers.example")
    mona = Person.objects.with_address("mona@rivers.example")
    clara.name, mona.name = "Clara", "Mona"
    clara.save()
    mona.save()
    Role.give(clara, Role.CONVENOR, by="server")
    return clara, mona


def _call(day: date, stage: str, clara: Person) -> Call:
    announced = datetime.combine(day - timedelta(days=160), time(9), UTC)
    announced = min(announced, now() - timedelta(days=90))
    fields: dict[str, Any] = {
        "slug": SLUG if stage == "open" else f"{SLUG}-{day.year}",
        "title": f"World Day for Clean Rivers {day.year}",
        "summary": "One weekend in March: people walk along their river, look into it, and say together what it needs.",
        "body": words.BODY,
        "demands": list(words.DEMANDS),
        "hashtags": ["CleanRivers", f"RiverDay{day.year}"],
        "ground_rules": words.RULES,
        "suggested_text": words.SUGGESTED,
        "first_day": day,
        "last_day": day + timedelta(days=1),
        "stage": stage,
        "published_at": announced,
        "made_at": announced,
    }
    call = Call.objects.create(**fields)
    facts = [Fact.of(f"call.{what}", call, by=clara, call=call) for what in ("drafted", "published")]
    for fact in facts:
        fact.at = announced
    Fact.write_all(facts)
    return call


def _draft(clara: Person) -> None:
    Call.draft(
        by=clara,
        slug="listen-to-the-lake",
        title="Listen to the Lake",
        summary="A year of evenings at the water: a campaign that is still being written.",
        kind="campaign",
        demands=["Every lake has somebody who speaks for it."],
    )


def _hosted(call: Call) -> Action:
    return Action.objects.filter(call=call, state="published", locality="Porto").first() or Action.objects.filter(
        call=call, state="published"
    ).earliest("id")
