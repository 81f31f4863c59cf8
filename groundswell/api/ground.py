"""The finest squares of the ground, for the map with script: as they lie in the package, compressed."""

import gzip

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from groundswell.api.answers import takes_gzip
from groundswell.lib.ground import CLOSE

KEPT = "public, max-age=604800"  # a week: they change with a version of ours


@require_safe
def square(request: HttpRequest, name: str) -> HttpResponse:
    path = CLOSE / f"{name}.json.gz"
    if not path.is_file():
        raise Http404
    pressed, headers = path.read_bytes(), {"Cache-Control": KEPT, "Vary": "Accept-Encoding"}
    if takes_gzip(request.headers.get("Accept-Encoding", "")):
        return HttpResponse(pressed, "application/json", headers=headers | {"Content-Encoding": "gzip"})
    request.META.pop(
        "HTTP_ACCEPT_ENCODING", None
    )  # whoever does not take it so gets it plain, not compressed once more
    return HttpResponse(gzip.decompress(pressed), "application/json", headers=headers)
