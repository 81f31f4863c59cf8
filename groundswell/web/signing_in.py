"""Signing in is by a mailed code, for people who were given a role. Nobody signs up."""

import logging
import smtplib
import threading
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from groundswell.web.brake import sender

log = logging.getLogger("groundswell.mail")
THREAD = "sign-in mail"


class ByMailedCode(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": _("This is not the code that we mailed. Compare it with the newest letter."),
        "too_many_login_attempts": _("That was not the code, and was tried too often. Ask for a new one."),
        "rate_limited": _("That was too often. Try again in a few minutes."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Our pages say for themselves what went well; only what went wrong is told above them."""
        if message:
            messages.add_message(request, level, message, extra_tags=extra_tags)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Only the sign-in code is ever mailed."""
        if not template_prefix.endswith("login_code"):
            return
        words = {"code": context["code"], "instance": settings.INSTANCE_NAME}
        subject, _blank, body = render_to_string("mail/sign_in.txt", words).strip().partition("\n")
        letter = EmailMessage(subject.strip(), body.strip() + "\n", settings.MAIL_FROM, [email])
        # Apart from the answer: how long the mail server takes would tell that somebody has this address.
        threading.Thread(target=_send, args=[letter], name=THREAD).start()

    def get_client_ip(self, request: HttpRequest) -> str:
        """For limits in memory alone (settings.CACHES)."""
        return sender(request) or "127.0.0.1"


def _send(letter: EmailMessage) -> None:
    """A mail server that is down is not the visitor's problem."""
    try:
        letter.send()
    except (OSError, smtplib.SMTPException) as error:
        log.error("A sign-in code could not be mailed: %s", type(error).__name__)
