"""The call of a year before: over, and on record."""

import random
from datetime import UTC, datetime, time, timedelta
from typing import Any

from groundswell.cli.demo import looking, words
from groundswell.cli.demo.making import Maker
from groundswell.core import turnout
from groundswell.core.models import (
    Action,
    Call,
    Cancellation,
    Citation,
    Estimate,
    Fact,
    Person,
    Report,
    Source,
)
from groundswell.core.models.source import mark_of

SHARE = 0.48  # of the towns that took part then
REPORTED, COUNTED = 0.86, 0.88  # of the actions; of the reports


def fill(call: Call, chance: random.Random, clara: Person, mona: Person) -> list[Action]:
    assert call.first_day
    day = datetime.combine(call.first_day, time(12), UTC)
    maker = Maker(call, chance, since=day - timedelta(days=70), until=day - timedelta(days=4))
    actions = maker.actions(share=SHARE)
    for action in actions:
        action.state, action.changed_at = "happened", action.over + timedelta(minutes=1)
    _cancel(actions[:6], day)
    reports = [Report(action=action, **_told(action, chance)) for action in actions[6:] if chance.random() < REPORTED]
    looking.sort(reports)
    Report.objects.bulk_create(reports)
    estimates = [one for report in reports if chance.random() < COUNTED for one in _estimates(report, chance)]
    odd = looking.out_of_line(reports, estimates)
    estimates += odd
    Estimate.objects.bulk_create(estimates)
    _cite([(report, source) for report in reports for source in _sources(report, chance)])
    _sum_up(actions, estimates)
    facts = looking.look_over(reports, mona, clara)
    _facts(call, actions[6:], facts, clara)
    looking.stands(odd[-1], clara)
    looking.correct(next(one.report for one in estimates[60:] if one.counter == "organiser"), mona)
    looking.part_of(next(action for action in actions if _is_large_march(action)), maker, mona)
    return actions


def _is_large_march(action: Action) -> bool:
    return action.kind == "march" and action.languages == ["en"] and (action.size_low or 0) > 150


def _told(action: Action, chance: random.Random) -> dict[str, Any]:
    at = action.over + timedelta(days=chance.randint(1, 12))
    told: dict[str, Any] = {"state": "accepted", "made_at": at, "changed_at": at}
    if chance.random() < 0.7:
        told |= {"arrests": "0", "arrests_any": False, "injuries_crowd": "0", "injuries_crowd_any": False}
    if chance.random() < 0.3:
        told["notes"] = chance.choice(
            ("A school band played.", "Twelve sacks of litter.", "Rain until noon, then sun.")
        )
    if chance.random() < 0.2:
        told["participant_measures"] = chance.choice(("stewards", "a first-aid tent", "life jackets"))
    return told


def _estimates(report: Report, chance: random.Random) -> list[Estimate]:
    size = max(8, int(chance.lognormvariate(4.8, 1.3)))
    both = {"low": size, "high": int(size * 1.2), "given": "range"}
    given = [Estimate(report=report, **both, counter="organiser", method="head-count")]
    if chance.random() < 0.45:
        less = max(5, int(size * chance.uniform(0.4, 0.9)))
        given.append(Estimate(report=report, low=less, high=less, given="figure", counter="police"))
    if chance.random() < 0.4:
        given.append(_in_words(report, looking.in_words(size, chance)))
    return given if chance.random() < 0.85 else given[-1:]


def _in_words(report: Report, said: str) -> Estimate:
    low, high = turnout.figures(said) or (None, None)
    how = {"rule": turnout.rule_of(said), "given": turnout.given(said, low, high)}
    return Estimate(report=report, words=said, low=low, high=high, **how, counter="press", counted_by=words.PAPERS[0])


def _sources(report: Report, chance: random.Random) -> list[Source]:
    day = report.action.day
    papers = chance.sample(words.PAPERS, chance.choice((1, 1, 2, 3)))
    return [
        Source(
            kind="news",
            publisher=paper,
            author=words.AUTHORS[words.PAPERS.index(paper)],
            language=words.PAPER_LANGUAGES[words.PAPERS.index(paper)],
            title=f"{report.action.locality}: {report.action.title}"[:300],
            address=f"https://news{words.PAPERS.index(paper)}.example/{day:%Y/%m/%d}/{report.action.ref}",
            on=day + timedelta(days=chance.randint(0, 2)),
        )
        for paper in papers
    ]


def _cite(pairs: list[tuple[Report, Source]]) -> None:
    for _report, source in pairs:
        source.mark = mark_of(source.address)
    Source.objects.bulk_create(source for _report, source in pairs)
    Citation.objects.bulk_create(Citation(report=report, source=source) for report, source in pairs)


def _sum_up(actions: list[Action], estimates: list[Estimate]) -> None:
    for estimate in estimates:
        action = estimate.report.action
        lows = [size for size in (action.size_low, estimate.low) if size is not None]
        highs = [size for size in (action.size_high, estimate.high) if size is not None]
        action.size_low, action.size_high = min(lows, default=None), max(highs, default=None)
    Action.objects.bulk_update(actions, ["state", "changed_at", "size_low", "size_high"], batch_size=100)


def _cancel(actions: list[Action], day: datetime) -> None:
    for action, because in zip(actions, (*words.CANCELLED, words.CANCELLED[0]), strict=True):
        action.state, action.changed_at = "cancelled", day - timedelta(days=2)
        said = words.CANCELLED_IN.get(action.language, because)
        Cancellation.objects.create(
            action=action, because=said, by="host", before="published", at=day - timedelta(days=2)
        )


def _facts(call: Call, happened: list[Action], facts: list[Fact], clara: Person) -> None:
    for action in happened:
        fact = Fact.of("action.happened", action, by="server", call=call)
        fact.at = action.changed_at
        facts.append(fact)
    facts.sort(key=lambda fact: fact.at)
    closed = Fact.of("call.closed", call, by=clara, call=call)
    closed.at = facts[-1].at
    Fact.write_all([*facts, closed])
