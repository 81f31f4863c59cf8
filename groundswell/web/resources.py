"""The toolkit of a call: what is in it, and its files as downloads."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from groundswell.core import kinds, uploads
from groundswell.core.models import Call, Link, Resource
from groundswell.core.wording import Notice, Worded, Wording
from groundswell.web.access import call_seen
from groundswell.web.templatetags.words import language_name


@require_safe
def index(request: HttpRequest, slug: str) -> HttpResponse:
    call = call_seen(request, slug)
    everything = with_dead(call.resources.offered().prefetch_related("versions").order_by("title", "pk"))
    kind, language = request.GET.get("kind", ""), request.GET.get("language", "")
    wording = Wording([call], "call", "resource", asked=request.GET.get("text", ""))
    chosen = [each for each in everything if kind in ("", each.kind) and language in ("", each.language)]
    read = wording.all_of(chosen)
    words = {
        "call": wording.of(call),
        "notice": _credits(wording, call, read),
        "total": len(everything),
        "chosen": len(chosen),
        "heaps": _heaps(read),
        "messages_to_share": [(each, shared_text(each, call)) for each in read if each.is_message],
        "kinds": _kinds(everything),
        "languages_here": _languages(everything),
        "kind": kind,
        "language": language,
        "section": "calls",
    }
    return render(request, "web/resources/index.html", words)


@require_safe
def show(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    call = call_seen(request, slug)
    resource = get_object_or_404(call.resources.offered().prefetch_related("versions"), ref=ref.lower())
    [resource], shared = with_dead([resource]), shared_text(resource, call) if resource.is_message else ""
    wording = Wording([call], "call", "resource", asked=request.GET.get("text", ""))
    words = {
        "call": wording.of(call),
        "resource": wording.of(resource),
        "notice": _credits(wording, call, [wording.of(resource)]),
        "version": resource.current,
        "shared": shared,
        "readings": _readings(resource),
        "section": "calls",
    }
    return render(request, "web/resources/show.html", words)


def with_dead(resources: Iterable[Resource]) -> list[Resource]:
    """Each with its link as `dead`, where that does not answer."""
    found = list(resources)
    dead = _dead([each.current.link for each in found])
    for each in found:
        each.dead = dead.get(each.current.link)  # type: ignore[attr-defined]
    return found


def _readings(lesson: Resource) -> list[dict[str, Any]]:
    dead = _dead([each["address"] for each in lesson.readings])
    return [each | {"dead": dead.get(each["address"])} for each in lesson.readings]


def _dead(addresses: list[str]) -> dict[str, Link]:
    return {link.address: link for link in Link.objects.told_dead().at(addresses)} if any(addresses) else {}


def _credits(wording: Wording, call: Call, read: list[Worded]) -> Notice | None:
    """Here each thing says its language, so the notice tells of what is translated alone."""
    return wording.notice(call, [words for each in read for words in each.texts if words.translation])


def shared_text(resource: Any, call: Call) -> str:
    return f"{resource.current.text}\n{settings.BASE_URL}{call.get_absolute_url()}"


def _heaps(resources: list[Worded]) -> list[tuple[str, list[Worded]]]:
    """By kind, in the order of the list of kinds."""
    heaps = {
        kind: [each for each in resources if each.kind == kind and not each.is_message] for kind in kinds.RESOURCES
    }
    return [(kinds.label(kinds.RESOURCES, kind), heap) for kind, heap in heaps.items() if heap]


def _kinds(resources: list[Resource]) -> list[tuple[str, str, int]]:
    counted = Counter(each.kind for each in resources)
    return [(kind, kinds.label(kinds.RESOURCES, kind), counted[kind]) for kind in kinds.RESOURCES if counted[kind]]


def _languages(resources: list[Resource]) -> list[tuple[str, str, int]]:
    counted = Counter(each.language for each in resources)
    return [(code, language_name(code), many) for code, many in sorted(counted.items())]


@require_safe
def download(request: HttpRequest, slug: str, ref: str) -> HttpResponseBase:
    """Never shown in the browser: what somebody uploaded runs nowhere under our name."""
    call = call_seen(request, slug)
    resource = get_object_or_404(call.resources.offered().prefetch_related("versions"), ref=ref.lower())
    version = resource.current
    if not version.form or not (path := uploads.path_of(version.hash)).is_file():
        raise Http404
    etag = f'"{version.hash}"'
    unchanged = get_conditional_response(request, etag=etag)
    response: Any = unchanged or FileResponse(
        path.open("rb"), as_attachment=True, filename=version.file_name, content_type=version.form.media_type
    )
    response.headers["ETag"] = etag
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-cache"
    answer: HttpResponseBase = response
    return answer
