from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from groundswell.core.models import RecordVersion


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    words = {
        "versions": RecordVersion.objects.all(),
        "kept_days": settings.VERSIONS_KEPT_DAYS,
        "section": "record",
    }
    return render(request, "web/record/versions.html", words)
