"""Templates as this site renders them."""

from typing import Any

from django.http import HttpRequest
from django.template.backends.django import DjangoTemplates, Template
from django.template.context import make_context
from django.utils.safestring import SafeString


class Templates(DjangoTemplates):
    def get_template(self, template_name: str) -> Template:
        return Passing(super().get_template(template_name).template, self)


class Passing(Template):
    """What a page was made of goes with it, as in `requests.Request.close`: in Django its context knows itself."""

    def render(self, context: dict[str, Any] | None = None, request: HttpRequest | None = None) -> SafeString:
        told = make_context(context, request, autoescape=self.backend.engine.autoescape)
        try:
            return self.template.render(told)
        finally:
            told.dicts.clear()
