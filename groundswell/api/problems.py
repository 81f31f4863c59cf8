"""What went wrong, for machines: RFC 9457 problem details."""

import json
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _


class Problem(Exception):
    """`errors` names each word that is wrong and says why."""

    def __init__(self, status: int, detail: str, errors: dict[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status, self.detail, self.errors = HTTPStatus(status), detail, errors or {}

    @staticmethod
    def no_pages() -> str:
        return _("This list goes on by `cursor`: follow `next`.")

    def response(self) -> HttpResponse:
        told: dict[str, Any] = {"title": self.status.phrase, "status": self.status.value, "detail": self.detail}
        if self.errors:
            told["errors"] = [{"parameter": word, "detail": why} for word, why in self.errors.items()]
        body = json.dumps(told, ensure_ascii=False) + "\n"
        response = HttpResponse(body, status=self.status, content_type="application/problem+json")
        response.headers["Cache-Control"] = "no-store"
        return response
