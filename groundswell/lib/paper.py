"""Pages made into PDF, where the extra "pdf" is installed: `pip install groundswell[pdf]`, and Pango of the system.

The whole page is given as HTML. Nothing is fetched for it, from nowhere: no picture, no font, no sheet.
"""

from __future__ import annotations

import re
import threading
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGE_AND_AUTO = re.compile(r'lang="([\w-]+)" dir="auto"')
BDI = re.compile(r"(<bdi\b[^>]*>)([^<\u2066-\u2069]*)(</bdi>)")
PATIENCE = 2.0  # seconds
ISOLATE, ISOLATE_ENDS = "\u2068", "\u2069"
RIGHT_TO_LEFT = ("ar", "ckb", "fa", "he", "ps", "ur", "yi")
SHEET = Path(__file__).with_name("paper.css")
# One at a time: a long letter takes some seconds and some memory, and several at once take all of either.
_one = threading.Lock()


class Busy(RuntimeError):
    """Another one is being made, and takes its time. Whoever waits here holds a thread of the server."""


class Missing(RuntimeError):
    """There is no extra "pdf" here, or no Pango."""


@cache
def _press() -> Any:
    try:
        import weasyprint
    except (ImportError, OSError):  # OSError: it is here, and a library of the system is not
        return None
    return weasyprint


def available() -> bool:
    return _press() is not None


def pdf(page: str, *, base: str = "") -> bytes:
    """`base` is where the links of the page begin that do not say it themselves."""
    if not (press := _press()):
        raise Missing
    nothing = _fetching_nothing(press)
    if not _one.acquire(timeout=PATIENCE):
        raise Busy
    try:
        html = press.HTML(string=_directed(page), base_url=base or None, url_fetcher=nothing)
        sheet = press.CSS(string=SHEET.read_text("utf-8"), url_fetcher=nothing)
        made: bytes = html.write_pdf(stylesheets=[sheet])
    finally:
        _one.release()
    return made


def _fetching_nothing(press: Any) -> Any:
    class Nothing(press.urls.URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            raise ValueError("nothing is fetched for a PDF")

    return Nothing()


def _directed(page: str) -> str:
    """WeasyPrint knows neither `dir="auto"`, which is that of the language beside it, nor that <bdi> stands apart."""
    page = LANGUAGE_AND_AUTO.sub(
        lambda found: f'lang="{found[1]}" dir="{"rtl" if found[1].split("-")[0] in RIGHT_TO_LEFT else "ltr"}"', page
    )
    # Where there are isolates inside already, another one around them would find no letter to go by.
    return BDI.sub(lambda found: f"{found[1]}{ISOLATE}{found[2]}{ISOLATE_ENDS}{found[3]}", page)
