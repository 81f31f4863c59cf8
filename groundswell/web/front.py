"""In front of the site: public pages are rendered once for each change, compressed once, and handed out from memory.

Nobody is ever handed what another saw, because what is kept was rendered for nobody: the request that a page is
rendered from is made here, of the address alone (path, query, host, scheme). No cookie, no address of a visitor and no
other header is in it. Who brings a cookie, or asks for anything else than a whole page, goes by to the site itself.

A page stands until anything is written to the database (core.watch), and until the end of the minute at most: what time
alone brings about (a day begins, an action is over) begins with a minute.
"""

from __future__ import annotations

import gzip
import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.handlers.wsgi import get_path_info
from django.urls import Resolver404, resolve
from django.utils.translation import get_language_from_path, override

from groundswell.core.watch import Stamp, Watch
from groundswell.lib import changes

Environment = dict[str, Any]
Headers = list[tuple[str, str]]
StartResponse = Callable[..., Any]
Site = Callable[[Environment, StartResponse], Iterable[bytes]]

# The pages that are kept. Each is the same for everybody without a cookie, and reading it changes nothing: no form of
# its own, no brake, nothing by chance (tests/web/test_front.py).
PAGES = frozenset({
    "home", "calls", "call", "call-actions", "call-organisations", "call-organisations-embed", "collectives",
    "call-parts", "call-record", "toolkit", "resource", "pledges", "milestones", "call-statements", "agreement",
    "agreement-version", "agreement-comparison", "background", "press", "press-sheet", "statement", "actions",
    "action", "action-history", "report-shown", "record", "organisations", "organisation", "members", "about",
    "privacy", "map", "call-map", "calendar", "call-calendar", "places", "country", "town", "town-text", "call-places",
    "call-embed", "actions-embed", "action-embed", "country-record", "town-record", "organisation-record",
})  # fmt: skip
# With one of these a request asks for something else than the page that everybody gets.
UNUSUAL = frozenset({
    "HTTP_COOKIE", "HTTP_AUTHORIZATION", "HTTP_RANGE", "HTTP_IF_RANGE", "HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE",
    "HTTP_EXPECT", "HTTP_TRANSFER_ENCODING", "HTTP_UPGRADE", "HTTP_X_HTTP_METHOD_OVERRIDE",
})  # fmt: skip
READING = ("GET", "HEAD")
NOTHING_SENT = (None, "", "0")
SCHEMES = (None, "http", "https")  # as a proxy tells them, if it does
# What a page is rendered from.
ADDRESS = ("SCRIPT_NAME", "PATH_INFO", "QUERY_STRING", "HTTP_HOST", "HTTP_X_FORWARDED_PROTO", "wsgi.url_scheme")
SURROUNDINGS = ("SERVER_NAME", "SERVER_PORT", "SERVER_PROTOCOL", "wsgi.version", "wsgi.errors", "wsgi.multithread",
                "wsgi.multiprocess", "wsgi.run_once")  # fmt: skip
# Written by the site for one reader; said anew for all, or not known to all.
OUR_OWN = ("cache-control", "vary", "etag", "content-length", "content-encoding")
VARY = ("Vary", "Accept-Encoding, Cookie")
LONGEST = 2000  # characters of an address
MOST_OF_A_PAGE = 1024 * 1024  # bytes, compressed
OVERHEAD = 4096  # what a page takes besides its bytes, about
PATIENCE = 5.0  # seconds; then it is rendered for this reader too
YOUNG = 1.0  # seconds
QUICK = 3  # so often in a row a page is rendered anew while it is young; then it stands until it is not

Key = tuple[str, ...]
Moment = tuple[Stamp, int]  # how the database stood, and the minute


