"""Contact addresses at rest: sealed, and found again by a fingerprint.

The keys stand outside the database (settings.CONTACT_KEYS): the newest seals, every one opens. Fingerprints and the
sign-in addresses of people are made with the oldest key, so that they stay the same when a new key comes.
"""

import base64
import hashlib
import hmac
from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings


class Unreadable(Exception):
    """Sealed with a key that is no longer here."""


@cache
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def _oldest(purpose: str, length: int) -> bytes:
    key = settings.CONTACT_KEYS[-1].encode()
    return hashlib.blake2b(purpose.encode(), key=key[:64], digest_size=length).digest()


def seal(text: str) -> str:
    return _box(tuple(settings.CONTACT_KEYS)).encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Raises Unreadable where the key is gone."""
    try:
        return _box(tuple(settings.CONTACT_KEYS)).decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise Unreadable from None


def fingerprint(address: str) -> str:
    """The same for the same address, and no way back to it without the key."""
    return hmac.new(_oldest("fingerprint", 32), address.strip().lower().encode(), hashlib.sha256).hexdigest()


def seal_evenly(text: str) -> str:
    """Deterministic sealing (AES-SIV, RFC 5297), for the one address that must be looked up by: that of a person."""
    return base64.urlsafe_b64encode(AESSIV(_oldest("person", 64)).encrypt(text.encode(), None)).decode()


def unseal_evenly(sealed: str) -> str:
    try:
        return AESSIV(_oldest("person", 64)).decrypt(base64.urlsafe_b64decode(sealed), None).decode()
    except Exception:  # InvalidTag, or text that was never sealed
        raise Unreadable from None
