"""A document as an HTTP answer: compressed once, with the validators that let a reader keep what it has."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta

from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date, parse_http_date
from django.utils.translation import get_language, override

from groundswell.api import kept
from groundswell.lib import changes
from groundswell.lib.clock import now

GZIP = 16 + zlib.MAX_WBITS
LEVEL = 6
PIECE = 64 * 1024
Lines = Callable[[], Iterator[str]]
Pieces = Callable[[], Iterator[bytes]]


def answer(
    request: HttpRequest,
    lines: Lines,
    *,
    type: str,
    key: kept.Key | None,
    changed: datetime | None,
    pieces: Pieces | None = None,
) -> HttpResponseBase:
    """`lines` is called only where the document is not kept; `pieces` instead, where it compresses and keeps itself."""
    gzip = takes_gzip(request.headers.get("Accept-Encoding", ""))
    response = StreamingHttpResponse(content_type=type)
    _say(response, key, changed, gzip)
    # The middleware that compresses pages reads "gzip;q=0" as a wish for it.
    request.META.pop("HTTP_ACCEPT_ENCODING", None)
    settled = _settled(request, response)
    if settled is not response or request.method == "HEAD":
        return settled
    found = (kept.find(key) or kept.awaited(key)) if key else None
    body = found.pieces if found else pieces() if pieces else _rendered(lines, key)
    if found and gzip:
        response.headers["Content-Length"] = str(found.length)
    response.streaming_content = body if gzip else gunzipped(body)
    return response


def _say(response: HttpResponseBase, key: kept.Key | None, changed: datetime | None, gzip: bool) -> None:
    response.headers["Cache-Control"] = changes.FOR_OTHER_CACHES
    patch_vary_headers(response, ["Accept-Encoding"])
    if gzip:
        response.headers["Content-Encoding"] = "gzip"
    if key:
        response.headers["ETag"] = f'"{key}.gz"' if gzip else f'"{key}"'
    # It counts whole seconds: within the same one there may be another change, and a reader would not be told.
    if changed and now() - changed > timedelta(seconds=1):
        response.headers["Last-Modified"] = http_date(changed.timestamp())


def _settled(request: HttpRequest, response: StreamingHttpResponse) -> HttpResponseBase:
    """The same answer, or another where the reader's copy will do."""
    modified = parse_http_date(response["Last-Modified"]) if "Last-Modified" in response else None
    other = get_conditional_response(request, response.get("ETag"), modified, response)  # type: ignore[arg-type]
    return other or response


def _rendered(lines: Lines, key: kept.Key | None) -> Iterator[bytes]:
    pieces = gzipped(encoded(lines(), get_language() or "en"))
    return kept.keeping(key, pieces) if key else pieces


def encoded(lines: Iterator[str], language: str) -> Iterator[bytes]:
    """In pieces worth sending; the first line at once."""
    size = 1
    while piece := _piece(lines, language, size):
        yield piece.encode()
        size = PIECE


def _piece(lines: Iterator[str], language: str, size: int) -> str:
    """Made while it is sent, when the view is long over: so the language is set again."""
    got, length = list[str](), 0
    with override(language):
        for line in lines:
            got.append(line)
            length += len(line)
            if length >= size:
                break
    return "".join(got)


def gzipped(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The first piece leaves whole, so that a reader sees that something comes."""
    press, flush = zlib.compressobj(LEVEL, zlib.DEFLATED, GZIP), True
    for piece in pieces:
        pressed = press.compress(piece) + (press.flush(zlib.Z_SYNC_FLUSH) if flush else b"")
        flush = False
        if pressed:
            yield pressed
    yield press.flush()


def gunzipped(pieces: Iterable[bytes]) -> Iterator[bytes]:
    unpress = zlib.decompressobj(GZIP)
    for piece in pieces:
        yield unpress.decompress(piece)


def takes_gzip(header: str) -> bool:
    weights = dict(_weights(header))
    return weights.get("gzip", weights.get("x-gzip", weights.get("*", 0.0))) > 0


def _weights(header: str) -> Iterator[tuple[str, float]]:
    for part in header.lower().split(","):
        coding, _, weight = part.partition(";")
        number = weight.strip().removeprefix("q=") or "1"
        yield coding.strip(), float(number) if number.replace(".", "", 1).isdecimal() else 0.0
