"""What files report, as rows: reports with their estimates and sources, many at once; told anew when a file changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db.models.functions import Coalesce

from groundswell.core import bulk, corrected_here
from groundswell.core.incoming import BY, ESTIMATE, SOURCE, TOLD, Account
from groundswell.core.models import Action, Citation, Estimate, Report, Source
from groundswell.core.models.checked import with_estimates
from groundswell.core.models.report import ACCEPTED, UNREVIEWED
from groundswell.core.models.source import mark_of
from groundswell.lib.clock import now
from groundswell.lib.crockford import short

FILED = ("id", "ref", "action_id", "state", "verification", "by", "made_at", "changed_at")  # of a report
ESTIMATES = "estimates"  # with the sources, which are cited for one or for all
AT_ONCE = 500  # marks asked for in one query
Told = tuple[int, tuple[int, dict[str, Any]]]  # an estimate: its key, that of its report, and what the file says of it


def file(accounts: list[tuple[Action, Account]]) -> list[int]:
    """Accepted at once: whoever brings in a file answers for it. Gives the reports' primary keys."""
    at, columns = now(), (*FILED, *TOLD)
    pairs = list(zip(bulk.numbers(Report, len(accounts)), accounts, strict=True))
    reports = [
        (number, short(), action.pk, ACCEPTED, UNREVIEWED, BY, at, at, *_values(told.told, TOLD))
        for number, (action, told) in pairs
    ]
    bulk.insert(Report, columns, reports)
    filed = [(number, told) for number, (_action, told) in pairs]
    _cite(filed, _estimate(filed))
    return [number for number, _one in pairs]


def _estimate(accounts: list[tuple[int, Account]]) -> list[Told]:
    told = [(number, one) for number, account in accounts for one in account.estimates]
    estimates = list(zip(bulk.numbers(Estimate, len(told)), told, strict=True))
    rows = [(estimate, number, short(), *_values(one, ESTIMATE)) for estimate, (number, one) in estimates]
    bulk.insert(Estimate, ("id", "report_id", "ref", *ESTIMATE), rows)
    return estimates


def _cite(accounts: list[tuple[int, Account]], estimates: list[Told]) -> None:
    """The sources of these reports, and of these estimates."""
    cited: dict[tuple[int, int | None, str], dict[str, Any]]
    cited = {(number, None, _mark(one)): one for number, account in accounts for one in account.sources}
    for estimate, (number, one) in estimates:
        cited |= {(number, estimate, _mark(source)): source for source in one.get("sources", ())}
    sources = _known({mark: one for (*_whose, mark), one in cited.items()})
    bulk.insert(
        Citation,
        ("report_id", "source_id", "estimate_id", "about", "quote"),
        [(number, sources[mark], estimate, [], "") for number, estimate, mark in cited],
        but_once=True,  # two marks are one source where these were merged
    )


def _known(told: dict[str, dict[str, Any]]) -> dict[str, int]:
    """Primary keys by mark; what is new is made. Each source is one row, however many actions it tells of."""
    found = _numbers_of(told)
    fresh = [mark for mark in told if mark not in found]
    for number, name in zip(bulk.numbers(Source, len(fresh)), fresh, strict=True):
        found[name] = number
    rows = [(found[mark], short(), mark, *_values(told[mark], SOURCE)) for mark in fresh]
    bulk.insert(Source, ("id", "ref", "mark", *SOURCE), rows)
    return found


def _numbers_of(marks: Iterable[str]) -> dict[str, int]:
    wanted = iter(marks)
    found: dict[str, int] = {}
    while some := list(islice(wanted, AT_ONCE)):
        rows = Source.objects.filter(mark__in=some)
        found |= dict(rows.values_list("mark", Coalesce("merged_into", "pk")))
    return found


def _mark(source: dict[str, Any]) -> str:
    return mark_of(source.get("address", ""), source.get("publisher", ""), source.get("title", ""), source.get("on"))


def _values(told: dict[str, Any], columns: dict[str, Any]) -> Iterator[Any]:
    return (told.get(name, unknown) for name, unknown in columns.items())


@dataclass
class Retold:
    changed: bool
    kept: list[str] = field(default_factory=list)  # stays as it was put right here, though the file says otherwise


