"""The operator's file of streets, which browsers read by ranges of bytes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import IO

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, parse_http_date_safe
from django.views.decorators.http import require_safe

from groundswell.core import streets
from groundswell.lib import byte_ranges

TYPE = "application/vnd.pmtiles"
KEPT = "public, max-age=86400, no-transform"
AT_ONCE = 64 * 1024


@require_safe
def show(request: HttpRequest) -> HttpResponseBase:
    path: Path | None = settings.STREETS
    if not path or not streets.current():
        raise Http404
    changed, size = int(path.stat().st_mtime), path.stat().st_size
    etag = f'"{streets.mark(path)}"'
    # Whoever counts bytes must get them as they are: nothing on the way out may compress them.
    request.META.pop("HTTP_ACCEPT_ENCODING", None)
    same = get_conditional_response(request, etag=etag, last_modified=changed)
    answer = same or _part(request, path, size, etag, changed)
    answer.headers["ETag"], answer.headers["Last-Modified"] = etag, http_date(changed)
    answer.headers["Accept-Ranges"], answer.headers["Cache-Control"] = "bytes", KEPT
    return answer


def _part(request: HttpRequest, path: Path, size: int, etag: str, changed: int) -> HttpResponseBase:
    wanted = byte_ranges.asked(request.headers.get("Range", ""), size) if _in_parts(request, etag, changed) else None
    if wanted is not None and not wanted:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    some = range(size) if wanted is None else wanted
    headers = {"Content-Type": TYPE, "Content-Length": str(len(some))}
    if request.method == "HEAD":
        return HttpResponse(headers=headers)
    if wanted is None:
        return StreamingHttpResponse(_bytes(path.open("rb"), some), headers=headers)
    headers["Content-Range"] = f"bytes {some.start}-{some.stop - 1}/{size}"
    return StreamingHttpResponse(_bytes(path.open("rb"), some), status=206, headers=headers)


def _in_parts(request: HttpRequest, etag: str, changed: int) -> bool:
    """Of GET alone; and where somebody has a part already, only if it is of the same file."""
    had = request.headers.get("If-Range", "").strip()
    same = not had or had == etag or (not had.startswith(('"', "W/")) and parse_http_date_safe(had) == changed)
    return request.method == "GET" and same


def _bytes(file: IO[bytes], wanted: range) -> Iterator[bytes]:
    with file:
        file.seek(wanted.start)
        left = len(wanted)
        while left and (part := file.read(min(left, AT_ONCE))):
            left -= len(part)
            yield part
