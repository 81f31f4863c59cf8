"""Requests as this site reads them."""

from typing import Any

import django
from django.core.exceptions import BadRequest
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.utils.http import parse_header_parameters


class Request(WSGIRequest):
    """Its text is UTF-8. Django decodes by whatever codec the Content-Type names: `hex` breaks it before any of our
    code runs, and `unicode_escape` makes characters that no page can hold.
    """

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        self.content_type, self.content_params = parse_header_parameters(meta.get("CONTENT_TYPE", ""))

    def _load_post_and_files(self) -> None:
        if (self.content_params or {}).get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
            self._mark_post_parse_error()  # type: ignore[attr-defined]
            raise BadRequest("A form is sent as UTF-8.")
        super()._load_post_and_files()

    def close(self) -> None:
        """Lets go of all that was known of it. Who is signed in knows the request and the request knows them, so that a
        page's actions, texts and forms would all stay until Python looks for what only knows of each other: which takes
        a tenth of a second, and whoever asks for a page meanwhile waits for it."""
        super().close()
        vars(self).clear()


class Site(WSGIHandler):
    request_class = Request


def site() -> Site:
    django.setup(set_prefix=False)
    return Site()
