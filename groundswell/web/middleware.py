"""What holds for every answer."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from groundswell.core.errors import Refused
from groundswell.lib.limits import TooOften
from groundswell.web.brake import later, try_again

Answer = Callable[[HttpRequest], HttpResponse]

CSP = (
    "default-src 'none'; img-src 'self' data:; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    # Not "no-referrer": under that, browsers send "Origin: null" with our own forms.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=(), interest-cohort=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
MOST_SENT = settings.MAX_UPLOAD + 1024 * 1024  # a form with a file, and the form's other fields
MOST_MB = max(1, settings.MAX_UPLOAD // (1024 * 1024))
TOO_LARGE = "groundswell.too_large"  # in the environment of a request whose body our server does not read
SAFE = ("GET", "HEAD", "OPTIONS")
NO_PAGE_HAS = ("PUT", "PATCH", "DELETE")
HIDDEN = (403, 404)
METHODS = (*SAFE, "POST", *NO_PAGE_HAS)


def headers(get_response: Answer) -> Answer:
    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        framed = "frame-ancestors *" in response.headers.get("Content-Security-Policy", "")
        for name, value in HEADERS.items():
            if not (framed and name == "X-Frame-Options"):
                response.headers.setdefault(name, value)
        if _is_for_one(request, response):
            response.headers.setdefault("Cache-Control", "private, no-store")
        if settings.BASE_URL.startswith("https://"):
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        return response

    return answer


def _is_for_one(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether the answer may know who asked: it must not be kept for the next one."""
    return request.method not in SAFE or bool(request.COOKIES or response.cookies)


def refuse_odd_methods(get_response: Answer) -> Answer:
    """TRACE and the like: Django would answer them like a GET. So do views of forms what is neither GET nor POST; where
    a page says for itself what it takes, or that it is not there, that stands.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        response = get_response(request)
        if request.method in NO_PAGE_HAS and response.status_code != 405 and response.status_code not in HIDDEN:
            return HttpResponseNotAllowed(("GET", "HEAD", "POST"))
        return response

    return answer


def refuse_too_large(get_response: Answer) -> Answer:
    """Told before anything of it is read."""

    def answer(request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        too_large = TOO_LARGE in request.META or (length.isdecimal() and int(length) > MOST_SENT)
        return too_much(request) if too_large else get_response(request)

    return answer


def too_much(request: HttpRequest) -> HttpResponse:
    """A page, or problem details (RFC 9457) for a program that asks for JSON."""
    title = _("That is too large.")
    text = _("At most %(size)s MB can be sent at once. Go back: what you typed may still be there.") % {"size": MOST_MB}
    accepts = request.headers.get("Accept", "")
    if "json" not in accepts or "html" in accepts:
        return trouble(request, 413, title, text)
    problem = {"title": "Content Too Large", "status": 413, "detail": title}
    return JsonResponse(problem, status=413, content_type="application/problem+json")


def refuse_other_origins(get_response: Answer) -> Answer:
    """Another site's page must not make a visitor's browser post here.

    The browser itself says where a request comes from (Sec-Fetch-Site, or Origin), so no token and no cookie is needed
    for it, and pages with forms can be cached. A request with neither comes from a program, which carries nobody's
    cookies; with a session cookie it is refused.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        if request.method in SAFE or _from_here(request):
            return get_response(request)
        return trouble(request, 403, _("This form was sent from another site."), _("Open it here and send it again."))

    return answer


def _from_here(request: HttpRequest) -> bool:
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site:
        return site in ("same-origin", "none")
    if origin:
        return urlsplit(origin).netloc == request.get_host()
    return settings.SESSION_COOKIE_NAME not in request.COOKIES


class Language(LocaleMiddleware):
    """The language of a page is in its address, so nothing varies by what the browser would like."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response.headers.setdefault("Content-Language", get_language() or settings.LANGUAGE_CODE)
        return response


def refusals(get_response: Answer) -> Answer:
    """Views that do not show a refusal themselves leave it to this page."""
    return Refusals(get_response)


class Refusals:
    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Refused):
            return trouble(request, 409, str(error))
        if isinstance(error, TooOften):
            return later(trouble(request, 429, try_again(error)), error)
        return None


def trouble(request: HttpRequest, status: int, title: str, text: str = "") -> HttpResponse:
    return render(request, "web/trouble.html", {"trouble": title, "text": text, "status": status}, status=status)
