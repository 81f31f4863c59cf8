"""Crockford's base 32: letters and digits that survive being read aloud or copied by hand (no I, L, O, U)."""

import secrets
from base64 import b32encode

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_OURS = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", ALPHABET.encode())  # from those of RFC 4648
_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})


def random(length: int) -> str:
    """A random word of so many characters, five bits in each."""
    return b32encode(secrets.token_bytes(-(-5 * length // 8)))[:length].translate(_OURS).decode()


def short() -> str:
    """45 bits, in small letters: a name for life that can be read aloud, in an order that tells nothing."""
    return random(9).lower()


def tidy(text: str) -> str:
    """What somebody typed, as it was meant: no spaces or dashes, capitals, look-alikes put right."""
    return "".join(c for c in text.upper().translate(_ALIKE) if c in ALPHABET)


def grouped(word: str, by: int = 4) -> str:
    return "-".join(word[i : i + by] for i in range(0, len(word), by))
