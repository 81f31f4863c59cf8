"""Files that are no text: made once for each change and kept, as the other documents are (api/kept.py)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _

from groundswell.api import kept, package, parquet
from groundswell.api.problems import Problem
from groundswell.core.filter import ON_A_PAGE, ActionFilter
from groundswell.core.models import Call
from groundswell.core.table import Scope
from groundswell.lib import changes

SHAPES = ("parquet", "geoparquet", "zip")


def answer(request: HttpRequest, shape: str, call: Call | None) -> HttpResponseBase:
    if shape == "zip":
        if request.GET:
            raise Problem(400, _("The package has no filter: it holds the whole record."))
        # Of all that there is: who endorses, and what was taken off, is told by facts that lists do not wait for.
        name, version = _name(call, "zip"), kept.Version.last()
        return _sent(request, lambda: package.pieces(Scope(call)), version, type=package.TYPE, name=name)
    if not parquet.available():
        raise Problem(
            501, _("This server makes no Parquet files, because DuckDB is not installed on it. Take the CSV.")
        )
    wanted = ActionFilter.read(dict(request.GET.lists()), call=call)
    if wanted.errors:
        raise Problem(400, _("Some words of this address cannot be read."), wanted.errors)
    rows, geo = wanted.rows(), shape == "geoparquet"
    if "page" in request.GET:
        rows = rows[(wanted.page - 1) * ON_A_PAGE : wanted.page * ON_A_PAGE]
    name, version = _name(call, "geo.parquet" if geo else "parquet"), version_of(wanted, call)
    return _sent(request, lambda: parquet.pieces(rows, geo=geo), version, type=parquet.TYPE, name=name)


def version_of(wanted: ActionFilter, call: Call | None) -> kept.Version | None:
    """How many are coming writes no fact, so nothing would tell that this order has changed. Which actions are those
    of an organisation is told by facts of its own, that are under no call.
    """
    if wanted.sort == "coming":
        return None
    return kept.Version.last() if wanted.organisation else kept.Version.current(call)


def _sent(
    request: HttpRequest,
    pieces: Callable[[], Iterator[bytes]],
    version: kept.Version | None,
    *,
    type: str,
    name: str,
) -> HttpResponseBase:
    key = kept.Key.of(version, request.get_full_path(), "file") if version else None
    response = StreamingHttpResponse(content_type=type)
    response.headers["Cache-Control"] = changes.FOR_OTHER_CACHES
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    request.META.pop("HTTP_ACCEPT_ENCODING", None)  # it is compressed already
    if key:
        response.headers["ETag"] = f'"{key}"'
    settled: HttpResponseBase | None = get_conditional_response(request, response.get("ETag"), None, response)  # type: ignore[arg-type]
    if settled is not response or request.method == "HEAD":
        return settled or response
    found = (kept.find(key) or kept.awaited(key)) if key else None
    if found:
        response.headers["Content-Length"] = str(found.length)
    response.streaming_content = found.pieces if found else _keeping(key, pieces())
    return response


def _keeping(key: kept.Key | None, pieces: Iterable[bytes]) -> Iterable[bytes]:
    return kept.keeping(key, pieces) if key else pieces


def _name(call: Call | None, ending: str) -> str:
    return f"{call.slug}-record.{ending}" if call else f"record.{ending}"
