"""A campaign that runs between the days of action: why, whom it asks, what came of it, and what people promise."""

from datetime import date, timedelta

from groundswell.cli.demo import words
from groundswell.core.models import Addressee, Background, Call, Milestone, Person, Pledge, RelatedDay
from groundswell.lib.clock import now

SLUG = "rivers-alive"
BODY = """The walks are one weekend a year. This campaign is what happens in between: \
letters, hearings, measuring, and patience.

## What you can do

**Take a pledge**, write to those who decide, and come to the next day of action."""
BACKGROUND = """Forty years ago most towns turned their backs on their river. Walls went up, pipes went in, and what \
nobody saw nobody measured.

## What is known

- Of the rivers that anglers' clubs measured last year, **two in three** carried more than the law allows after rain.
- Every second waste-water works along them is older than the people who run it.
- Where banks of ten metres were left alone, the water was cold enough for trout again within six summers.

## What was tried

The first walks asked each mayor alone. Some listened; most said that it was for the ministry to decide, and the \
ministry said that it was for the mayors. Since then we ask both, on the same day, and publish both answers.

## What is not known

How much comes from farms and how much from pipes: nobody is made to measure it. That is our second demand, and the \
reason why the others wait for it."""
SOURCES = (
    (
        "River Post",
        "After the rain: what forty clubs found in their rivers",
        "https://news0.example/after-the-rain",
        70,
    ),
    ("Bureau of Waters", "Register of waste-water works", "https://waters.example/register", 200),
    ("Journal of Cold Streams", "Ten metres, six summers", "https://cold-streams.example/ten-metres", 400),
)
ADDRESSED = (
    ("Ministry of Waters", "sets what may flow into a river", "https://ministry.example/contact"),
    ("Union of River Towns", "runs the waste-water works", "https://river-towns.example/write-to-us"),
    ("The dye works of the lower valley", "could publish what they let in, tomorrow", ""),
)
REACHED = (
    (150, "The ministry agrees to a monthly table", "For twelve rivers, from next year.", 2, ((1, "partly"),)),
    (60, "The union of towns refuses the date", "It names no other.", 0, ((0, "refused"),)),
)
PROMISES = (
    ("I write to those who decide about my river, once this spring.", "both", "none", 2_000, 1_204),
    ("We measure our river once a month, and publish it.", "organisations", "mail", 60, 0),
)


def fill(days: list[Call], clara: Person) -> None:
    call = Call.draft(
        by=clara,
        slug=SLUG,
        title="Rivers Alive",
        summary="The campaign between the days of action: until no river carries what a town does not want.",
        kind="campaign",
        body=BODY,
        demands=list(words.DEMANDS[:3]),
        ground_rules=words.RULES,
        hashtags=["RiversAlive"],
        first_day=now().date() - timedelta(days=300),
    )
    call.publish(by=clara)
    sources = [
        {"publisher": publisher, "title": title, "address": address, "archived": "", "on": _ago(days)}
        for publisher, title, address, days in SOURCES
    ]
    Background.write(call, by=clara, text=BACKGROUND, sources=sources)
    Addressee.name_all(call, [{"name": name, "what": what, "address": at} for name, what, at in ADDRESSED], by=clara)
    RelatedDay.relate(call, days, by=clara)
    _milestones(call, clara)
    for text, takers, proof, goal, unproven in PROMISES:
        pledge = Pledge.offer(call, by=clara, text=text, takers=takers, proof=proof, goal=goal)
        Pledge.objects.filter(pk=pledge.pk).update(unproven=unproven)


def _milestones(call: Call, clara: Person) -> None:
    for days, title, text, paper, said in REACHED:
        Milestone.note(
            call,
            by=clara,
            on=_ago(days),
            title=title,
            text=text,
            publisher=words.PAPERS[paper],
            address=f"https://news{paper}.example/{_ago(days):%Y/%m/%d}/waters",
            outcomes=[{"demand": call.demands[number], "outcome": outcome} for number, outcome in said],
        )


def _ago(days: int) -> date:
    return now().date() - timedelta(days=days)
