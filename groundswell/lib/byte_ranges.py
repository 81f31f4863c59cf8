"""Which bytes of a file a request asks for (RFC 9110, section 14)."""

from __future__ import annotations

import re

ONE = re.compile(r"bytes[ \t]*=[ \t]*([0-9]{0,19})-([0-9]{0,19})", re.ASCII | re.IGNORECASE)


def asked(header: str, size: int) -> range | None:
    """The bytes; none of them where there are none such (416). None: the whole, as for what cannot be understood, and
    for several ranges at once, which a server may leave aside."""
    found = ONE.fullmatch(header.strip())
    if not found or not any(found.groups()):
        return None
    first, last = found.groups()
    if not first:
        return range(max(0, size - int(last)), size)
    if last and int(last) < int(first):
        return None
    return range(int(first), min(int(last) + 1 if last else size, size))