class Front:
    def __init__(self, site: Site) -> None:
        self.site, self.watch = site, Watch()
        most = 0 if settings.DEBUG else settings.PAGES_MB * 1024 * 1024
        self.host = urlsplit(settings.BASE_URL).netloc
        self.plain, self.asked = Shelf(most // 2), Shelf(most // 2)
        self._rendering: dict[Key, Rendering] = {}
        self._lock = threading.Lock()

    def __call__(self, environment: Environment, start_response: StartResponse) -> Iterable[bytes]:
        key = key_of(environment)
        if key is None or not self.plain.most:
            return self.site(environment, start_response)
        page = self._standing(key) or (self._rendered(key, environment) if _is_kept(environment, key) else None)
        return page.answer(environment, start_response) if page else self.site(environment, start_response)

    def _find(self, key: Key) -> Page | None:
        return self.plain.find(key) or self.asked.find(key)

    def _shelf(self, key: Key) -> Shelf:
        """Who asks with ever other words, or for ever other hosts, pushes out such pages alone."""
        return self.plain if key == ("", key[1], "", self.host, *key[4:]) else self.asked

    def _standing(self, key: Key, since: float = float("inf")) -> Page | None:
        """As it would be rendered now, or as it was in a rendering that began since then."""
        page = self._find(key)
        if page is None or page.began >= since:
            return page
        return page if (moment := self._moment()) and page.stands(moment) else None

    def _moment(self) -> Moment | None:
        stamp = self.watch.stamp()
        return (stamp, minute()) if stamp else None

    def _rendered(self, key: Key, environment: Environment) -> Page | Passing | None:
        """By one, while the others wait for it: right after a change a crowd asks at once.

        Who waited takes what was begun after they asked, even where something was written meanwhile: else on a busy day
        a crowd would never have a page in time, and each of them would render one.
        """
        asked = time.monotonic()
        while (left := asked + PATIENCE - time.monotonic()) > 0:
            with self._lock:
                turn = self._rendering.setdefault(key, mine := Rendering())
            if turn is mine:
                return self._turn(key, environment, mine, asked)
            if not turn.over.wait(left) or not turn.kept:
                return None
            if page := self._standing(key, since=asked):
                return page
        return None

    def _turn(self, key: Key, environment: Environment, mine: Rendering, asked: float) -> Page | Passing | None:
        try:
            page = self._standing(key, since=asked) or self._made(key, environment)
            mine.kept = isinstance(page, Page)
            return page
        finally:
            with self._lock:
                del self._rendering[key]
            mine.over.set()

    def _made(self, key: Key, environment: Environment) -> Page | Passing | None:
        moment, before = self._moment(), self._find(key)
        if moment is None:
            return None
        began = time.monotonic()
        status, headers, body = _asked(self.site, _for_nobody(environment))
        if not may_be_kept(status, headers):
            return Passing(status, headers, body)
        quick = before.quick + 1 if before and before.young else 0
        page = Page(moment, began, quick, [each for each in headers if each[0].lower() not in OUR_OWN], body)
        self._shelf(key).keep(key, page)
        return page


class Rendering:
    """One that others wait for."""

    def __init__(self) -> None:
        self.over = threading.Event()
        self.kept = False  # whether it gave a page for all of them


class Shelf:
    """Pages in memory, up to so many bytes; those that nobody asked for longest go first."""

    def __init__(self, most: int) -> None:
        self.most, self.size = most, 0
        self._pages: OrderedDict[Key, Page] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._pages)

    def find(self, key: Key) -> Page | None:
        page = self._pages.get(key)  # without the lock: readers would queue for it
        if page:
            try:  # noqa: SIM105  written so it takes a third of the time, and every reader comes by
                self._pages.move_to_end(key)
            except KeyError:  # another thread has just let it go
                pass
        return page

    def keep(self, key: Key, page: Page) -> None:
        with self._lock:
            if old := self._pages.pop(key, None):
                self.size -= old.size
            if page.size > min(MOST_OF_A_PAGE, self.most):
                return
            self._pages[key] = page
            self.size += page.size
            while self.size > self.most:
                self.size -= self._pages.popitem(last=False)[1].size


class Page:
    """One page as it stood at one moment, compressed, with what is said at its head: all of it written once."""

    def __init__(self, moment: Moment, began: float, quick: int, headers: Headers, body: bytes) -> None:
        self.moment, self.began, self.quick = moment, began, quick
        self.body = gzip.compress(body, 9, mtime=0)
        self.size = len(self.body) + OVERHEAD
        mark = hashlib.sha256(repr(headers).encode() + body).hexdigest()[:24]
        self.etags = {f'"{mark}"', f'"{mark}.gz"'}
        headers = [*headers, ("Cache-Control", changes.FOR_OTHER_CACHES), VARY]
        self.plain = Head([*headers, ("ETag", f'"{mark}"')], ("Content-Length", str(len(body))))
        self.gzipped = Head(
            [*headers, ("ETag", f'"{mark}.gz"')], ("Content-Length", str(len(self.body))), ("Content-Encoding", "gzip")
        )

    @property
    def young(self) -> bool:
        return time.monotonic() - self.began < YOUNG

    def stands(self, moment: Moment) -> bool:
        """Whether it is what would be rendered now. Where change follows upon change, it is a second old at most."""
        return self.moment == moment or (self.quick >= QUICK and self.young)

    def answer(self, environment: Environment, start_response: StartResponse) -> list[bytes]:
        head = self.gzipped if takes_gzip(environment.get("HTTP_ACCEPT_ENCODING", "")) else self.plain
        if names(environment.get("HTTP_IF_NONE_MATCH", ""), self.etags):
            start_response("304 Not Modified", head.unchanged)
            return []
        start_response("200 OK", head.whole)
        if environment["REQUEST_METHOD"] == "HEAD":
            return []
        return [self.body if head is self.gzipped else gzip.decompress(self.body)]


