"""Where no mail server is set letters wait in the out-tray. They are not printed: a log keeps what it is told."""

from typing import Any

from django.core.mail.backends.base import BaseEmailBackend


class NoMailServer(BaseEmailBackend):
    def send_messages(self, email_messages: Any) -> int:
        raise ConnectionError("No mail server is set (EMAIL_URL).")
