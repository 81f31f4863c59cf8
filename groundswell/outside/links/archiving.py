"""Copies of pages in a public archive, asked for one after the other by whoever runs the server."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import urljoin

from groundswell.core.errors import Refused
from groundswell.core.models import Source
from groundswell.outside.links.looking import ON, Address, Troubled, answer, is_public, parts_of

PATIENCE = 120.0  # seconds: the archive fetches the page meanwhile
PAUSE = 15.0  # between two pages; the Wayback Machine lets those in who ask for no more than a few a minute
REFUSED = "refused"
TOO_OFTEN = 429


def copy_of(page: str, archive: str, *, may_ask: Callable[[Address], bool] = is_public) -> str:
    """The address of a copy that the archive makes of the page now. Raises `Troubled`.

    An archive is asked by its own address with the page's behind it. It answers with the copy's in `Location` or
    `Content-Location`, as "Save Page Now" of the Wayback Machine does (https://web.archive.org/save/).
    """
    asked = archive + page
    status, headers = answer("GET", parts_of(asked), may_ask, PATIENCE)
    kept = headers.get("Location") if status in ON else headers.get("Content-Location")
    if not kept or status >= 400:
        raise Troubled("often" if status == TOO_OFTEN else REFUSED)
    return urljoin(asked, kept)


def archive_all(
    sources: Iterable[Source], archive: str, *, pause: float = PAUSE, may_ask: Callable[[Address], bool] = is_public
) -> Iterator[tuple[Source, str]]:
    """Each with what came of it: "", or a word of trouble. Stops where the archive says that it is asked too often."""
    for number, source in enumerate(sources):
        time.sleep(pause if number else 0)
        try:
            source.correct(by="server", archived=copy_of(source.address, archive, may_ask=may_ask)[:1000])
        except (Troubled, Refused) as trouble:
            yield source, str(trouble)
            if str(trouble) == "often":
                return
        else:
            yield source, ""
