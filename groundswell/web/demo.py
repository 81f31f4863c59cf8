"""The letters of the demo, so that whoever tries it can follow the links in them. Nowhere else is a letter shown."""

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

MOST = 100
LINK = re.compile(r"https?://[^\s<>]+")
AFTER_EACH = b"\n" + b"-" * 79  # what Django's backend writes after a message


@dataclass(frozen=True)
class Shown:
    to: str
    subject: str
    at: datetime
    pieces: list[tuple[str, bool]]  # and whether it is a link to here


@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    if not settings.DEMO:
        raise Http404
    response = render(
        request,
        "web/demo/letters.html",
        {"letters": list(_letters(Path(str(getattr(settings, "EMAIL_FILE_PATH", "letters")))))},
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _letters(folder: Path) -> Iterator[Shown]:
    """The newest first."""
    files = sorted(folder.glob("*.log"), key=lambda file: file.stat().st_mtime_ns, reverse=True)
    for file in files[:MOST]:
        for raw in reversed(file.read_bytes().split(AFTER_EACH)):
            if raw.strip():
                yield _shown(email.message_from_bytes(raw.lstrip(), _class=EmailMessage, policy=email.policy.default))


def _shown(message: EmailMessage) -> Shown:
    body = message.get_body(("plain",))
    text = str(body.get_content()).strip() if body else ""
    return Shown(
        to=str(message["To"]),
        subject=str(message["Subject"]),
        at=parsedate_to_datetime(message["Date"]),
        pieces=list(_pieces(text)),
    )


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    at = 0
    for link in LINK.finditer(text):
        yield text[at : link.start()], False
        yield link.group(), link.group().startswith(f"{settings.BASE_URL}/")
        at = link.end()
    yield text[at:], False
