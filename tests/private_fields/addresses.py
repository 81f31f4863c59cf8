"""Of everything that can be asked for without a right to it, and of what must not be there.

The tables have what an address begins with, and all the ends that stand after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from groundswell.core.models import Action, Call, Organisation
from tests import make

CALLS = ("clean-rivers", "canary-draft")
STATEMENTS = ("joint-statement", "canary-statement", "counted")
Ends = dict[str, str]
OF_A_LIST: Ends = {
    "{start}": "/ /actions/ /record/",
    "{start}/actions": ".ics .atom .json .geojson .csv",
    "{start}/record": ".csv .json .geojson",
    "{start}/map": "/points.json /points.json?zoom=18&bbox=-9,41,-8,42",
    "/oembed?url=http://testserver{start}": "/actions/",
}
OF_A_CALL: Ends = {
    "/calls/{slug}": """
        .json /parts/ /embed/ /endorse/ /register/ /calendar/ /calendar/?view=day /now/ /collectives/
        /collectives/?near=Porto /map/ /map/?country=PT /places/ /places/?country=PT /?text=es /?text=ar""",
    "/calls/{slug}/organisations": """
        / /embed/ .csv .json /?support=member .csv?support=member .json?support=member""",
    "/calls/{slug}/": "toolkit/ toolkit.json toolkit.atom pledges/ milestones/ background/",
    "/calls/{slug}/agreement": "/ /1/ /2/ /comparison/ /sign/ .csv .json",
    "/calls/{slug}/statements": "/ .atom .json",
    "/calls/{slug}/press": "/ .json .json?country=PT /pt/",
    "/desk/calls/{slug}": """
        / /edit/ /people/ /organisations/ /organisations/entry/ /convenors/ /parts/ /agreement/ /agreement/draft/
        /campaign/ /toolkit/ /pledges/ /milestones/ /digest/ /press/ /statements/ /statements/new/
        /reports/?level=verified""",
    "/desk/calls/{slug}/languages": "/ /ar/ /ar/call/ /ar.po /ar.xlf",
    "/api/v1/calls/{slug}": """
        / /actions/ /endorsements/ /statements/ /toolkit/ /pledges/ /milestones/ /agreement/ /signers/""",
}
OF_A_STATEMENT: Ends = {
    "/statements/{slug}": "/ .json /sign/ /sign/?as=person",
    "/desk/statements/{slug}": "/ /edit/ /letter/ /signatories.txt /signatories.csv",
    "/api/v1/statements/{slug}": "/",
}
OF_AN_ACTION: Ends = {
    "/actions/{ref}": "/ /report/ /write/ /history/ /embed/ .jsonld .ics .atom .json .geojson .csv",
    "/desk/actions/{ref}": "/",
    "/api/v1/actions/{ref}": "/",
    "/oembed?url=http://testserver/actions/{ref}": "/",
}
OF_A_REPORT: Ends = {"/actions/{ref}/reports/{report}": "/", "/desk/reports/{report}": "/correction/"}
OF_A_PLEDGE: Ends = {"/calls/clean-rivers/pledges/{pk}": "/", "/desk/calls/clean-rivers/pledges/{pk}": "/"}
OF_AN_ORGANISATION: Ends = {"/organisations/{slug}": "/ .json /steward/"}
OF_A_STEWARD: Ends = {"/desk/organisations/weir-watch/stewards/{pk}": "/"}
OF_ALL: Ends = {
    "": """
        /actions/embed/ /calls/ /map/ /organisations/ /proof/ /host/ /host/new-code/ /answer/ /about/ /about/privacy/
        /nothing/ /healthz""",
    "/desk": "/ /first/ /sign-in/ /steward/",
    "/desk/organisations/weir-watch": "/ /edit/ /logo/ /domain/ /stewards/ /leaving/",
    "/desk/organisations/rivers-alliance/members": "/ /entry/",
    "/organisations/rivers-alliance/members": "/ .csv .json",
    "/api/v1": "/calls/ /actions/ /organisations/ /organisations/rivers-alliance/members/",
    "/places": "/ /pt/ /pt/porto-2735943/ /pt/porto-2735943/text/ /pt/porto-2735943/text.txt",
    "/search": "/?q=canary /?q=river /?q=walk .json?q=canary .json?q=river .json?q=walk",
}
FILTERED = ("/actions/", "/actions.json", "/record/", "/record.csv")
BY_WORDS: Ends = {
    "{page}?": "q=Canary organisation=Canaryhosts call=canary-draft state=hidden state=proposed sort=newest",
}


def addresses(call: Call) -> Iterator[str]:
    for start in ("", *(f"/calls/{slug}" for slug in CALLS)):
        yield from _under(OF_A_LIST, start=start)
    for slug in CALLS:
        yield from _under(OF_A_CALL, slug=slug)
        yield f"/calls/{slug}/register/beside/?town=Porto, Portugal&date={make.DAY}"
    for slug in STATEMENTS:
        yield from _under(OF_A_STATEMENT, slug=slug)
    yield from _of_rows(call)
    yield from _under(OF_ALL)
    for page in FILTERED:
        yield from _under(BY_WORDS, page=page)
    yield from _sitemaps()


def _of_rows(call: Call) -> Iterator[str]:
    """Which are on the scene, and stand in addresses by a name that nobody chose."""
    for pledge in call.pledges.all():
        yield from _under(OF_A_PLEDGE, pk=pledge.pk)
    for action in Action.objects.all():
        yield from _under(OF_AN_ACTION, ref=action.ref)
        for report in action.reports.values_list("ref", flat=True):
            yield from _under(OF_A_REPORT, ref=action.ref, report=report)
    for slug in Organisation.objects.public().values_list("slug", flat=True):
        yield from _under(OF_AN_ORGANISATION, slug=slug)
    for pk in Organisation.objects.get(slug="weir-watch").stewards.values_list("pk", flat=True):
        yield from _under(OF_A_STEWARD, pk=pk)


def _sitemaps() -> Iterator[str]:
    yield "/sitemap.xml"
    yield from re.findall(r"/sitemaps/[\w-]+\.xml", make.browser().get("/sitemap.xml").getvalue().decode())


def _under(table: Ends, **words: object) -> Iterator[str]:
    return (f"{start}{end}".format(**words) for start, ends in table.items() for end in ends.split())
