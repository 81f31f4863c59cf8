"""The API: everything public as JSON, a page at a time, described by OpenAPI. It can only be read.

A module for each noun, with what its rows look like and the addresses at which they stand. Rules are core's.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import ValidationError

import groundswell
from groundswell.api import kept
from groundswell.api.problems import Problem
from groundswell.api.shapes import View
from groundswell.api.v1 import actions, agreements, calls, milestones, organisations, pledges, resources, statements
from groundswell.lib import changes

DESCRIPTION = "Everything that is public on this server, without a key and without asking. It can only be read."
PREFIX = "api/v1/"

api = NinjaAPI(
    title="Groundswell", version=groundswell.__version__, description=DESCRIPTION, docs_url=None, openapi_url=None
)
for noun in (calls, actions, organisations, statements, resources, pledges, milestones, agreements):
    api.add_router("", noun.router)


@api.exception_handler(Problem)
def tell(request: HttpRequest, problem: Problem) -> HttpResponse:
    return problem.response()


@api.exception_handler(ValidationError)
def tell_what_is_wrong(request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = {str(one["loc"][-1]): str(one["msg"]) for one in error.errors}
    return Problem(400, _("Some words of this address cannot be read."), errors).response()


def openapi(request: HttpRequest) -> HttpResponse:
    return JsonResponse(schema(), json_dumps_params={"ensure_ascii": False})


@cache
def schema() -> dict[str, Any]:
    told = dict(api.get_openapi_schema(path_prefix=f"/{PREFIX}"))
    told["servers"] = [{"url": settings.BASE_URL}]
    told["info"]["license"] = {"name": settings.DATA_LICENCE}
    return told


def served(view: View) -> View:
    """Read by anybody's program, from any site, with an ETag that stands until the next fact."""

    @wraps(view)
    def answer(request: HttpRequest, **words: Any) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD"):
            response: HttpResponseBase = Problem(405, _("This can only be read.")).response()
            response.headers["Allow"] = "GET, HEAD"
        else:
            response = _read(request, view, words)
        response.headers["Access-Control-Allow-Origin"] = "*"
        return response

    return answer


def _read(request: HttpRequest, view: View, words: dict[str, Any]) -> HttpResponseBase:
    # How many are coming writes no fact, so nothing would tell that this order has changed.
    version = None if request.GET.get("sort") == "coming" else kept.Version.last()
    etag = f'"{kept.Key.of(version, request.get_full_path(), get_language() or "en")}"' if version else None
    unchanged = get_conditional_response(request, etag) if etag else None
    settled: HttpResponseBase = unchanged or _whole(request, view, words)
    if settled.status_code in (200, 304):
        settled.headers["Cache-Control"] = changes.FOR_OTHER_CACHES
        patch_vary_headers(settled, ["Accept-Encoding"])
        if etag and version:
            settled.headers["ETag"] = etag
            settled.headers["Last-Modified"] = http_date(version.changed.timestamp())
    return settled


def _whole(request: HttpRequest, view: View, words: dict[str, Any]) -> HttpResponseBase:
    """To HEAD the same as to GET; the server leaves the body away."""
    method, request.method = request.method, "GET"
    try:
        return view(request, **words)
    finally:
        request.method = method


def urls() -> Iterator[URLPattern]:
    yield path(f"{PREFIX}openapi.json", served(openapi), name="api-openapi")
    for pattern in api.urls[0]:
        if isinstance(pattern, URLPattern) and pattern.name != "api-root":
            yield path(
                f"{PREFIX}{pattern.pattern}", served(pattern.callback), name=f"api-{pattern.name}".replace("_", "-")
            )
