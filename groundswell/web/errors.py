"""Pages for what went wrong, and a report of it that names nobody."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.debug import ExceptionReporter

from groundswell.web.middleware import too_much, trouble


class QuietReporter(ExceptionReporter):
    """Django's report holds the request: address, user agent, cookies, what was typed. Ours holds the trace alone."""

    def get_traceback_data(self) -> dict[str, Any]:
        data = super().get_traceback_data()
        for name in (
            "request",
            "request_meta",
            "request_GET_items",
            "request_FILES_items",
            "request_COOKIES_items",
            "user_str",
            "filtered_POST_items",
            "settings",
            "request_insecure_uri",
        ):
            data[name] = None
        for frame in data.get("frames", []):
            frame["vars"] = []
        return data

    def get_traceback_frame_variables(self, *args: Any) -> Iterable[Any]:
        return []


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return trouble(
        request,
        404,
        _("There is nothing at this address."),
        _("What is published here keeps its address, so it may be mistyped."),
    )


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return trouble(request, 403, _("You may see this, but not change it."))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return too_much(request)
    return trouble(
        request,
        400,
        _("We could not read what was sent."),
        _("Go back and try once more; if a file was large, try a smaller one."),
    )


def broken(request: HttpRequest) -> HttpResponse:
    return trouble(
        request,
        500,
        _("Something broke here. It is not your fault."),
        _("Nothing you published is lost. Try again in a minute."),
    )