def retell(report: Report, account: Account) -> Retold:
    """What the account says otherwise by now, and nobody here has put right."""
    report.lock()
    differing, here = _differing(report, account), corrected_here.of_report(report)
    wanted = [name for name in differing if name not in here]
    if wanted:
        _retell(report, account, wanted)
    return Retold(bool(wanted), [name for name in differing if name in here])


def retell_all(reports: list[Report], accounts: list[Account]) -> Retold:
    """Each by its own account. Of more reports than the file has now, the last ones tell no more what others do."""
    over = len(reports) - len(accounts)
    named = {name: unknown for account in accounts for name, unknown in TOLD.items() if name in account.told}
    told = [retell(*pair) for pair in zip(reports, [*accounts, *[Account(named)] * over], strict=True)]
    return Retold(any(one.changed for one in told), list(dict.fromkeys(name for one in told for name in one.kept)))


def _differing(report: Report, account: Account) -> list[str]:
    kept = _as_told(report, account)
    names = [name for name, value in account.told.items() if kept.told[name] != value]
    same = (kept.estimates, kept.sources) == (account.estimates, account.sources)
    return names if same else [*names, ESTIMATES]


def _retell(report: Report, account: Account, names: list[str]) -> None:
    told = {name: account.told[name] for name in names if name != ESTIMATES}
    Report.objects.filter(pk=report.pk).update(**told, changed_at=now())
    if ESTIMATES in names:
        _recite(report, account)
    report.lapse()  # whoever looked at it saw other words
    report.action.recount()


def _recite(report: Report, account: Account) -> None:
    """Its estimates and sources as the file has them now; an estimate that is still there keeps its row."""
    report.citations.all().delete()
    same = _paired(list(report.estimates.all()), account.estimates)
    named = [_figure(one) | ({"ref": row.ref} if row else {}) for row, one in zip(same, account.estimates, strict=True)]
    rows = with_estimates(report, named)
    _cite(
        [(report.pk, account)],
        [(row.pk, (report.pk, one)) for row, one in zip(rows, account.estimates, strict=True)],
    )


def _paired(kept: list[Estimate], told: list[dict[str, Any]]) -> list[Estimate | None]:
    """Which row each of them is: a file has no names of ours. The next one of the same counter is told anew."""
    left, found = list(kept), list[Estimate | None]([None] * len(told))
    for alike in (_says, _counted):
        for place, one in enumerate(told):
            same = None if found[place] else next((row for row in left if alike(row, one)), None)
            if same:
                left.remove(same)
                found[place] = same
    return found


def _says(row: Estimate, told: dict[str, Any]) -> bool:
    return all(getattr(row, name) == told[name] for name in _figure(told))


def _counted(row: Estimate, told: dict[str, Any]) -> bool:
    return all(getattr(row, name) == told.get(name, ESTIMATE[name]) for name in ("counter", "counted_by"))


def _figure(told: dict[str, Any]) -> dict[str, Any]:
    return {name: told[name] for name in told if name != "sources"}


def _as_told(report: Report, account: Account) -> Account:
    """What is kept of it, in the columns that the account names."""
    cited = list(report.citations.select_related("source"))
    return Account(
        {name: getattr(report, name) for name in account.told},
        _estimates_like(_in_order(list(report.estimates.all()), account.estimates), cited, account.estimates),
        _rows_like(_sources_of(None, cited), account.sources),
    )


def _in_order(kept: list[Estimate], told: list[dict[str, Any]]) -> list[Estimate]:
    """As the file has them; last those that it does not have."""
    same = [row for row in _paired(kept, told) if row]
    return [*same, *(row for row in kept if row not in same)]


def _estimates_like(kept: list[Estimate], cited: list[Citation], told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    figures = _rows_like(kept, [_figure(one) for one in told])
    for figure, row, one in zip(figures, kept, told, strict=False):
        if "sources" in one:
            figure["sources"] = _rows_like(_sources_of(row.pk, cited), one["sources"])
    return figures


def _sources_of(estimate: int | None, cited: list[Citation]) -> list[Source]:
    return [citation.source for citation in cited if citation.estimate_id == estimate]


def _rows_like(kept: list[Any], told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each in the columns that the file names of it; one that the file does not have names none, and still is one."""
    alike = [{name: getattr(row, name) for name in one} for row, one in zip(kept, told, strict=False)]
    return alike + [{} for _row in kept[len(told) :]]
