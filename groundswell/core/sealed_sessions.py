"""Sessions in the database, their content sealed: while a sign-in code is awaited, it names an address."""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as Plain

from groundswell.core import sealing


class SessionStore(Plain):
    def _validate_session_key(self, key: str | None) -> bool:
        """As ours are: a cookie may hold anything, and PostgreSQL takes no text with a NUL in it."""
        return bool(key) and len(str(key)) >= 8 and str(key).isascii() and str(key).isalnum()

    def encode(self, session_dict: dict[str, Any]) -> str:
        return sealing.seal(super().encode(session_dict))

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        try:
            return super().decode(sealing.unseal(str(session_data)))
        except sealing.Unreadable:
            return {}
