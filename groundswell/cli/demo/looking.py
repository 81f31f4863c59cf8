"""What lies on the desk of the call that is over: reports to look at, figures out of line, a part of a march."""

import random
from datetime import timedelta
from typing import Any

from groundswell.cli.demo import words
from groundswell.cli.demo.making import Maker
from groundswell.core import gazetteer, turnout
from groundswell.core.models import Action, Check, Estimate, Fact, Overlap, Person, Report, Verification
from groundswell.core.models.checked import estimates_of
from groundswell.core.models.overlap import PART

# Of the reports, the first so many came out of a file; Mona alone looked at the next, Clara alone at those after them.
BROUGHT_IN, MONAS, CLARAS = 10, 8, 3
AFTER, LATER = timedelta(hours=5), timedelta(days=2)
WRONG = ((30, "press", "about {:,}"), (0.03, "police", ""), (20, "organiser", "at least {:,}"))  # times the others


def sort(reports: list[Report]) -> None:
    """Before they are written down."""
    for place, report in enumerate(reports):
        if place < BROUGHT_IN:
            report.by, report.verification = "import", "unreviewed"
        else:
            report.verification = "reviewed" if place < BROUGHT_IN + MONAS + CLARAS else "verified"


def look_over(reports: list[Report], mona: Person, clara: Person) -> list[Fact]:
    looks, facts = [], []
    for place, report in enumerate(reports):
        came, call = report.made_at, report.action.call
        if report.by == "import":
            facts.append(_at(came, "report.imported", report, by="import", call=call, key=report.ref, digest=""))
            continue
        first, second = (mona, clara) if place < BROUGHT_IN + MONAS else (clara, mona)
        looks.append(Verification(report=report, by=first, at=came + AFTER))
        facts.append(_at(came, "report.filed", report, by="public", call=call))
        facts.append(_at(came + AFTER, "report.accepted", report, by=first, call=call))
        if report.verification == "verified":
            looks.append(Verification(report=report, by=second, at=came + LATER))
            levels = ["reviewed", "verified"]
            facts.append(_at(came + LATER, "report.verified", report, by=second, call=call, verification=levels))
    Verification.objects.bulk_create(looks)
    return facts


def _at(moment: Any, what: str, report: Report, **told: Any) -> Fact:
    fact = Fact.of(what, report, **told)
    fact.at = moment
    return fact


def out_of_line(reports: list[Report], estimates: list[Estimate]) -> list[Estimate]:
    """Each beside two figures that say otherwise: a digit too many, a corner of the square, a crowd that was there."""
    told: dict[int, list[Estimate]] = {}
    for estimate in estimates:
        if estimate.low and not estimate.words:
            told.setdefault(estimate.report_id, []).append(estimate)
    fit = [some[0] for some in told.values() if len(some) == 2 and 150 < (some[0].low or 0) < 400]
    return [_unlike(one, *wrong) for one, wrong in zip(fit[-len(WRONG) :], WRONG, strict=True)]


def _unlike(one: Estimate, times: float, counter: str, said: str) -> Estimate:
    size = int((one.low or 0) * times)
    figure: dict[str, Any] = {"words": said.format(size), "low": size, "high": size}
    return Estimate(report=one.report, **figure, given=turnout.given(**figure), counter=counter)


def stands(estimate: Estimate, clara: Person) -> None:
    Check.make(estimate, by=clara, because="Both papers have pictures from the bridge: the whole valley came.")


def correct(corrected: Report, mona: Person) -> None:
    first, *rest = estimates_of(corrected)
    fewer = first | {"low": int(first["low"] * 0.8), "high": int(first["low"] * 0.9)}
    corrected.correct(
        by=mona,
        because="The organisers had counted one bank of the river twice, and have put it right themselves.",
        estimates=[fewer, *rest],
    )


def part_of(whole: Action, maker: Maker, mona: Person) -> None:
    town = gazetteer.town(whole.town or 0)
    assert town, whole
    part = maker.one(town, "en", title="The school’s walk to the march", kind="march")
    part.state, part.starts, part.ends = "happened", whole.starts, whole.ends
    maker.keep([part])
    about = {"words": "about 60", "low": 60, "high": 60, "given": "about", "counter": "independent"}
    paper = {"kind": "news", "publisher": words.PAPERS[0], "address": f"https://news0.example/school/{part.ref}"}
    Report.file(part, by=mona, accepted=True, estimates=[about], sources=[paper], notes="Four classes, a drum, a dog.")
    Overlap.note(part, whole, PART, by=mona, because="The classes walk into the march at the bridge.")


def in_words(size: int, chance: random.Random) -> str:
    """As a paper would say it of about so many."""
    near = round(size, 1 - len(str(size)))
    said = words.TURNOUT_WORDS[min(len(str(size)), 4) - 1]
    return chance.choice(said).format(near=f"{near:,}", more=f"{int(near * 1.4):,}")