class Head:
    """What is said before a page, to all alike: the server reads these lists and changes nothing in them."""

    def __init__(self, unchanged: Headers, *of_the_body: tuple[str, str]) -> None:
        self.unchanged = unchanged
        self.whole = [*unchanged, *of_the_body]


@dataclass(frozen=True)
class Passing:
    """What is not kept, such as a redirect: for whoever asked for it."""

    status: str
    headers: Headers
    body: bytes

    def answer(self, environment: Environment, start_response: StartResponse) -> list[bytes]:
        start_response(self.status, self.headers)
        return [] if environment["REQUEST_METHOD"] == "HEAD" else [self.body]


def key_of(environment: Environment) -> Key | None:
    """All that a page is rendered from. None: this request is not for a page that everybody gets."""
    given = environment.get
    if environment["REQUEST_METHOD"] not in READING or not environment.keys().isdisjoint(UNUSUAL):
        return None
    if given("CONTENT_LENGTH") not in NOTHING_SENT or not (host := given("HTTP_HOST")):
        return None
    if (forwarded := given("HTTP_X_FORWARDED_PROTO")) not in SCHEMES:
        return None
    # As in ADDRESS. Written out: in a loop it took longer than all else that is done for a page out of memory.
    name, path, query = given("SCRIPT_NAME", ""), given("PATH_INFO", ""), given("QUERY_STRING", "")
    return (name, path, query, host, forwarded or "", given("wsgi.url_scheme", ""))


def minute() -> int:
    return int(time.time()) // 60


def _for_nobody(environment: Environment) -> Environment:
    given = {name: environment[name] for name in (*ADDRESS, *SURROUNDINGS) if name in environment}
    return given | {"REQUEST_METHOD": "GET", "REMOTE_ADDR": "", "wsgi.input": BytesIO()}


def _is_kept(environment: Environment, key: Key) -> bool:
    return sum(map(len, key)) < LONGEST and name_of(get_path_info(environment)) in PAGES


@lru_cache(maxsize=4096)
def name_of(path: str) -> str:
    """Of the page at an address, in any language; empty where there is none."""
    with override(get_language_from_path(path) or settings.LANGUAGE_CODE):
        try:
            return resolve(path).url_name or ""
        except Resolver404:
            return ""


def _asked(site: Site, environment: Environment) -> tuple[str, Headers, bytes]:
    begun: list[tuple[str, Headers]] = []

    def start_response(status: str, headers: Headers, *_rest: Any) -> None:
        begun[:] = [(status, headers)]

    answer = site(environment, start_response)
    try:
        body = b"".join(answer)
    finally:
        if hasattr(answer, "close"):
            answer.close()
    return *begun[0], body


def may_be_kept(status: str, headers: Headers) -> bool:
    said = {name.lower(): value.lower() for name, value in headers}
    varies = {each.strip() for each in said.get("vary", "").split(",")} - {""}
    return (
        status.startswith("200 ")
        and said.get("content-type", "").startswith("text/html")
        and not {"set-cookie", "retry-after", "content-encoding"} & set(said)
        and said.get("cache-control", changes.FOR_OTHER_CACHES) == changes.FOR_OTHER_CACHES
        and varies <= {"cookie", "accept-encoding"}  # it was asked with neither
    )


@lru_cache(maxsize=256)
def takes_gzip(header: str) -> bool:
    given = {}
    for part in header.lower().split(","):
        coding, _, weight = part.partition(";")
        given[coding.strip()] = weight.strip().removeprefix("q=").strip("0. ") != "" or not weight
    return given.get("gzip", given.get("x-gzip", given.get("*", False)))


def names(if_none_match: str, etags: set[str]) -> bool:
    """Compared weakly: a proxy that compresses makes weak ones of ours."""
    if not if_none_match:
        return False
    given = {each.strip().removeprefix("W/") for each in if_none_match[:LONGEST].split(",")}
    return "*" in given or bool(given & etags)
